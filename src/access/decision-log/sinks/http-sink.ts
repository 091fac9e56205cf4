import type { Log } from '../../../log.ts';
import { within } from '../../../within.ts';
import { ChunkStore } from './chunk-store.ts';
import { Delivery } from './delivery.ts';
import { causeOf } from './failure-note.ts';
import { nextTextLimit, pack } from './pack.ts';
import { type DropReason, noDrops, type Sink, type SinkStats } from './sink.ts';
import { Spool, type SpoolFiles } from './spool.ts';
import { createUploader, type Uploader } from './upload.ts';

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
  readonly #uploader: Uploader;
  readonly #store: ChunkStore;
  readonly #delivery: Delivery;
  readonly #dropped = noDrops();
  #open: string[] = [];
  #openLength = 0;
  #textLimit: number;
  #batches: string[][] = [];
  #batchLength = 0;
  #batchedEvents = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  #packing: Promise<void> | undefined;
  #closing = false;

  constructor(options: HttpSinkOptions) {
    const { url, log, token, tls, timeout = 10_000 } = options;
    this.#uploadLimit = options.uploadLimit ?? 256 * 1024;
    this.#interval = options.interval ?? 1000;
    this.#memoryLimit = options.memoryLimit ?? 32 * 1024 * 1024;
    this.#textLimit = this.#uploadLimit * 2;
    this.#log = log;
    this.#uploader = createUploader({ url, token, tls, timeout });
    const onDrop = (reason: DropReason, events: number) => {
      this.#dropped[reason] += events;
    };
    this.#store = new ChunkStore({
      spool: options.spool === undefined ? undefined : new Spool(options.spool, options.spoolFiles),
      spoolLimit: options.spoolLimit ?? 256 * 1024 * 1024,
      log,
      onDrop,
    });
    this.#delivery = new Delivery({ store: this.#store, uploader: this.#uploader, log, onDrop });
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

  stats(): SinkStats {
    const failures = [this.#delivery.failure, this.#store.failure].filter((each) => each !== undefined);
    return {
      sent: this.#delivery.sent,
      dropped: { ...this.#dropped },
      waiting: this.#open.length + this.#batchedEvents + this.#store.events,
      memoryBytes: this.#openLength + this.#batchLength + this.#store.memoryBytes,
      spooled: this.#store.spooled,
      spoolBytes: this.#store.spoolBytes,
      failures: this.#delivery.failures,
      spoolFailures: this.#store.spoolFailures,
      failure: failures.length === 0 ? undefined : failures.join('; '),
    };
  }

  async close(withinMs: number): Promise<void> {
    if (this.#closing) return;
    this.#seal();
    this.#closing = true;
    this.#delivery.lastCall();
    await within(withinMs * DELIVERY_SHARE, this.#finish());
    this.#delivery.stop();
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
    this.#delivery.start();
    await this.#delivery.idle();
  }

  async #settle(): Promise<void> {
    await this.#delivery.idle();
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
    this.#delivery.start();
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
      this.#delivery.start();
    }
  }
}

function lengthOf(batch: readonly string[]): number {
  return batch.reduce((sum, { length }) => sum + length, 0);
}
