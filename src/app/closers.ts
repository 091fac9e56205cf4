import { within } from '../within.ts';

export type Closer = () => Promise<unknown>;

/** What was started and has to be closed, the last first. */
export class Closers {
  readonly #closers: Closer[] = [];
  #closing: Promise<void> | undefined;
  #closed = false;

  /**
   * `close` is called once; at once when everything else has been closed already.
   *
   * @throws when closing has begun, so that the start goes no further on what is closed by now.
   */
  add(close: Closer): void {
    if (this.#closed) void close().catch(() => undefined);
    else this.#closers.push(close);
    if (this.begun) throw new Error('closed while it was starting');
  }

  get begun(): boolean {
    return this.#closing !== undefined;
  }

  /** Closes everything; may be called twice. Rejects with an AggregateError. */
  closeAll(): Promise<void> {
    this.#closing ??= this.#closeInReverse();
    return this.#closing;
  }

  async #closeInReverse(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop()) {
      await close().catch((error) => failures.push(error));
    }
    this.#closed = true;
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed');
  }
}

/** Something that is started once and closed once, also in the midst of its start. */
export interface Startable<T> {
  /** When a part can't start, what was started is closed. Throws a StopMessage for what the user can mend. */
  start(): Promise<T>;
  /** May be called twice. */
  close(): Promise<void>;
}

/** Starts by `begin`, which notes how each thing it started is closed; closes in the other order. */
export function startable<T>(begin: (closers: Closers) => Promise<T>): Startable<T> {
  const closers = new Closers();
  return {
    async start() {
      try {
        return await begin(closers);
      } catch (error) {
        await closers.closeAll();
        throw error;
      }
    },
    close: () => closers.closeAll(),
  };
}

/** A closer that leaves what does not end within so many milliseconds. */
export function closeWithin(ms: number, close: Closer): Closer {
  return () => within(ms, close());
}
