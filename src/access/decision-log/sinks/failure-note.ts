import type { Log } from '../../../log.ts';

/** Logs the first of a row of failures, and when it is over; the failures between are counted only. */
export class FailureNote {
  readonly #log: Log;
  readonly #what: string;
  #failures = 0;
  #cause: string | undefined;

  /** @param what names what fails, such as "the decision log cannot be written to its file" */
  constructor(log: Log, what: string) {
    this.#log = log;
    this.#what = what;
  }

  /** Failures in a row. */
  get inARow(): number {
    return this.#failures;
  }

  /** What fails at present, and why it did the last time; undefined while it succeeds. */
  get failure(): string | undefined {
    return this.#cause === undefined ? undefined : `${this.#what}: ${this.#cause}`;
  }

  failed({ cause }: { readonly cause: string }): void {
    this.#failures += 1;
    this.#cause = cause;
    if (this.#failures === 1) this.#log.error({ cause }, this.#what);
  }

  succeeded(): void {
    if (this.#failures > 0) this.#log.warn({ failures: this.#failures }, `over: ${this.#what}`);
    this.#failures = 0;
    this.#cause = undefined;
  }
}

/** What may be said of an error in the log: its code, or its name, but no message that quotes who knows what. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, cause } = error as NodeJS.ErrnoException & { cause?: unknown };
  if (typeof code === 'string') return code;
  return cause instanceof Error ? causeOf(cause) : error.name;
}
