import type { BaseLogger } from 'pino';
import { type BundleAnswer, BundleClient, type BundleClientOptions } from './bundles/bundle-client.ts';
import { DataCache } from './bundles/data-cache.ts';
import { followBundle } from './bundles/follow-bundle.ts';
import { keepSnapshotApart } from './bundles/keep-snapshot-apart.ts';
import { type Received, receiveDataBundle } from './bundles/receive-data-bundle.ts';
import type { Feed, FeedSink, Freshness } from './feed.ts';
import { compareRevisions, formatRevision } from './revision.ts';

export interface BundleFeedOptions extends BundleClientOptions {
  /** A folder of this process's own, in which the last good data is kept. Without it, nothing is. */
  readonly cacheFolder?: string;
  readonly log: Pick<BaseLogger, 'info' | 'warn'>;
  /** How long the control plane may keep a request waiting for news, in milliseconds. */
  readonly waitMs?: number;
  /** How often a server that does not wait is asked, in milliseconds. */
  readonly pollMs?: number;
  /** With data on disk, how long the start waits for the control plane, in milliseconds. */
  readonly patienceMs?: number;
}

export type BundleFeed = Feed & Freshness;

const WAIT_MS = 10_000;
const POLL_MS = 10_000;
const PATIENCE_MS = 3000;

/**
 * Feeds a document from a data bundle over HTTP, by OPA's bundle protocol: a snapshot at first, then deltas as they
 * are committed. What is received becomes visible as a whole or not at all. A lost connection is made again until
 * `close`. With a cache folder it starts from what was kept there while the control plane is away.
 */
export function createBundleFeed(options: BundleFeedOptions): BundleFeed {
  return new HttpBundleFeed(options);
}

class HttpBundleFeed implements BundleFeed {
  readonly #options: BundleFeedOptions;
  readonly #client: BundleClient;
  readonly #cache: DataCache | undefined;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #background: Promise<void> | undefined;
  /** The entity tag that came with the active data. */
  #etag: string | undefined;
  /** Whether the last delta did not fit, so that a snapshot is due. */
  #astray = false;
  confirmedAt: number | undefined;
  failure: Error | undefined;

  constructor(options: BundleFeedOptions) {
    this.#options = options;
    this.#client = new BundleClient(options);
    this.#cache =
      options.cacheFolder === undefined ? undefined : new DataCache(options.cacheFolder, options.log);
  }

  start(sink: FeedSink): Promise<void> {
    if (this.#running !== undefined || this.#stop.signal.aborted) throw new Error('a feed is started once');
    return new Promise((resolve, reject) => {
      this.#running = this.#run(sink, resolve).then(() => reject(new Error('the feed was closed')));
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#client.close();
    await this.#running;
    await this.#background;
    await this.#cache?.close();
  }

  async #run(sink: FeedSink, ready: () => void): Promise<void> {
    const { log, waitMs = WAIT_MS, pollMs = POLL_MS, patienceMs = PATIENCE_MS } = this.#options;
    await this.#cache?.load(sink);
    const startFromDisk = () => {
      if (this.confirmedAt === undefined && sink.revision !== undefined) {
        log.warn(
          { revision: formatRevision(sink.revision) },
          'policy data: the control plane is away; starting from what was kept on disk',
        );
      }
      ready();
    };
    if (this.#cache?.tag !== undefined) this.#etag = `"${this.#cache.tag}"`;
    const patience = sink.revision === undefined ? undefined : setTimeout(startFromDisk, patienceMs);
    await followBundle({
      client: this.#client,
      ask: () => ({
        known: this.#astray || this.#etag === undefined ? [] : [this.#etag],
        delta: !this.#astray,
      }),
      take: (answer) => this.#take(answer, sink),
      onOutcome: (failure, pauseMs) => {
        const again = failure !== undefined && failure.message === this.failure?.message;
        this.failure = failure;
        if (failure === undefined) {
          this.confirmedAt = Date.now();
          clearTimeout(patience);
          ready();
          this.#keepShort();
        } else if (!again) {
          log.warn({ err: failure, waitMs: pauseMs }, 'policy data: the control plane could not be followed');
        }
      },
      waitMs,
      pollMs,
      signal: this.#stop.signal,
    });
    clearTimeout(patience);
  }

  async #take(answer: BundleAnswer, sink: FeedSink): Promise<void> {
    if (answer.body === undefined) return;
    // A server that ignores If-None-Match sends again what is here.
    if (answer.etag !== undefined && answer.etag === this.#etag && !this.#astray) {
      answer.body.destroy();
      return;
    }
    const began = performance.now();
    let received: Received | undefined;
    try {
      received = await receiveDataBundle(answer, () => sink.beginSnapshot(), this.#cache);
      const { bundle } = received;
      if (bundle.kind === 'snapshot') {
        bundle.snapshot.commit(bundle.revision);
        const ms = Math.round(performance.now() - began);
        this.#options.log.info(
          { revision: formatRevision(bundle.revision), ms },
          'policy data: snapshot loaded',
        );
      } else {
        const at = sink.revision;
        const { base, revision, changes } = bundle;
        if (at === undefined || (base !== undefined && compareRevisions(base, at) !== 0)) {
          throw new Error(`a delta to ${formatRevision(revision)} does not lead on from here`);
        }
        sink.applyDelta(revision, changes);
      }
      this.#astray = false;
      this.#etag = answer.etag ?? `"${bundle.tag}"`;
    } catch (error) {
      // What came whole and is of no use would come again: only a snapshot leads on.
      if (answer.body.complete) this.#astray = true;
      await received?.discard();
      throw error;
    }
    await received.keep();
  }

  /** Asks for a snapshot for the disk alone, when the deltas there have grown too many. */
  #keepShort(): void {
    if (this.#cache?.wantsSnapshot !== true || this.#background !== undefined) return;
    const { log } = this.#options;
    this.#background = keepSnapshotApart(this.#client, this.#cache, log, this.#stop.signal).finally(() => {
      this.#background = undefined;
    });
  }
}
