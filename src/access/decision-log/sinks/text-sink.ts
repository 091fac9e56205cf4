import { backoffMs } from '../../../backoff.ts';
import type { Log } from '../../../log.ts';
import { within } from '../../../within.ts';
import { causeOf, FailureNote } from './failure-note.ts';
import { noDrops, type Sink, type SinkStats } from './sink.ts';

/** Something that text can be appended to. After a failed write it is closed and another one opened. */
export interface TextDestination {
  write(text: string, done: (error?: Error | null) => void): void;
  /** Resolves when what was written is with the system and everything is let go. */
  close(): Promise<void>;
  /** Lets go at once. */
  destroy(): void;
}

export interface TextSinkOptions {
  readonly name: string;
  /** @param again whether it is after a failure */
  readonly open: (again: boolean) => TextDestination;
  readonly log: Log;
  /** Bytes of text that may wait. */
  readonly memoryLimit: number;
  /** Bytes after which a write holds no further line. */
  readonly longestWrite?: number;
  /** Makes a line of an event. */
  readonly line?: (event: string) => string;
}

/**
 * Text handed over in one write, about so long at most. A process that is busy completes a write only once in a turn of
 * its event loop, so that short ones would not keep up.
 */
const LONGEST_WRITE = 1024 * 1024;

/** A sink that appends lines. One write is under way at a time; what comes meanwhile waits. */
export function createTextSink(options: TextSinkOptions): Sink {
  return new TextSink(options);
}

class TextSink implements Sink {
  readonly name: string;
  readonly #options: TextSinkOptions;
  readonly #note: FailureNote;
  readonly #dropped = noDrops();
  #destination: TextDestination | undefined;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #beingWritten: string[] = [];
  #beingWrittenBytes = 0;
  #writing = false;
  #retry: NodeJS.Timeout | undefined;
  #idle: (() => void) | undefined;
  #closed = false;
  #sent = 0;
  #failures = 0;

  constructor(options: TextSinkOptions) {
    this.name = options.name;
    this.#options = options;
    this.#note = new FailureNote(options.log, `the decision log cannot be written to ${options.name}`);
  }

  write(events: readonly string[]): void {
    if (this.#closed) {
      this.#dropped.closed += events.length;
      return;
    }
    const { line } = this.#options;
    for (const event of events) {
      const text = line === undefined ? event : line(event);
      this.#waiting.push(text);
      this.#waitingBytes += text.length;
    }
    if (this.#waitingBytes + this.#beingWrittenBytes > this.#options.memoryLimit) this.#makeRoom();
    this.#pump();
  }

  stats(): SinkStats {
    return {
      sent: this.#sent,
      dropped: { ...this.#dropped },
      waiting: this.#waiting.length + this.#beingWritten.length,
      memoryBytes: this.#waitingBytes + this.#beingWrittenBytes,
      spooled: 0,
      spoolBytes: 0,
      failures: this.#failures,
      spoolFailures: 0,
      failure: this.#note.failure,
    };
  }

  async close(withinMs: number): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const end = performance.now() + withinMs;
    if (this.#retry !== undefined) this.#tryAgain();
    const empty = new Promise<void>((resolve) => {
      this.#idle = resolve;
      this.#pump();
    });
    await within(withinMs, empty);
    clearTimeout(this.#retry);
    this.#dropped.closed += this.#waiting.length + this.#beingWritten.length;
    this.#waiting = [];
    this.#beingWritten = [];
    this.#waitingBytes = 0;
    this.#beingWrittenBytes = 0;
    const destination = this.#destination;
    this.#destination = undefined;
    if (this.#writing) destination?.destroy();
    else
      await within(
        Math.max(0, end - performance.now()),
        destination?.close().catch(() => undefined),
      );
  }

  #pump(): void {
    if (this.#writing || this.#retry !== undefined) return;
    if (this.#beingWritten.length === 0) this.#take();
    if (this.#beingWritten.length === 0) {
      this.#idle?.();
      return;
    }
    const events = this.#beingWritten.length;
    this.#writing = true;
    let destination: TextDestination;
    try {
      destination = this.#destination ??= this.#options.open(this.#note.inARow > 0);
    } catch (error) {
      this.#finish(events, error as Error);
      return;
    }
    destination.write(`${this.#beingWritten.join('\n')}\n`, (error) => this.#finish(events, error));
  }

  #take(): void {
    const limit = this.#options.longestWrite ?? LONGEST_WRITE;
    let length = 0;
    let count = 0;
    while (count < this.#waiting.length && length < limit) {
      length += this.#waiting[count]?.length ?? 0;
      count += 1;
    }
    this.#beingWritten = this.#waiting.splice(0, count);
    this.#beingWrittenBytes = length;
    this.#waitingBytes -= length;
  }

  #finish(events: number, error?: Error | null): void {
    this.#writing = false;
    if (error) {
      this.#failures += 1;
      this.#note.failed({ cause: causeOf(error) });
      this.#destination?.destroy();
      this.#destination = undefined;
      if (this.#closed) this.#idle?.();
      else this.#retry = setTimeout(() => this.#tryAgain(), backoffMs(this.#note.inARow)).unref();
      return;
    }
    this.#note.succeeded();
    // At the end of `close` they have been counted as lost already.
    if (this.#beingWritten.length > 0) this.#sent += events;
    this.#beingWritten = [];
    this.#beingWrittenBytes = 0;
    this.#pump();
  }

  #tryAgain(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#pump();
  }

  #makeRoom(): void {
    let count = 0;
    let over = this.#waitingBytes + this.#beingWrittenBytes - this.#options.memoryLimit;
    while (over > 0 && count < this.#waiting.length) {
      const length = this.#waiting[count]?.length ?? 0;
      over -= length;
      this.#waitingBytes -= length;
      count += 1;
    }
    this.#waiting.splice(0, count);
    this.#dropped.memory += count;
  }
}
