import type { Log } from '../../../log.ts';
import { causeOf, FailureNote } from './failure-note.ts';
import type { Packed } from './pack.ts';
import type { DropReason } from './sink.ts';
import type { Spool, SpooledChunk } from './spool.ts';

/** An upload that waits, in memory or in the spool. */
export interface Chunk {
  readonly events: number;
  /** In memory where present, else in the spool. */
  readonly data: Uint8Array | undefined;
  readonly spooled: SpooledChunk | undefined;
  /** How often the receiver refused it. */
  refusals: number;
}

export interface ChunkStoreOptions {
  readonly spool: Spool | undefined;
  /** Bytes. */
  readonly spoolLimit: number;
  readonly log: Log;
  readonly onDrop: (reason: DropReason, events: number) => void;
}

/**
 * Uploads that wait, in order: in the spool where there is one and it can be written to, else in memory. The oldest
 * makes room for the newest, except for the one that is under way.
 */
export class ChunkStore {
  readonly #options: ChunkStoreOptions;
  readonly #note: FailureNote;
  #waiting = new Set<Chunk>();
  readonly #inMemory = new Set<Chunk>();
  readonly #onDisk = new Set<Chunk>();
  #underWay: Chunk | undefined;
  #open: boolean;
  memoryBytes = 0;
  spoolBytes = 0;
  /** Events that wait. */
  events = 0;
  /** Events written to the spool. */
  spooled = 0;
  spoolFailures = 0;

  constructor(options: ChunkStoreOptions) {
    this.#options = options;
    this.#note = new FailureNote(options.log, 'the spool of the decision log cannot be written to');
    this.#open = options.spool === undefined;
  }

  /** Why the spool can't be written to at present. */
  get failure(): string | undefined {
    return this.#note.failure;
  }

  /** Takes up what an earlier process left. To be called until it has succeeded once; it never rejects. */
  async open(): Promise<void> {
    if (this.#open || this.#options.spool === undefined) return;
    try {
      const left = await this.#options.spool.open();
      this.#open = true;
      const newer = [...this.#waiting];
      this.#waiting = new Set();
      for (const spooled of left) this.#addSpooled(spooled);
      for (const chunk of newer) this.#waiting.add(chunk);
      this.#makeRoomOnDisk();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Adds an upload behind the others. It never rejects: what cannot be spooled stays in memory. */
  async add({ data, events }: Packed): Promise<void> {
    await this.open();
    const spooled = await this.#spool(data, events);
    if (spooled === undefined) {
      const chunk = { events, data, spooled: undefined, refusals: 0 };
      this.#waiting.add(chunk);
      this.#inMemory.add(chunk);
      this.#count(chunk, 1);
    } else {
      this.#addSpooled(spooled);
      this.#makeRoomOnDisk();
    }
  }

  /** The oldest upload, which is then under way until `release` or `remove`. */
  take(): Chunk | undefined {
    const [oldest] = this.#waiting;
    this.#underWay = oldest;
    return oldest;
  }

  release(): void {
    this.#underWay = undefined;
  }

  /** Its content; undefined where it can't be read back. */
  async read(chunk: Chunk): Promise<Uint8Array | undefined> {
    if (chunk.data !== undefined || chunk.spooled === undefined) return chunk.data;
    return this.#options.spool?.read(chunk.spooled).catch(() => undefined);
  }

  async remove(chunk: Chunk): Promise<void> {
    if (this.#underWay === chunk) this.#underWay = undefined;
    if (!this.#waiting.delete(chunk)) return;
    this.#inMemory.delete(chunk);
    this.#onDisk.delete(chunk);
    this.#count(chunk, -1);
    if (chunk.spooled !== undefined) await this.#options.spool?.remove(chunk.spooled);
  }

  /** Drops the oldest upload that is in memory and not under way; false where there is none. */
  dropFromMemory(): boolean {
    for (const chunk of this.#inMemory) {
      if (chunk === this.#underWay) continue;
      this.#drop(chunk, 'memory');
      return true;
    }
    return false;
  }

  /** Tries to spool what is only in memory, and drops what can't be. For the end of the process. */
  async settle(): Promise<void> {
    for (const chunk of [...this.#inMemory]) {
      const spooled = chunk.data && (await this.#spool(chunk.data, chunk.events));
      this.#drop(chunk, spooled === undefined ? 'closed' : undefined);
      if (spooled !== undefined) this.#addSpooled(spooled);
    }
  }

  async #spool(data: Uint8Array, events: number): Promise<SpooledChunk | undefined> {
    const { spool, spoolLimit } = this.#options;
    if (spool === undefined || !this.#open || data.byteLength > spoolLimit) return undefined;
    try {
      const spooled = await spool.add(data, events);
      this.spooled += events;
      this.#note.succeeded();
      return spooled;
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  #addSpooled(spooled: SpooledChunk): void {
    const chunk = { events: spooled.events, data: undefined, spooled, refusals: 0 };
    this.#waiting.add(chunk);
    this.#onDisk.add(chunk);
    this.#count(chunk, 1);
  }

  #makeRoomOnDisk(): void {
    for (const chunk of this.#onDisk) {
      if (this.spoolBytes <= this.#options.spoolLimit) return;
      if (chunk !== this.#underWay) this.#drop(chunk, 'spool');
    }
  }

  #drop(chunk: Chunk, reason: DropReason | undefined): void {
    void this.remove(chunk);
    if (reason !== undefined) this.#options.onDrop(reason, chunk.events);
  }

  #count(chunk: Chunk, sign: 1 | -1): void {
    this.events += sign * chunk.events;
    this.memoryBytes += sign * (chunk.data?.byteLength ?? 0);
    this.spoolBytes += sign * (chunk.spooled?.bytes ?? 0);
  }

  #failed(error: unknown): void {
    this.spoolFailures += 1;
    this.#note.failed({ cause: causeOf(error) });
  }
}
