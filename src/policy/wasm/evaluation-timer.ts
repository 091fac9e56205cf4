/** Thrown into an evaluation that takes longer than it may. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  /** @param limit milliseconds */
  constructor(limit: number) {
    super(`the policy did not come to an end within its deadline of ${limit} ms`);
  }
}

/** Ends an evaluation at its deadline. A metered module calls `check` every few hundred rounds of its loops. */
export class EvaluationTimer {
  #limit = Number.POSITIVE_INFINITY;
  #end: number | undefined;

  /** Gives the evaluation that begins now so many milliseconds. The clock is first read when it turns out long. */
  start(limit: number): void {
    this.#limit = limit;
    this.#end = undefined;
  }

  /** What runs from now on has no deadline. */
  stop(): void {
    this.#limit = Number.POSITIVE_INFINITY;
  }

  /** Throws a DeadlineError when the time is over. */
  check(): void {
    if (this.#limit === Number.POSITIVE_INFINITY) return;
    const now = performance.now();
    this.#end ??= now + this.#limit;
    if (now >= this.#end) throw new DeadlineError(this.#limit);
  }
}
