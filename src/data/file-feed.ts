import type { BaseLogger } from 'pino';
import { createDataJsonReader } from './bundles/data-json-reader.ts';
import type { Feed, FeedSink, Freshness, Revision } from './feed.ts';
import { FileWatch } from './file-feed/file-watch.ts';
import { readPieces } from './file-feed/read-pieces.ts';
import { formatRevision } from './revision.ts';
import { STATIC_EPOCH } from './static-epoch.ts';

export interface FileFeedOptions {
  /** A JSON file whose whole is an object. Its members that are objects become collections, others values. */
  readonly path: string;
  readonly log: Pick<BaseLogger, 'info' | 'warn'>;
  /** How often the file is looked at when the system told of no change, in milliseconds. */
  readonly pollMs?: number;
}

/** While `failure` is undefined, what is served is the file as it is now. */
export interface FileFeed extends Feed, Freshness {
  /** Its revisions answer no token: they are of `STATIC_EPOCH`. */
  readonly static: true;
}

/**
 * Feeds a document from a file, anew whenever its content changes. A file that can't be read, or is half written, leaves
 * the document as it was; only for the first one does `start` reject. Revisions are numbered by the time at which the
 * file was written, in milliseconds, and always rise.
 */
export function createFileFeed(options: FileFeedOptions): FileFeed {
  return new JsonFileFeed(options);
}

class JsonFileFeed implements FileFeed {
  readonly static = true;
  readonly #options: FileFeedOptions;
  #watch: FileWatch | undefined;
  #closed = false;
  #digest: string | undefined;
  #failure: Error | undefined;
  /** When a file that had been read could first not be read any more. */
  #failedAt: number | undefined;

  constructor(options: FileFeedOptions) {
    this.#options = options;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  get confirmedAt(): number | undefined {
    return this.#failure === undefined && this.#digest !== undefined ? Date.now() : this.#failedAt;
  }

  async start(sink: FeedSink): Promise<void> {
    if (this.#watch !== undefined || this.#closed) throw new Error('a feed is started once');
    const { path, pollMs } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#watch = new FileWatch(path, {
        ...(pollMs === undefined ? {} : { pollMs }),
        onChange: async () => {
          await this.#read(sink);
          if (this.#failure === undefined) resolve();
          else reject(this.#failure);
        },
      });
    }).catch(async (error) => {
      await this.close();
      throw error;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#watch?.close();
  }

  async #read(sink: FeedSink): Promise<void> {
    const { path, log } = this.#options;
    const snapshot = sink.beginSnapshot();
    const reader = createDataJsonReader(snapshot);
    try {
      const { digest, writtenAt } = await readPieces(path, (piece) => reader.write(piece));
      reader.end();
      this.#failure = undefined;
      if (digest === this.#digest || this.#closed) return;
      this.#digest = digest;
      const revision = nextRevision(sink.revision, writtenAt);
      snapshot.commit(revision);
      log.info({ path, revision: formatRevision(revision) }, 'policy data: the file was read');
    } catch (cause) {
      const message = `policy data: ${path} can't be read: ${(cause as Error).message}`;
      if (message === this.#failure?.message) return;
      if (this.#digest !== undefined && this.#failure === undefined) this.#failedAt = Date.now();
      this.#failure = new Error(message, { cause });
      if (sink.revision !== undefined)
        log.warn({ path, err: cause }, `${message}; what was read before stays`);
    }
  }
}

function nextRevision(before: Revision | undefined, writtenAt: number): Revision {
  const least = before?.epoch === STATIC_EPOCH ? before.number + 1 : 1;
  return { epoch: STATIC_EPOCH, number: Math.max(least, writtenAt) };
}
