import type { DataSource } from '../../data/data-source.ts';
import type { Change } from '../../data/feed.ts';
import type { EngineLog } from './engine-log.ts';
import { ImageBuilder } from './image-builder.ts';
import { PolicyImage } from './policy-image.ts';

export interface ImageKeeperParts {
  readonly data: DataSource;
  readonly newImage: () => PolicyImage;
  /** Milliseconds that loading beside may take of a turn of the event loop. */
  readonly turn: number;
  readonly log: EngineLog | undefined;
  /** Told of every image that is ready. */
  readonly ready: (image: PolicyImage) => void;
}

/** Keeps an image equal to the policy data: follows its changes, and loads a new image where that is better. */
export class ImageKeeper {
  readonly #parts: ImageKeeperParts;
  readonly #unsubscribe: () => void;
  #image: PolicyImage | undefined;
  #builder: ImageBuilder | undefined;
  #waiting: (() => void)[] = [];
  #failure = 'there is no policy data yet';

  /** @param beside load a little at a time, so that the event loop goes on; `settled` says when it is done */
  constructor(parts: ImageKeeperParts, beside: boolean) {
    this.#parts = parts;
    if (parts.data.revision !== undefined) {
      if (beside) this.#rebuild();
      else this.#load();
    }
    this.#unsubscribe = parts.data.onChange((changes) => this.#follow(changes));
  }

  get image(): PolicyImage | undefined {
    return this.#image;
  }

  /** Why there is no image. */
  get failure(): string {
    return this.#failure;
  }

  /** Resolves when no image is being loaded beside. */
  settled(): Promise<void> {
    if (this.#builder === undefined) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** After an evaluation: one that needed much memory may have left the image larger than it should be. */
  used(image: PolicyImage): void {
    if (image.bloated) this.#rebuildIfOutgrown(image);
  }

  /** After an evaluation that was given up: nothing of its instance is used again. */
  recover(image: PolicyImage): void {
    try {
      image.restart();
      this.used(image);
    } catch {
      this.#load();
    }
  }

  close(): void {
    this.#unsubscribe();
    this.#stopBuilding();
    this.#image = undefined;
    this.#failure = 'the engine is closed';
  }

  /** A snapshot changes everything at once: nothing is decided on a mix of before and after. */
  #follow(changes: readonly Change[] | undefined): void {
    const loadingFirst = this.#image === undefined && this.#builder !== undefined;
    if (changes === undefined || (this.#image === undefined && !loadingFirst)) {
      this.#load();
      return;
    }
    this.#builder?.note(changes);
    if (this.#image === undefined) return;
    try {
      this.#image.apply(changes);
    } catch {
      this.#load();
      return;
    }
    this.#rebuildIfOutgrown(this.#image);
  }

  #rebuildIfOutgrown(image: PolicyImage): void {
    if (this.#builder === undefined && image.outgrown) this.#rebuild();
  }

  /** Loads an image at once. Without one every evaluation fails. */
  #load(): void {
    this.#image = undefined;
    try {
      const image = this.#parts.newImage();
      for (const _ of image.load());
      this.#use(image);
    } catch (cause) {
      this.#fail(cause);
    }
    this.#stopBuilding();
  }

  #rebuild(): void {
    try {
      this.#builder = new ImageBuilder(this.#parts.newImage(), this.#parts.turn, (outcome) => {
        if (outcome instanceof PolicyImage) this.#use(outcome);
        else if (this.#image === undefined) this.#fail(outcome);
        else this.#keepOld(outcome);
        this.#stopBuilding();
      });
    } catch (cause) {
      if (this.#image === undefined) this.#fail(cause);
      else this.#keepOld(cause);
    }
  }

  #keepOld(cause: unknown): void {
    this.#parts.log?.error({ err: cause }, 'the policy data could not be loaded anew; the old copy is kept');
  }

  #fail(cause: unknown): void {
    this.#failure = `the policy data can't be loaded: ${cause instanceof Error ? cause.message : cause}`;
    this.#parts.log?.error({ err: cause }, "the policy data can't be loaded; every decision is a denial");
  }

  #stopBuilding(): void {
    this.#builder?.stop();
    this.#builder = undefined;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #use(image: PolicyImage): void {
    this.#image = image;
    this.#parts.ready(image);
  }
}
