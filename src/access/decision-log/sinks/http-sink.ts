import { backoffMs } from '../../../backoff.ts';
import type { Log } from '../../../log.ts';
import { type Chunk, ChunkStore } from './chunk-store.ts';
import { causeOf, FailureNote } from './failure-note.ts';
import { nextTextLimit, pack } from './pack.ts';
import { noDrops, type Sink } from './sink.ts';
import { Spool, type SpoolFiles } from './spool.ts';
import { createUploader, type UploadOutcome } from './upload.ts';

export interface HttpSinkOptions {
  /** The base address of the receiver; events are posted to `/logs` below it. */
  readonly url: string;
  readonly log: Log;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  /** PEM text: whom to trust, and the certificate of this process. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined;
  /** Bytes of the longest request body, compressed. */
  readonly uploadLimit?: number;
  /** Milliseconds that an event waits for company. */
  readonly interval?: number;
  /** Milliseconds for one attempt. */
  readonly timeout?: number;
  /** Bytes of memory for what waits. */
  readonly memoryLimit?: number;
  /** The folder of the spool; what waits is only in memory where absent. */
  readonly spool?: string | undefined;
  /** Bytes of disk. */
  readonly spoolLimit?: number;
  /** Stands in for the file system of the spool. */
  readonly spoolFiles?: SpoolFiles;
}

/** Refusals of one upload after which it is given up. */
const MOST_REFUSALS = 3;

/** The part of the time for closing that is for delivering; the rest is for the spool. */
const DELIVERY_SHARE = 0.8;

/**
 * Sends events in gzipped batches, one request at a time, in order. What fails is tried again after longer and longer
 * waits, for as long as there is room; with a spool, what waits survives the process.
 */
export function createHttpSink(options: HttpSinkOptions): Sink {
  return new HttpSink(options);
}

class HttpSink implements Sink {
  readonly name = 'http';
  readonly #uploadLimit: number;
  readonly #interval: number;
  readonly #memoryLimit: number;
  readonly #log: Log;
  readonly #uploader;
  readonly #store: ChunkStore;
  readonly #note: FailureNote;
  readonly #dropped = noDrops();
  readonly #giveUp = new AbortController();
  #open: string[] = [];
  #openLength = 0;
  #textLimit: number;
  #batches: string[][] = [];
  #batchLength = 0;
  #batchedEvents = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  #packing: Promise<void> | undefined;
  #delivering: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closing = false;
  #sent = 0;
  #failures = 0;

  constructor(options: HttpSinkOptions) {
    const { url, log, token, tls, timeout = 10_000 } = options;
    this.#uploadLimit = options.uploadLimit ?? 256 * 1024;
    this.#interval = options.interval ?? 1000;
    this.#memoryLimit = options.memoryLimit ?? 32 * 1024 * 1024;
    this.#textLimit = this.#uploadLimit * 2;
    this.#log = log;
    this.#uploader = createUploader({ url, token, tls, timeout });
    this.#note = new FailureNote(log, 'the receiver of the decision log does not take it');
    this.#store = new ChunkStore({
      spool: options.spool === undefined ? undefined : new Spool(options.spool, options.spoolFiles),
      spoolLimit: options.spoolLimit ?? 256 * 1024 * 1024,
      log,
      onDrop: (reason, events) => {
        this.#dropped[reason] += events;
      },
    });
    this.#startPacking();
  }

  write(events: readonly string[]): void {
    if (this.#closing) {
      this.#dropped.closed += events.length;
      return;
    }
    for (const event of events) {
      this.#open.push(event);
      this.#openLength += event.length;
      if (this.#openLength >= this.#textLimit) this.#seal();
    }
    if (this.#open.length > 0) {
      this.#flushTimer ??= setTimeout(() => this.#seal(), this.#interval).unref();
    }
  }

  stats() {
    return {
      sent: this.#sent,
      dropped: { ...this.#dropped },
      waiting: this.#open.length + this.#batchedEvents + this.#store.events,
      memoryBytes: this.#openLength + this.#batchLength + this.#store.memoryBytes,
      spooled: this.#store.spooled,
      spoolBytes: this.#store.spoolBytes,
      failures: this.#failures,
      spoolFailures: this.#store.spoolFailures,
    };
  }

  async close(withinMs: number): Promise<void> {
    if (this.#closing) return;
    this.#seal();
    this.#closing = true;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    await within(withinMs * DELIVERY_SHARE, this.#finish());
    this.#giveUp.abort();
    await within(withinMs * (1 - DELIVERY_SHARE), this.#settle());
    this.#dropped.closed += this.#batchedEvents;
    this.#batches = [];
    this.#batchedEvents = 0;
    this.#batchLength = 0;
    await this.#uploader.close();
    const { closed } = this.#dropped;
    const { events } = this.#store;
    if (closed > 0) this.#log.error({ events: closed }, 'decisions were lost at the end of the process');
    if (events > 0) this.#log.warn({ events }, 'decisions stay in the spool for the next start');
  }

  #seal(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#open.length === 0) return;
    this.#batches.push(this.#open);
    this.#batchedEvents += this.#open.length;
    this.#batchLength += this.#openLength;
    this.#open = [];
    this.#openLength = 0;
    this.#makeRoom();
    this.#startPacking();
  }

  async #finish(): Promise<void> {
    while (this.#packing !== undefined) await this.#packing;
    this.#startDelivering();
    while (this.#delivering !== undefined) await this.#delivering;
  }

  async #settle(): Promise<void> {
    await this.#delivering;
    await this.#store.settle();
  }

  #makeRoom(): void {
    while (this.#batchLength + this.#store.memoryBytes > this.#memoryLimit) {
      if (this.#store.dropFromMemory()) continue;
      if (this.#batches.length <= 1) return;
      const batch = this.#batches.shift() ?? [];
      this.#forget(batch);
      this.#dropped.memory += batch.length;
    }
  }

  #forget(batch: readonly string[]): void {
    this.#batchedEvents -= batch.length;
    this.#batchLength -= lengthOf(batch);
  }

  #startPacking(): void {
    this.#packing ??= this.#pack().finally(() => {
      this.#packing = undefined;
      if (this.#batches.length > 0) this.#startPacking();
    });
  }

  async #pack(): Promise<void> {
    await this.#store.open();
    this.#startDelivering();
    for (let batch = this.#batches.shift(); batch !== undefined; batch = this.#batches.shift()) {
      try {
        const { chunks, tooLarge } = await pack(batch, this.#uploadLimit);
        this.#dropped.too_large += tooLarge;
        const packed = chunks.reduce((sum, { data }) => sum + data.byteLength, 0);
        this.#textLimit = nextTextLimit(lengthOf(batch), packed, this.#uploadLimit);
        for (const chunk of chunks) await this.#store.add(chunk);
      } catch (error) {
        this.#log.error({ cause: causeOf(error) }, 'decisions could not be packed to be sent');
        this.#dropped.too_large += batch.length;
      }
      this.#forget(batch);
      this.#makeRoom();
      this.#startDelivering();
    }
  }

  #startDelivering(): void {
    if (this.#retry !== undefined) return;
    this.#delivering ??= this.#deliver().then((delivered) => {
      this.#delivering = undefined;
      // One may have come between the last look and now.
      if (delivered && this.#store.events > 0) this.#startDelivering();
    });
  }

  /** Delivers until nothing waits, which gives true, or an attempt fails. */
  async #deliver(): Promise<boolean> {
    for (let chunk = this.#store.take(); chunk !== undefined; chunk = this.#store.take()) {
      const data = await this.#store.read(chunk);
      if (data === undefined) {
        this.#dropped.unreadable += chunk.events;
        await this.#store.remove(chunk);
        continue;
      }
      const outcome = await this.#uploader.upload(data, this.#giveUp.signal);
      if (outcome.kind === 'delivered') {
        this.#note.succeeded();
        this.#sent += chunk.events;
        await this.#store.remove(chunk);
      } else if (!(await this.#putOff(chunk, outcome))) return false;
    }
    return true;
  }

  /** After an upload that failed: whether to go on with another at once. */
  async #putOff(
    chunk: Chunk,
    outcome: Exclude<UploadOutcome, { readonly kind: 'delivered' }>,
  ): Promise<boolean> {
    this.#failures += 1;
    this.#note.failed({ cause: outcome.cause });
    if (outcome.kind === 'refused') chunk.refusals += 1;
    if (chunk.refusals >= MOST_REFUSALS) {
      this.#dropped.refused += chunk.events;
      await this.#store.remove(chunk);
      return true;
    }
    this.#store.release();
    if (this.#closing) return false;
    const wait = Math.max(
      backoffMs(this.#note.inARow),
      outcome.kind === 'failed' ? (outcome.waitMs ?? 0) : 0,
    );
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#startDelivering();
    }, wait).unref();
    return false;
  }
}

function lengthOf(batch: readonly string[]): number {
  return batch.reduce((sum, { length }) => sum + length, 0);
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let alarm: NodeJS.Timeout | undefined;
  const end = new Promise<void>((resolve) => {
    alarm = setTimeout(resolve, ms);
  });
  await Promise.race([work, end]);
  clearTimeout(alarm);
}
