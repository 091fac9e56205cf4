import fastify, { type FastifyInstance } from 'fastify';
import type { Log } from '../log.ts';
import type { PolicyEngine } from '../policy/policy-engine.ts';
import { evaluationRoute } from './authzen/evaluation-route.ts';
import { evaluationsRoute } from './authzen/evaluations-route.ts';
import { metadataRoute } from './authzen/metadata-route.ts';
import { type AwaitableData, honourRevisionTokens } from './consistency/at-least-revision.ts';
import { watchRevisions } from './deciding/decided-at.ts';
import { createDecider } from './deciding/decider.ts';
import type { RegisteredProperties } from './deciding/registered-properties.ts';
import type { DecisionLog } from './decision-log/decision-log.ts';
import { answerErrors, sendError } from './errors.ts';
import { createExplainer, type ExplainOptions } from './explain/explainer.ts';
import { whyRoute } from './explain/why-route.ts';
import { type FilterOptions, filterRoute } from './filter/filter-route.ts';
import { answerBrokenRequest } from './gate/broken-requests.ts';
import { type GateOptions, gate } from './gate/gate.ts';
import { bodyArrived } from './gate/load.ts';
import type { ServerTls } from './gate/tls/server-tls.ts';
import { tlsServerFactory } from './gate/tls/tls-server-factory.ts';
import { healthRoutes } from './health-routes.ts';
import { parseJsonBody } from './json-body.ts';
import type { Metrics } from './metrics/metrics.ts';
import { countInFlight, metricsRoute } from './metrics/metrics-route.ts';
import { opaRoutes } from './opa/opa-routes.ts';
import { openApiRoute } from './openapi/openapi-route.ts';
import { echoRequestIds } from './request-id.ts';
import { createRegisteredProperties } from './search/registered-in-data.ts';
import { searchRoutes } from './search/search-routes.ts';
import type { SearcherOptions } from './search/searcher.ts';
import type { PlaneStatus } from './status.ts';

/** How many times as long as another body one with many evaluations may be. */
const BATCH_BODIES = 8;

export interface AccessOptions {
  /** The active policy; undefined before there is one. */
  readonly engine: () => PolicyEngine | undefined;
  /** What the policy decides on. Without `onChange`, a revision that is not there yet is not waited for. */
  readonly data: AwaitableData;
  readonly log: Log;
  /** The rule that gives `{allow, reasons, masks}`. */
  readonly decisionEntrypoint?: string;
  readonly decisionLog?: DecisionLog;
  readonly metrics?: Metrics;
  /** How the policy, its data and the decision log are doing; undefined where the caller does not keep account. */
  readonly status?: () => PlaneStatus;
  /** `/health/ready` fails while the data was confirmed longer ago, in milliseconds; 0 is no limit. */
  readonly maxDataAgeMs?: number;
  /** What is known of resources beside the requests; where absent, what the data of `search` says of them. */
  readonly registered?: RegisteredProperties;
  /** Where filters come from; without it, the filter route is not there. */
  readonly filter?: Pick<FilterOptions, 'filters' | 'rule' | 'masks'>;
  /** Whether the filters of OPA's API leave out rows that are compared with NULL, as OPA's do, unless a request says. */
  readonly opaCompat?: boolean;
  /** Where explanations come from; without it, nothing is explained. */
  readonly explain?: ExplainOptions;
  /** What can be searched; without it, the search routes are not there. */
  readonly search?: Omit<SearcherOptions, 'decider' | 'decisionLog'>;
  /** Bytes; for a batch of evaluations BATCH_BODIES times as many. */
  readonly bodyLimit?: number;
  /**
   * Where clients reach this server, for the metadata: a URL with neither query nor fragment. By default the loopback
   * address it listens on.
   */
  readonly baseUrl?: string;
  /** How long a request waits for the revision it names, in milliseconds. */
  readonly revisionWaitMs?: number;
  /** How long a client may take to send a request, in milliseconds. */
  readonly requestTimeout?: number;
  /** Bytes of a request's headers; 431 beyond. */
  readonly headerLimit?: number;
  /** Who may ask, and how much at a time. By default everybody may, and the usual limits hold. */
  readonly gate?: GateOptions;
  /** Without it, the server speaks plain HTTP. */
  readonly tls?: ServerTls;
}

/** The decision API as a server that does not listen yet. Requests are not logged; what goes wrong is. */
export function createAccessServer(options: AccessOptions): FastifyInstance {
  const { bodyLimit = 1_048_576, requestTimeout = 10_000, metrics, tls } = options;
  const http = {
    headersTimeout: requestTimeout,
    connectionsCheckingInterval: Math.min(requestTimeout, 5_000),
    maxHeaderSize: options.headerLimit ?? 16_384,
  };
  const app = fastify({
    bodyLimit,
    requestTimeout,
    http,
    ...(tls === undefined ? {} : { serverFactory: tlsServerFactory(tls, http) }),
    clientErrorHandler: answerBrokenRequest,
    forceCloseConnections: 'idle',
    // A server that is closing still decides what was asked before.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) =>
      sendError(request, reply, error.statusCode ?? 400, error.message),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    bodyArrived(request);
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  const at = watchRevisions(options.data, () => options.engine()?.revision);
  if (metrics !== undefined) countInFlight(app, metrics);
  answerErrors(app, options.log, () => at().revision);
  echoRequestIds(app);
  gate(app, { onShed: metrics && ((what) => metrics.noteShed(what)), ...options.gate });
  honourRevisionTokens(app, options.data, options.revisionWaitMs);

  const decider = createDecider({
    engine: options.engine,
    entrypoint: options.decisionEntrypoint ?? 'authz/decision',
    at,
    log: options.log,
    decisionLog: options.decisionLog,
    metrics,
    registered: options.registered ?? registeredIn(options.search),
  });
  const explainer = options.explain && createExplainer(decider, options.explain, options.log);
  openApiRoute(app);
  evaluationRoute(app, decider, explainer);
  evaluationsRoute(app, decider, bodyLimit * BATCH_BODIES, explainer);
  if (explainer !== undefined) whyRoute(app, explainer);
  metadataRoute(app, options.baseUrl);
  opaRoutes(app, {
    decider,
    explainer,
    log: options.log,
    logged: options.decisionLog !== undefined,
    status: options.status,
    compile: options.filter && {
      filters: options.filter.filters,
      opaCompat: options.opaCompat,
      decisionLog: options.decisionLog,
      metrics,
    },
  });
  if (options.search !== undefined) {
    searchRoutes(app, { ...options.search, decider, decisionLog: options.decisionLog });
  }
  if (options.filter !== undefined) {
    const { data, revisionWaitMs, decisionLog } = options;
    filterRoute(app, { ...options.filter, data, at, revisionWaitMs, decisionLog, metrics });
  }
  healthRoutes(app, { at, status: options.status, maxDataAgeMs: options.maxDataAgeMs });
  if (metrics !== undefined) metricsRoute(app, metrics);
  return app;
}

function registeredIn(search: AccessOptions['search']): RegisteredProperties | undefined {
  return search === undefined ? undefined : createRegisteredProperties(search.data, search.entities);
}
