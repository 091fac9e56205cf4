import type { EvaluationClock } from '../host-builtins.ts';

/** A clock that stands still from one `reset` to the next, and is read only if somebody asks. */
export class StandingClock implements EvaluationClock {
  readonly #now: () => bigint;
  #reading: bigint | undefined;

  constructor(now: () => bigint) {
    this.#now = now;
  }

  reset(): void {
    this.#reading = undefined;
  }

  nowNs(): bigint {
    this.#reading ??= this.#now();
    return this.#reading;
  }
}
