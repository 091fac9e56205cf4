import type { FastifyInstance } from 'fastify';
import type { Log } from '../../log.ts';
import { version } from '../../version.ts';
import type { Decider } from '../deciding/decider.ts';
import type { Explainer } from '../explain/explainer.ts';
import type { PlaneStatus } from '../status.ts';
import { takeBytes } from './body-parser.ts';
import { type CompileRouteOptions, compileRoute } from './compile/compile-route.ts';
import { dataRoutes } from './data-routes.ts';
import { createDocuments } from './documents.ts';
import { statusRoutes } from './status-routes.ts';
import { unservedRoutes } from './unserved-routes.ts';

export interface OpaRouteOptions {
  readonly decider: Decider;
  readonly explainer?: Explainer | undefined;
  readonly log: Log;
  /** Whether there is a decision log. */
  readonly logged: boolean;
  /** Undefined where nobody keeps account. */
  readonly status?: (() => PlaneStatus) | undefined;
  /** Without it, filters are not served. */
  readonly compile?: Omit<CompileRouteOptions, 'at'> | undefined;
}

/** OPA's REST API, as far as a compiled policy can answer it. */
export function opaRoutes(
  app: FastifyInstance,
  { decider, explainer, log, logged, status, compile }: OpaRouteOptions,
): void {
  app.register((scope, _options, done) => {
    takeBytes(scope);
    const documents = createDocuments(decider.engine, log);
    dataRoutes(scope, { decider, documents, explainer, logged, version });
    if (compile !== undefined) compileRoute(scope, { ...compile, at: decider.at });
    unservedRoutes(scope, { filters: compile !== undefined });
    statusRoutes(scope, { at: decider.at, decision: decider.entrypoint, status });
    done();
  });
}
