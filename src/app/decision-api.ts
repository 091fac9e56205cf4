import type { FastifyInstance } from 'fastify';
import type { DecisionLog } from '../access/decision-log/decision-log.ts';
import { createMetrics, type Metrics } from '../access/metrics/metrics.ts';
import type { ResourceRows } from '../access/search/resource-rows.ts';
import { createAccessServer } from '../access/server.ts';
import type { PlaneStatus } from '../access/status.ts';
import type { Config } from '../config.ts';
import { closeServer } from '../listen.ts';
import type { Log } from '../log.ts';
import { openAccessGuard } from './access-guard.ts';
import type { Closers } from './closers.ts';
import { labelsOf, openDecisionLog } from './decision-log.ts';
import type { DecisionPlane } from './decision-plane.ts';
import { entitiesOf } from './entities.ts';
import { filterRules } from './filter-rules.ts';
import { watchStatus } from './plane-status.ts';

/** How long the decision log may take to deliver what waits once the process is asked to end, in milliseconds. */
const LOG_PATIENCE = 600;
/** How long requests under way may take then, in milliseconds. */
const CLOSE_PATIENCE = 400;

export interface DecisionApi {
  /** Does not listen yet. */
  readonly server: FastifyInstance;
  readonly status: () => PlaneStatus;
}

/**
 * Makes the decision API over a decision plane, guarded, with its log and its metrics. `closers` closes all of it. With
 * `rows`, resources are searched where they are kept.
 */
export async function openDecisionApi(
  plane: DecisionPlane,
  config: Config,
  log: Log,
  closers: Closers,
  rows?: ResourceRows,
): Promise<DecisionApi> {
  const { host, data } = plane;
  const guard = await openAccessGuard(config, log, closers);
  const labels = labelsOf(config);
  const decisionLog = openDecisionLog(config, host, labels, log);
  const metrics = metricsOf(plane, decisionLog);
  plane.watchSlices((bytes) => metrics.slices.add(bytes));
  const status = watchStatus(plane, decisionLog, labels);
  const server = createAccessServer({
    engine: () => host.active,
    decisionEntrypoint: config.decision,
    data,
    log,
    ...(decisionLog === undefined ? {} : { decisionLog }),
    metrics,
    status,
    maxDataAgeMs: config.maxDataAge * 1000,
    filter: { filters: () => host.filters, ...filterRules(config) },
    opaCompat: config.opaCompat === 'on',
    explain: { explanations: () => host.explanations, rule: filterRules(config).rule },
    search: {
      data,
      entities: entitiesOf(config, plane),
      actions: config.actions,
      tokenSecret: config.pageSecret,
      ...(rows === undefined ? {} : { filtering: { rows, filters: () => host.filters, log } }),
    },
    revisionWaitMs: config.revisionWait,
    ...(config.accessUrl === undefined ? {} : { baseUrl: config.accessUrl }),
    bodyLimit: config.bodyLimit,
    headerLimit: config.headerLimit,
    requestTimeout: config.requestTimeout,
    gate: guard.gate,
    ...(guard.tls === undefined ? {} : { tls: guard.tls }),
  });
  if (decisionLog !== undefined) closers.add(() => decisionLog.close(LOG_PATIENCE));
  closers.add(() => closeServer(server, CLOSE_PATIENCE));
  return { server, status };
}

function metricsOf({ host, data, sources }: DecisionPlane, decisionLog: DecisionLog | undefined): Metrics {
  return createMetrics({
    committed: () => sources.data.committed ?? data.revision,
    active: () => data.revision,
    lagSeconds: () => {
      const { confirmedAt } = sources.data;
      return confirmedAt === undefined ? undefined : Math.max(0, Date.now() - confirmedAt) / 1000;
    },
    wasmMemoryBytes: () => host.inspectable?.memory,
    policyRevision: () => host.active?.revision,
    ...(decisionLog === undefined ? {} : { decisionLog: () => decisionLog.stats() }),
  });
}
