import { backoffMs } from '../../../backoff.ts';
import type { Log } from '../../../log.ts';
import type { Chunk, ChunkStore } from './chunk-store.ts';
import { FailureNote } from './failure-note.ts';
import type { DropReason } from './sink.ts';
import type { Uploader, UploadOutcome } from './upload.ts';

export interface DeliveryOptions {
  readonly store: ChunkStore;
  readonly uploader: Uploader;
  readonly log: Log;
  readonly onDrop: (reason: DropReason, events: number) => void;
}

/** Refusals of one upload after which it is given up. */
const MOST_REFUSALS = 3;

/** Delivers what is in a store, one upload at a time, oldest first; after a failure it waits, longer each time. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #note: FailureNote;
  readonly #giveUp = new AbortController();
  #running: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #lastCall = false;
  /** Events delivered. */
  sent = 0;
  /** Attempts that failed. */
  failures = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#note = new FailureNote(options.log, 'the receiver of the decision log does not take it');
  }

  /** Why the receiver doesn't have it at present. */
  get failure(): string | undefined {
    return this.#note.failure;
  }

  /** Goes to work if there is work, unless it is waiting after a failure. */
  start(): void {
    if (this.#retry !== undefined) return;
    this.#running ??= this.#deliver().then((delivered) => {
      this.#running = undefined;
      // One may have come between the last look and now.
      if (delivered && this.#options.store.events > 0) this.start();
    });
  }

  /** From now on a failure is final: no further attempt follows it by itself. */
  lastCall(): void {
    this.#lastCall = true;
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }

  /** Resolves when nothing is left to do, or nothing can be done for now. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Cuts off the attempt that is under way. */
  stop(): void {
    this.lastCall();
    this.#giveUp.abort();
  }

  /** Delivers until nothing waits, which gives true, or an attempt fails. */
  async #deliver(): Promise<boolean> {
    const { store, uploader, onDrop } = this.#options;
    for (let chunk = store.take(); chunk !== undefined; chunk = store.take()) {
      const data = await store.read(chunk);
      if (data === undefined) {
        onDrop('unreadable', chunk.events);
        await store.remove(chunk);
        continue;
      }
      const outcome = await uploader.upload(data, this.#giveUp.signal);
      if (outcome.kind === 'delivered') {
        this.#note.succeeded();
        this.sent += chunk.events;
        await store.remove(chunk);
      } else if (!(await this.#putOff(chunk, outcome))) return false;
    }
    return true;
  }

  /** After an attempt that failed: whether to go on with another upload at once. */
  async #putOff(
    chunk: Chunk,
    outcome: Exclude<UploadOutcome, { readonly kind: 'delivered' }>,
  ): Promise<boolean> {
    const { store, onDrop } = this.#options;
    this.failures += 1;
    this.#note.failed({ cause: outcome.cause });
    if (outcome.kind === 'refused') chunk.refusals += 1;
    if (chunk.refusals >= MOST_REFUSALS) {
      onDrop('refused', chunk.events);
      await store.remove(chunk);
      return !this.#lastCall;
    }
    store.release();
    if (this.#lastCall) return false;
    const asked = outcome.kind === 'failed' ? (outcome.waitMs ?? 0) : 0;
    const again = () => {
      this.#retry = undefined;
      this.start();
    };
    this.#retry = setTimeout(again, Math.max(backoffMs(this.#note.inARow), asked)).unref();
    return false;
  }
}
