import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { BaseLogger } from 'pino';
import { backoffMs } from '../../backoff.ts';
import type { Revision } from '../../data/feed.ts';
import { compareRevisions, parseRevision } from '../../data/revision.ts';
import { ensureEpoch } from '../../db/epoch.ts';
import { readRevision } from '../../db/transaction.ts';
import { inTime } from '../../within.ts';

export interface RevisionWatchOptions {
  /** One of its connections is kept for the notifications. */
  readonly pool: pg.Pool;
  readonly log: Pick<BaseLogger, 'warn'>;
  /** How often the revision is read when no notification came, in milliseconds. */
  readonly pollMs?: number;
  /** A database that takes longer to answer is taken for gone, in milliseconds. */
  readonly answerMs?: number;
}

const POLL_MS = 1000;
const ANSWER_MS = 5000;

/** Knows the revision that is committed, for any number of waiters, over one connection. */
export class RevisionWatch {
  readonly #options: RevisionWatchOptions;
  readonly #stop = new AbortController();
  readonly #waiters = new Set<() => void>();
  #revision: Revision | undefined;
  #running: Promise<void> | undefined;

  constructor(options: RevisionWatchOptions) {
    this.#options = options;
  }

  /** The latest revision; undefined while the database does not answer. */
  get revision(): Revision | undefined {
    return this.#revision;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#running;
  }

  /** Resolves when the revision is another than `known`, when `signal` aborts, or after `ms` milliseconds. */
  async otherThan(known: Revision | undefined, ms: number, signal: AbortSignal): Promise<void> {
    const until = performance.now() + ms;
    for (;;) {
      const left = until - performance.now();
      if (left <= 0 || signal.aborted || this.#stop.signal.aborted) return;
      if (this.#revision !== undefined && !same(this.#revision, known)) return;
      await this.#next(left, signal);
    }
  }

  #next(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      this.#waiters.add(done);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiters]) wake();
  }

  #learn(revision: Revision | undefined): void {
    this.#revision = revision;
    this.#wake();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await this.#follow(() => {
          failures = 0;
        });
      } catch (error) {
        if (signal.aborted) return;
        this.#revision = undefined;
        const waitMs = backoffMs(failures);
        this.#options.log.warn({ err: error, waitMs }, 'bundles: the database connection failed');
        await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** One connection, until it fails or the watch is closed. */
  async #follow(succeeded: () => void): Promise<void> {
    const { pool, pollMs = POLL_MS, answerMs = ANSWER_MS } = this.#options;
    const { signal } = this.#stop;
    // A database that was away may have come back restored.
    await within(answerMs, ensureEpoch(pool));
    const connecting = pool.connect();
    const client = await within(answerMs, connecting).catch((error) => {
      void connecting.then((late) => late.release(true)).catch(() => undefined);
      throw error;
    });
    const lost = new AbortController();
    const onError = (error: Error) => lost.abort(error);
    const onNotification = ({ payload }: pg.Notification) => {
      const told = parseRevision(payload ?? '');
      if (told === undefined) return;
      if (this.#revision === undefined || compareRevisions(told, this.#revision) > 0) this.#learn(told);
    };
    client.on('error', onError).on('notification', onNotification);
    const paused = AbortSignal.any([signal, lost.signal]);
    try {
      await within(answerMs, client.query('LISTEN postern_revision'));
      while (!signal.aborted) {
        lost.signal.throwIfAborted();
        const before = this.#revision;
        const read = await within(answerMs, readRevision(client));
        // What a notification told meanwhile is not older.
        if (this.#revision === before && !same(read, before)) this.#learn(read);
        succeeded();
        await sleep(pollMs, undefined, { signal: paused }).catch(() => undefined);
      }
    } finally {
      client.off('error', onError).off('notification', onNotification);
      client.on('error', () => undefined);
      client.release(true);
    }
  }
}

function same(a: Revision, b: Revision | undefined): boolean {
  return b !== undefined && compareRevisions(a, b) === 0;
}

function within<T>(ms: number, pending: Promise<T>): Promise<T> {
  return inTime(ms, pending, `the database has not answered within ${ms} ms`);
}
