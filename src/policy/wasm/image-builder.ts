import type { Change } from '../../data/feed.ts';
import type { PolicyImage } from './policy-image.ts';

/** Loads an image beside the one in use, a little at a time, and catches up with what changes meanwhile. */
export class ImageBuilder {
  readonly #image: PolicyImage;
  readonly #turnLimit: number;
  readonly #done: (outcome: PolicyImage | Error) => void;
  readonly #steps: Generator<void, void, void>;
  #changed: Pick<Change, 'collection' | 'key'>[] = [];
  #stopped = false;
  #next: NodeJS.Immediate;

  /**
   * @param turnLimit milliseconds of work between two turns of the event loop
   * @param done is called once, in a turn of its own, with the finished image or what went wrong
   */
  constructor(image: PolicyImage, turnLimit: number, done: (outcome: PolicyImage | Error) => void) {
    this.#image = image;
    this.#turnLimit = turnLimit;
    this.#done = done;
    this.#steps = this.#work();
    this.#next = setImmediate(() => this.#turn());
  }

  /** Takes note of changes that the source has made. */
  note(changes: readonly Change[]): void {
    for (const change of changes) this.#changed.push(change);
    this.#image.interrupt();
  }

  stop(): void {
    this.#stopped = true;
    clearImmediate(this.#next);
  }

  *#work(): Generator<void, void, void> {
    yield* this.#image.load();
    while (this.#changed.length > 0) {
      const batch = this.#changed;
      this.#changed = [];
      for (const change of batch) {
        this.#image.apply([change]);
        yield;
      }
    }
  }

  #turn(): void {
    const end = performance.now() + this.#turnLimit;
    let done: boolean | undefined;
    try {
      do done = this.#steps.next().done;
      while (!done && performance.now() < end);
    } catch (cause) {
      this.#finish(cause instanceof Error ? cause : new Error(String(cause)));
      return;
    }
    if (done) this.#finish(this.#image);
    else this.#next = setImmediate(() => this.#turn());
  }

  #finish(outcome: PolicyImage | Error): void {
    if (!this.#stopped) this.#done(outcome);
  }
}
