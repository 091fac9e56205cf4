import { within } from '../within.ts';

export type Closer = () => Promise<unknown>;

/** What was started and has to be closed, the last first. */
export class Closers {
  readonly #closers: Closer[] = [];
  #closing: Promise<void> | undefined;
  #closed = false;

  /** Called once; at once when everything else has been closed already. */
  add(close: Closer): void {
    if (this.#closed) void close().catch(() => undefined);
    else this.#closers.push(close);
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

/** A closer that leaves what does not end within so many milliseconds. */
export function closeWithin(ms: number, close: Closer): Closer {
  return () => within(ms, close());
}
