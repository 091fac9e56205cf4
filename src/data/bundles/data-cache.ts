import { createReadStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BaseLogger } from 'pino';
import type { FeedSink } from '../feed.ts';
import { compareRevisions, formatRevision } from '../revision.ts';
import { readArchive, streamArchive } from './archive.ts';
import { DeltaJournal } from './delta-journal.ts';
import { type Draft, openDraft, removeDrafts } from './durable-file.ts';
import { readDataBundle } from './read-data-bundle.ts';

/** Bytes of deltas up to which a small snapshot is not asked for again. */
const JOURNAL_BYTES = 16 * 1024 * 1024;

/** Deltas that may wait for the disk. */
const MOST_WAITING = 1000;

type Log = Pick<BaseLogger, 'info' | 'warn'>;

/**
 * The data bundles as they were received, in a folder that belongs to this process: the last snapshot and the deltas
 * after it. What goes wrong here is logged and never ends the following of the control plane.
 */
export class DataCache {
  readonly #folder: string;
  readonly #log: Log;
  readonly #journal: DeltaJournal;
  #queue: Promise<unknown> = Promise.resolve();
  /** How many deltas wait to be written. */
  #waiting = 0;
  /** Counts the snapshots that came after everything before. */
  #generation = 0;
  #snapshotBytes = 0;
  #journalBytes = 0;
  /** Whether deltas that are appended could be read again. */
  #appendable = true;
  /** Whether what is on disk lags behind until there is another snapshot. */
  #incomplete = false;
  /** The entity tag of what was loaded. */
  tag: string | undefined;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
    this.#journal = new DeltaJournal(join(folder, 'data.deltas'));
  }

  get #snapshotPath(): string {
    return join(this.#folder, 'data.tar.gz');
  }

  /** Fills the sink from disk, as far as what is there is whole. */
  async load(sink: FeedSink): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await removeDrafts(this.#snapshotPath);
      const { size } = await stat(this.#snapshotPath);
      const archive = streamArchive(createReadStream(this.#snapshotPath));
      const bundle = await readDataBundle(archive, () => sink.beginSnapshot());
      if (bundle.kind !== 'snapshot') throw new Error(`${this.#snapshotPath} is not a snapshot`);
      bundle.snapshot.commit(bundle.revision);
      this.tag = bundle.tag;
      this.#snapshotBytes = size;
    } catch (error) {
      this.#appendable = false;
      this.#incomplete = true;
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#log.warn({ err: error, folder: this.#folder }, 'policy data: what is kept on disk is not used');
      }
      return;
    }
    await this.#loadDeltas(sink);
  }

  async #loadDeltas(sink: FeedSink): Promise<void> {
    try {
      for await (const bytes of this.#journal.read()) {
        this.#journalBytes += bytes.length;
        const bundle = await readDataBundle(readArchive(bytes), () => sink.beginSnapshot());
        const at = sink.revision;
        if (bundle.kind !== 'delta' || bundle.base === undefined || at === undefined) {
          throw new Error('among the deltas is something else');
        }
        // Left from before the snapshot.
        if (bundle.revision.epoch !== at.epoch || bundle.revision.number <= at.number) continue;
        if (compareRevisions(bundle.base, at) > 0) {
          throw new Error(`deltas are missing after ${formatRevision(at)}`);
        }
        sink.applyDelta(bundle.revision, bundle.changes);
        this.tag = bundle.tag;
      }
    } catch (error) {
      this.#appendable = false;
      this.#incomplete = true;
      this.#log.warn({ err: error }, 'policy data: the latest changes kept on disk are not whole');
    }
  }

  /** Whether only a snapshot makes what is on disk complete, or short, again. */
  get wantsSnapshot(): boolean {
    return this.#incomplete || this.#journalBytes > JOURNAL_BYTES + this.#snapshotBytes;
  }

  /** Opens a snapshot's file; undefined where that fails. */
  async draft(): Promise<Draft | undefined> {
    return await openDraft(this.#snapshotPath).catch((error) => {
      this.giveUp(error);
      return undefined;
    });
  }

  /** From now on deltas follow a snapshot that will be asked for. Gives what `keepSnapshot` wants to know of it. */
  async expectSnapshot(): Promise<number> {
    await this.#inTurn(async () => {
      this.#incomplete = true;
      await this.#journal.setAside(this.#appendable);
      this.#journalBytes = 0;
      this.#appendable = true;
    });
    return this.#generation;
  }

  /**
   * Keeps a snapshot. One that was expected comes before the deltas since then; it is dropped when another has come
   * meanwhile. Any other comes after all of them. Gives false where the disk failed.
   */
  keepSnapshot(draft: Draft, bytes: number, expected?: number): Promise<boolean> {
    return this.#inTurn(async () => {
      if (expected !== undefined && expected !== this.#generation) return await draft.discard();
      try {
        await draft.commit();
      } catch (error) {
        await draft.discard();
        throw error;
      }
      if (expected === undefined) {
        this.#generation += 1;
        await this.#journal.clear();
        this.#journalBytes = 0;
        this.#appendable = true;
      } else await this.#journal.dropAside();
      this.#snapshotBytes = bytes;
      this.#incomplete = !this.#appendable;
    });
  }

  /** Does not wait for the disk. */
  keepDelta(bytes: Uint8Array): void {
    if (this.#waiting === MOST_WAITING) {
      this.giveUp(new Error('the disk is too slow'));
      return;
    }
    this.#waiting += 1;
    void this.#inTurn(async () => {
      this.#waiting -= 1;
      if (!this.#appendable) return;
      await this.#journal.append(bytes);
      this.#journalBytes += bytes.length;
    });
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#journal.close());
  }

  /** What was received is not kept, so that what is on disk lags behind. */
  giveUp(error: Error): void {
    if (this.#appendable) {
      this.#log.warn({ err: error, folder: this.#folder }, 'policy data: it can not be kept on disk');
    }
    this.#appendable = false;
    this.#incomplete = true;
  }

  /** Gives whether the work was done. */
  #inTurn(work: () => Promise<void>): Promise<boolean> {
    const done = this.#queue.then(work).then(
      () => true,
      (error) => {
        this.giveUp(error);
        return false;
      },
    );
    this.#queue = done;
    return done;
  }
}
