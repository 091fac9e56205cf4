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
/**
 * Milliseconds that less than that may wait for more. A write costs a hundred microseconds and more, whatever it writes:
 * another thread is woken for it.
 */
const GATHERING = 100;

/** Events as text, one a line; joined while they are young, which spares the garbage collector their parts. */
interface Lines {
  readonly text: string;
  readonly events: number;
}

const NOTHING: Lines = { text: '', events: 0 };

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
  readonly #longestWrite: number;
  #waiting: Lines[] = [];
  #waitingEvents = 0;
  #waitingBytes = 0;
  #beingWritten: Lines = NOTHING;
  #writing = false;
  #retry: NodeJS.Timeout | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #idle: (() => void) | undefined;
  #closed = false;
  #sent = 0;
  #failures = 0;

  constructor(options: TextSinkOptions) {
    this.name = options.name;
    this.#options = options;
    this.#longestWrite = options.longestWrite ?? LONGEST_WRITE;
    this.#note = new FailureNote(options.log, `the decision log cannot be written to ${options.name}`);
  }

  write(events: readonly string[]): void {
    if (this.#closed) {
      this.#dropped.closed += events.length;
      return;
    }
    if (events.length === 0) return;
    const { line } = this.#options;
    const text = `${(line === undefined ? events : events.map(line)).join('\n')}\n`;
    this.#waiting.push({ text, events: events.length });
    this.#waitingEvents += events.length;
    this.#waitingBytes += text.length;
    if (this.#bytes > this.#options.memoryLimit) this.#makeRoom();
    this.#gather();
  }

  stats(): SinkStats {
    return {
      sent: this.#sent,
      dropped: { ...this.#dropped },
      waiting: this.#waitingEvents + this.#beingWritten.events,
      memoryBytes: this.#bytes,
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
    this.#dropped.closed += this.#waitingEvents + this.#beingWritten.events;
    this.#waiting = [];
    this.#waitingEvents = 0;
    this.#waitingBytes = 0;
    this.#beingWritten = NOTHING;
    const destination = this.#destination;
    this.#destination = undefined;
    if (this.#writing) destination?.destroy();
    else
      await within(
        Math.max(0, end - performance.now()),
        destination?.close().catch(() => undefined),
      );
  }

  get #bytes(): number {
    return this.#waitingBytes + this.#beingWritten.text.length;
  }

  #gather(): void {
    if (this.#closed || this.#waitingBytes >= this.#longestWrite) this.#pump();
    else if (this.#waiting.length > 0) this.#gathering ??= setTimeout(() => this.#pump(), GATHERING).unref();
  }

  #pump(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#writing || this.#retry !== undefined) return;
    if (this.#beingWritten.events === 0) this.#take();
    if (this.#beingWritten.events === 0) {
      this.#idle?.();
      return;
    }
    this.#writing = true;
    let destination: TextDestination;
    try {
      destination = this.#destination ??= this.#options.open(this.#note.inARow > 0);
    } catch (error) {
      this.#finish(error as Error);
      return;
    }
    destination.write(this.#beingWritten.text, (error) => this.#finish(error));
  }

  #take(): void {
    let [length, events, count] = [0, 0, 0];
    for (const lines of this.#waiting) {
      if (length >= this.#longestWrite) break;
      length += lines.text.length;
      events += lines.events;
      count += 1;
    }
    const taken = this.#waiting.splice(0, count);
    this.#beingWritten = { text: taken.map(({ text }) => text).join(''), events };
    this.#waitingBytes -= length;
    this.#waitingEvents -= events;
  }

  #finish(error?: Error | null): void {
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
    // At the end of `close` they have been counted as lost already, and are nothing.
    this.#sent += this.#beingWritten.events;
    this.#beingWritten = NOTHING;
    this.#gather();
  }

  #tryAgain(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#pump();
  }

  #makeRoom(): void {
    let count = 0;
    let over = this.#bytes - this.#options.memoryLimit;
    for (const { text, events } of this.#waiting) {
      if (over <= 0) break;
      over -= text.length;
      this.#waitingBytes -= text.length;
      this.#waitingEvents -= events;
      this.#dropped.memory += events;
      count += 1;
    }
    this.#waiting.splice(0, count);
  }
}
