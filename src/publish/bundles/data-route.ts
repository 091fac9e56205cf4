import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { BaseLogger } from 'pino';
import type { Revision } from '../../data/feed.ts';
import { compareRevisions, formatRevision } from '../../data/revision.ts';
import type { Selection } from '../collections.ts';
import { sendBundle, sendNotModified, sendUnavailable } from './bundle-answer.ts';
import { parseEntityTags } from './entity-tags.ts';
import { Places } from './places.ts';
import { parsePrefer } from './prefer.ts';
import type { RevisionWatch } from './revision-watch.ts';
import { type Removals, SharedDeltas } from './shared-deltas.ts';
import { streamSnapshot } from './snapshot-bundle.ts';
import { formatStandpoint, latestStandpoint, type Standpoint } from './standpoint.ts';
import type { WaitingRoom } from './waiting-room.ts';

export interface DataRouteOptions {
  readonly pool: pg.Pool;
  readonly watch: RevisionWatch;
  /** What of the data is published, which may change. */
  readonly selection: () => Selection;
  /** Calls back when `selection` may give another one. Returns the function that ends it. */
  readonly onSelectionChange: (listener: () => void) => () => void;
  readonly room: WaitingRoom;
  readonly log: Pick<BaseLogger, 'info' | 'warn'>;
  /** How many snapshots are sent at a time; each holds a connection of the pool. */
  readonly snapshots: number;
  /** How long a client of a snapshot may take nothing of it, in milliseconds. */
  readonly stallMs: number;
}

/** How long a request waits for the database when that is away, in milliseconds. */
const PATIENCE = 1000;
const AWAY = 'the database does not answer';

/** `GET /bundles/data.tar.gz`, whose entity tag is the revision of the policy data. */
export function dataRoute(app: FastifyInstance, options: DataRouteOptions): void {
  const deltas = new SharedDeltas(options.pool);
  const places = new Places(options.snapshots);

  app.get('/bundles/data.tar.gz', { exposeHeadRoute: false }, async (request, reply) => {
    const { delta, lenientRemovals, waitMs } = parsePrefer(request.headers.prefer);
    const selection = options.selection();
    const { variant } = selection;
    const known = latestStandpoint(parseEntityTags(request.headers['if-none-match']), variant);
    const removals = lenientRemovals ? 'lenient' : 'exact';
    const found = await options.room.enter(reply, async (signal) => {
      if (options.watch.revision === undefined) await options.watch.otherThan(undefined, PATIENCE, signal);
      return known === undefined
        ? 'unreachable'
        : await findNews(known, { removals, waitMs, selection, signal });
    });
    if (found === undefined) return sendUnavailable(reply, 'no more requests can wait here');
    if (options.watch.revision === undefined) return sendUnavailable(reply, AWAY);
    if (found === 'none' && known !== undefined) return sendNotModified(reply, formatStandpoint(known));
    if (found === 'none' || found === 'unreachable' || !delta) return await sendSnapshot(request, reply);
    return sendBundle(reply, formatStandpoint(found.to), found.bytes);
  });

  async function findNews(known: Standpoint, { removals, waitMs, selection, signal }: Wait) {
    const until = performance.now() + waitMs;
    for (;;) {
      const current = options.watch.revision;
      if (!isCurrent(known, current)) {
        const found = await deltas.read(known, removals, current, selection);
        if (found !== 'none') return found;
      }
      const left = until - performance.now();
      if (left <= 0 || signal.aborted) return 'none';
      await otherThan(current, left, selection, signal);
      if (options.selection() !== selection) return 'unreachable';
    }
  }

  /** Waits for another revision, or for another selection. */
  async function otherThan(
    known: Revision | undefined,
    ms: number,
    { variant }: Selection,
    signal: AbortSignal,
  ) {
    const changed = new AbortController();
    const stopListening = options.onSelectionChange(() => {
      if (options.selection().variant !== variant) changed.abort();
    });
    await options.watch.otherThan(known, ms, AbortSignal.any([signal, changed.signal]));
    stopListening();
  }

  /** Snapshots wait for a place, so that a fleet that starts leaves the database to others too. */
  async function sendSnapshot(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const free = await places.take();
    try {
      if (reply.raw.destroyed) throw new Error('the client is gone');
      const began = performance.now();
      const selection = options.selection();
      const { revision, bytes } = await streamSnapshot(options.pool, selection);
      bytes.once('error', (error) => options.log.warn({ err: error }, 'bundles: a snapshot broke off'));
      bytes.once('close', () => {
        free();
        const ms = Math.round(performance.now() - began);
        const what = bytes.readableEnded ? 'snapshot sent' : 'a client left its snapshot';
        options.log.info({ revision: formatRevision(revision), ms }, `bundles: ${what}`);
      });
      const { socket } = request.raw;
      socket.setTimeout?.(options.stallMs, () => socket.destroy());
      reply.raw.once('close', () => {
        socket.setTimeout?.(0);
        bytes.destroy();
      });
      const { variant } = selection;
      return sendBundle(reply, formatStandpoint({ revision, nullsSince: undefined, variant }), bytes);
    } catch (error) {
      free();
      throw error;
    }
  }
}

interface Wait {
  readonly removals: Removals;
  readonly waitMs: number;
  readonly selection: Selection;
  readonly signal: AbortSignal;
}

function isCurrent({ revision, nullsSince }: Standpoint, current: Revision | undefined): boolean {
  return nullsSince === undefined && current !== undefined && compareRevisions(revision, current) === 0;
}
