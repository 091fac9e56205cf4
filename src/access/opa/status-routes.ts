import type { FastifyInstance } from 'fastify';
import type { DecidedAt } from '../deciding/decided-at.ts';
import type { PlaneStatus } from '../status.ts';
import { bundleStatuses } from './bundle-status.ts';
import { wantsPretty } from './data-parameters.ts';
import { jsonText } from './data-response.ts';
import { decisionLogStatus } from './decision-log-status.ts';
import { pluginsOf } from './plane-health.ts';

export interface StatusRouteOptions {
  readonly at: () => DecidedAt;
  /** The rule that `POST /` asks. */
  readonly decision: string;
  readonly status: (() => PlaneStatus) | undefined;
}

/**
 * `GET /v1/status`: OPA's status, of bundles, decision log and plugins. `GET /v1/config`: the little of OPA's configuration
 * that a client can use. Source: OPA's REST API, "Status API" and "Config API"; `UpdateRequestV1` of its status plugin.
 */
export function statusRoutes(scope: FastifyInstance, options: StatusRouteOptions): void {
  const config = { authority: 'metrics' } as const;
  scope.get('/v1/status', { config }, (request, reply) => {
    const status = options.status?.();
    const at = options.at();
    const result = {
      labels: status?.labels ?? {},
      bundles: bundleStatuses(at, status),
      decision_logs: status?.decisionLog && decisionLogStatus(status.decisionLog),
      plugins: pluginsOf(at, status),
    };
    reply.header('Cache-Control', 'no-store').header('Content-Type', 'application/json');
    reply.send(jsonText({ result }, wantsPretty(request.url)));
  });
  scope.get('/v1/config', { config }, (request, reply) => {
    const labels = options.status?.().labels ?? {};
    const result = { labels, default_decision: `/${options.decision}` };
    reply.header('Content-Type', 'application/json');
    reply.send(jsonText({ result }, wantsPretty(request.url)));
  });
}
