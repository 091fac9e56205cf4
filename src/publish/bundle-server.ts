import fastify, { type FastifyInstance, type FastifyServerFactory } from 'fastify';
import type pg from 'pg';
import type { BaseLogger } from 'pino';
import { carriesToken } from './bundles/bearer-token.ts';
import { sendUnavailable } from './bundles/bundle-answer.ts';
import { dataRoute } from './bundles/data-route.ts';
import { type PublishedPolicy, policyRoute } from './bundles/policy-route.ts';
import { RevisionWatch } from './bundles/revision-watch.ts';
import { WaitingRoom } from './bundles/waiting-room.ts';
import { EVERYTHING, type Selection } from './collections.ts';

export interface BundleServerOptions {
  /** One of its connections is kept; a snapshot takes one for as long as it is sent, a delta for a moment. */
  readonly pool: pg.Pool;
  /** The policy to publish; undefined before there is one. */
  readonly policyBundle: () => PublishedPolicy | undefined;
  /** Calls back when `policyBundle` gives another one. Returns the function that ends it. Without it, none comes. */
  readonly onPolicyChange?: (listener: () => void) => () => void;
  /** What of the data is published, by default everything. It may change when the policy does. */
  readonly selection?: () => Selection;
  /** Bearer tokens of which a request must carry one. Without any, every request is answered. */
  readonly tokens?: readonly string[];
  readonly log: Pick<BaseLogger, 'info' | 'warn' | 'error'>;
  /** Makes the HTTPS server, where it is to be one. */
  readonly serverFactory?: FastifyServerFactory;
  /** How often the revision is read when no notification came, in milliseconds. */
  readonly pollMs?: number;
  /** How many requests may wait at a time; one more is answered with 503. */
  readonly waiting?: number;
  /** How many snapshots are sent at a time. */
  readonly snapshots?: number;
  /** A client of a snapshot that takes nothing for so many milliseconds is cut off. */
  readonly stallMs?: number;
}

const WAITING = 4096;
const SNAPSHOTS = 2;
const STALL_MS = 30_000;
/** How long a connection stays open without a request: longer than a follower's pause between two. */
const KEEP_ALIVE_MS = 75_000;
const REQUEST_MS = 10_000;

/**
 * Serves the policy and its data as OPA bundles, by a server that does not listen yet. Its routes answer conditional
 * and long-polling requests, and the data also as deltas.
 * Source: https://www.openpolicyagent.org/docs/management-bundles
 */
export function createBundleServer(options: BundleServerOptions): FastifyInstance {
  const { pool, log, tokens = [] } = options;
  const app = fastify({
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    bodyLimit: 1024,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    ...(options.serverFactory === undefined ? {} : { serverFactory: options.serverFactory }),
  });
  const room = new WaitingRoom(options.waiting ?? WAITING);
  const watch = new RevisionWatch({
    pool,
    log,
    ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
  });

  app.addHook('onRequest', async (request, reply) => {
    if (tokens.length === 0 || carriesToken(request.headers.authorization, tokens)) return;
    reply.code(401).header('www-authenticate', 'Bearer');
    await reply.send({ code: 'unauthorized', message: 'a bearer token of this control plane is missing' });
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const { statusCode = 503 } = error;
    if (statusCode < 500) return reply.code(statusCode).send({ code: 'bad_request', message: error.message });
    log.error({ err: error }, 'bundles: a request failed');
    return sendUnavailable(reply, 'the bundle could not be made');
  });
  app.addHook('onReady', async () => watch.start());
  app.addHook('preClose', async () => room.close());
  app.addHook('onClose', async () => watch.close());

  const { stallMs = STALL_MS, snapshots = SNAPSHOTS } = options;
  const { onPolicyChange = () => () => undefined, selection = () => EVERYTHING } = options;
  const onSelectionChange = onPolicyChange;
  dataRoute(app, { pool, watch, selection, onSelectionChange, room, log, snapshots, stallMs });
  policyRoute(app, {
    policyBundle: options.policyBundle,
    onPolicyChange,
    room,
  });
  return app;
}
