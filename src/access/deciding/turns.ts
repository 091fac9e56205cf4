import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long work done a little at a time by many: in each turn of the event loop, only one of them gets to work. */
export class Turns {
  readonly #ms: number;
  #last: Promise<void> = Promise.resolve();

  /** @param ms how long a turn is to take, in milliseconds */
  constructor(ms: number) {
    this.#ms = ms;
  }

  /** Waits for a turn. It is over at the moment this gives, in the time of `performance.now()`. */
  async next(): Promise<number> {
    const turn = this.#last.then(() => nextTurn());
    this.#last = turn;
    await turn;
    return performance.now() + this.#ms;
  }
}
