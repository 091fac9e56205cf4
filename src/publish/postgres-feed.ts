import pg from 'pg';
import type { BaseLogger } from 'pino';
import { backoffMs } from '../backoff.ts';
import type { Feed, FeedSink, Freshness, Revision } from '../data/feed.ts';
import { compareRevisions, formatRevision, parseRevision } from '../data/revision.ts';
import { clientConfig } from '../db/pool.ts';
import { within } from '../within.ts';
import { type AnswerWithin, answerWithin } from './answer-within.ts';
import { EVERYTHING, type Selection } from './collections.ts';
import { LARGEST_DELTA, readDelta } from './delta.ts';
import { Hint } from './hint.ts';
import { loadSnapshot } from './snapshot.ts';

export interface PostgresFeedOptions {
  /** Where the database is, as a `postgres://` URL. */
  readonly url: string;
  readonly log: Pick<BaseLogger, 'info' | 'warn'>;
  /** How often the revision is read when no notification came, in milliseconds. */
  readonly pollMs?: number;
  /** Done each time a connection was made, before anything is read. */
  readonly prepare?: () => Promise<unknown>;
  /** What is fed, everything by default. Where it gives another selection, a snapshot follows. */
  readonly selection?: () => Selection;
  /** Calls back when `selection` gives another one, so that it is noticed at once. Returns the function that ends it. */
  readonly onSelectionChange?: (listener: () => void) => () => void;
  /** A database that takes longer to answer is taken for gone, in milliseconds. */
  readonly answerMs?: number;
}

export interface PostgresFeed extends Feed, Freshness {
  /** The latest revision that is known to be committed; it may not be active yet. */
  readonly committed: Revision | undefined;
}

const POLL_MS = 1000;
const ANSWER_MS = 15_000;
const END_MS = 500;

/**
 * Feeds a document from the table `policy_document`. A notification is only a reason to look early; what is due is
 * found by reading everything after the document's revision. A lost connection is made again until `close`.
 */
export function createPostgresFeed(options: PostgresFeedOptions): PostgresFeed {
  return new FollowedPostgres(options);
}

class FollowedPostgres implements PostgresFeed {
  readonly #options: PostgresFeedOptions;
  readonly #hint = new Hint();
  readonly #closing = new AbortController();
  #client: pg.Client | undefined;
  #running: Promise<void> | undefined;
  /** What the document was last filled with. */
  #selected: Selection | undefined;
  readonly #stopListening: (() => void) | undefined;
  committed: Revision | undefined;
  confirmedAt: number | undefined;
  failure: Error | undefined;

  constructor(options: PostgresFeedOptions) {
    this.#options = options;
    this.#stopListening = options.onSelectionChange?.(() => this.#hint.give());
  }

  start(sink: FeedSink): Promise<void> {
    if (this.#running !== undefined || this.#closed) throw new Error('a feed is started once');
    return new Promise((resolve, reject) => {
      this.#running = this.#run(sink, resolve).then(() => reject(new Error('the feed was closed')));
    });
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#stopListening?.();
    this.#hint.give();
    if (this.#client !== undefined) await end(this.#client);
    await this.#running;
  }

  async #run(sink: FeedSink, ready: () => void): Promise<void> {
    let failures = 0;
    while (!this.#closed) {
      try {
        await this.#follow(sink, () => {
          failures = 0;
          ready();
        });
      } catch (error) {
        if (this.#closed) return;
        this.failure = error as Error;
        const waitMs = backoffMs(failures);
        failures += 1;
        this.#options.log.warn({ err: error, waitMs }, 'policy data: the database connection failed');
        await this.#hint.wait(waitMs);
      }
    }
  }

  /** One connection, from its first read until it fails or the feed is closed. */
  async #follow(sink: FeedSink, caughtUp: () => void): Promise<void> {
    const client = new pg.Client({
      ...clientConfig(this.#options.url),
      application_name: 'postern feed',
      connectionTimeoutMillis: ANSWER_MS,
      keepAlive: true,
    });
    let failure: Error | undefined;
    client.on('error', (error) => {
      failure = error;
      this.#hint.give();
    });
    client.on('notification', ({ payload }) => {
      const announced = parseRevision(payload ?? '');
      const known = sink.revision;
      if (announced === undefined || known === undefined || compareRevisions(announced, known) > 0) {
        this.committed = announced ?? this.committed;
        this.#hint.give();
      }
    });
    this.#client = client;
    try {
      await connect(client, this.#closing.signal);
      await this.#options.prepare?.();
      // A delta is read through the index on the revision even before the table has statistics.
      const answered = answerWithin(client, this.#options.answerMs ?? ANSWER_MS);
      await answered(client.query('SET enable_seqscan = off; LISTEN postern_revision'));
      while (!this.#closed) {
        if (failure !== undefined) throw failure;
        const began = Date.now();
        await this.#catchUp(client, answered, sink);
        this.committed = sink.revision;
        this.confirmedAt = began;
        this.failure = undefined;
        caughtUp();
        await this.#hint.wait(this.#options.pollMs ?? POLL_MS);
      }
    } finally {
      this.#client = undefined;
      await end(client);
    }
  }

  async #catchUp(client: pg.Client, answered: AnswerWithin, sink: FeedSink): Promise<void> {
    const from = sink.revision;
    const selection = this.#options.selection?.() ?? EVERYTHING;
    const delta =
      from === undefined || selection !== this.#selected
        ? undefined
        : await answered(readDelta(client, from, LARGEST_DELTA, selection));
    if (delta === 'none') return;
    if (delta !== undefined && delta !== 'unreachable') {
      sink.applyDelta(delta.to, delta.changes);
      return;
    }
    const began = performance.now();
    const { revision, records } = await loadSnapshot(client, sink, answered, selection);
    this.#selected = selection;
    const ms = Math.round(performance.now() - began);
    this.#options.log.info(
      { revision: formatRevision(revision), records, ms },
      'policy data: snapshot loaded',
    );
  }
}

/** Connects, or rejects when the signal aborts: a client that is ended before it is connected says nothing any more. */
async function connect(client: pg.Client, signal: AbortSignal): Promise<void> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new Error('the feed was closed'));
  });
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  try {
    await Promise.race([client.connect(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Ends a connection, without waiting long for a database that no longer answers. */
async function end(client: pg.Client): Promise<void> {
  await within(
    END_MS,
    client.end().catch(() => undefined),
  );
}
