import fastify, { type FastifyInstance } from 'fastify';
import type { DataSource } from '../data/data-source.ts';
import type { Revision } from '../data/feed.ts';
import { formatRevision } from '../data/revision.ts';
import type { Log } from '../log.ts';
import type { PolicyEngine } from '../policy/policy-engine.ts';
import { answerErrors, sendError } from './errors.ts';
import type { DecidedAt } from './evaluation-response.ts';
import { evaluationRoute } from './evaluation-route.ts';
import { healthRoutes } from './health-routes.ts';
import { parseJsonBody } from './json-body.ts';

export interface AccessOptions {
  /** The active policy; undefined before there is one. */
  readonly engine: () => PolicyEngine | undefined;
  readonly data: Pick<DataSource, 'revision'>;
  readonly log: Log;
  /** The rule that gives `{allow, reasons, masks}`. */
  readonly decisionEntrypoint?: string;
  /** Bytes. */
  readonly bodyLimit?: number;
  /** How long a client may take to send a request, in milliseconds. */
  readonly requestTimeout?: number;
}

/** The decision API as a server that does not listen yet. Requests are not logged; what goes wrong is. */
export function createAccessServer(options: AccessOptions): FastifyInstance {
  const requestTimeout = options.requestTimeout ?? 10_000;
  const app = fastify({
    bodyLimit: options.bodyLimit ?? 1_048_576,
    requestTimeout,
    http: { headersTimeout: requestTimeout, connectionsCheckingInterval: Math.min(requestTimeout, 5_000) },
    forceCloseConnections: 'idle',
    // A server that is closing still decides what was asked before.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) =>
      sendError(request, reply, error.statusCode ?? 400, error.message),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  answerErrors(app, options.log);

  const revisionText = cachedRevisionText();
  const at = (): DecidedAt => ({
    revision: revisionText(options.data.revision),
    policyRevision: options.engine()?.revision,
  });
  const entrypoint = options.decisionEntrypoint ?? 'authz/decision';
  evaluationRoute(app, { engine: options.engine, entrypoint, at }, options.log);
  healthRoutes(app, at);
  return app;
}

/** Formats a revision once for as long as it stays the same. */
function cachedRevisionText(): (revision: Revision | undefined) => string | undefined {
  let last: Revision | undefined;
  let text: string | undefined;
  return (revision) => {
    if (revision !== last) {
      last = revision;
      text = revision === undefined ? undefined : formatRevision(revision);
    }
    return text;
  };
}
