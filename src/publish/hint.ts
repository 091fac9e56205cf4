/** One waiter and many who give it a reason to go on. A reason given while nobody waits is kept for the next wait. */
export class Hint {
  #given = false;
  #resume: (() => void) | undefined;

  give(): void {
    this.#given = true;
    this.#resume?.();
  }

  /** Resolves when a hint is given, and after `ms` milliseconds at the latest. */
  async wait(ms: number): Promise<void> {
    if (!this.#given) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#resume = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#resume = undefined;
    }
    this.#given = false;
  }
}
