import type { EvaluationClock } from '../builtins.ts';
import type { Moment } from '../moment.ts';

/** A clock that stands still from one `reset` to the next, at the moment given there, and is read only if somebody asks. */
export class StandingClock implements EvaluationClock {
  readonly #now: () => bigint;
  #moment: Moment = {};

  constructor(now: () => bigint) {
    this.#now = now;
  }

  reset(moment: Moment = {}): void {
    this.#moment = moment;
  }

  nowNs(): bigint {
    this.#moment.reading ??= this.#now();
    return this.#moment.reading;
  }
}
