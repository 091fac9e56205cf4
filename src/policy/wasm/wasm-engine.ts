import type { DataSource } from '../../data/data-source.ts';
import type { Change } from '../../data/feed.ts';
import type { PolicyBundle } from '../bundle.ts';
import type { Evaluation, PolicyEngine } from '../policy-engine.ts';
import { type CollectionSlicing, describeSlicing, type SlicePlan } from '../slice/slice-plan.ts';
import { StandingClock } from './evaluation-clock.ts';
import { ImageBuilder } from './image-builder.ts';
import { type ImageLimits, PolicyImage } from './policy-image.ts';
import type { PolicyModule } from './policy-module.ts';
import { readResultSet } from './result-set.ts';

/** What an engine writes to: a pino logger, for one. */
export interface EngineLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface WasmEngineParts {
  readonly bundle: PolicyBundle;
  readonly module: PolicyModule;
  readonly plan: SlicePlan;
  readonly data: DataSource;
  readonly now: () => bigint;
  readonly limits: ImageLimits;
  readonly log: EngineLog | undefined;
}

/** Decides with the compiled policy, on an image that it keeps equal to the policy data. */
export class WasmEngine implements PolicyEngine {
  readonly revision: string;
  readonly entrypoints: readonly string[];
  readonly #parts: WasmEngineParts;
  readonly #clock: StandingClock;
  readonly #unsubscribe: () => void;
  #image: PolicyImage | undefined;
  #builder: ImageBuilder | undefined;
  #waiting: (() => void)[] = [];
  #failure = 'there is no policy data yet';

  constructor(parts: WasmEngineParts) {
    this.#parts = parts;
    this.revision = parts.bundle.revision;
    this.entrypoints = parts.bundle.entrypoints;
    this.#clock = new StandingClock(parts.now);
    if (parts.data.revision !== undefined) this.#load();
    this.#unsubscribe = parts.data.onChange((changes) => this.#follow(changes));
  }

  get slicing(): readonly CollectionSlicing[] {
    const image = this.#image;
    if (image === undefined) return [];
    const { plan, data } = this.#parts;
    return data
      .collections()
      .map((name) => describeSlicing(plan, name, image.sliced.has(name) ? 'sliced' : 'shared'))
      .filter(({ keys, reasons }) => keys.length > 0 || reasons.length > 0);
  }

  get memory(): number {
    return this.#image?.memory ?? 0;
  }

  settled(): Promise<void> {
    if (this.#builder === undefined) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  evaluate(entrypoint: string, input: unknown): Evaluation {
    const image = this.#image;
    if (image === undefined) return { kind: 'failed', message: this.#failure };
    let text: string;
    try {
      text = JSON.stringify(input) ?? '';
    } catch (cause) {
      return failed(cause);
    }
    this.#clock.reset();
    try {
      const results = image.evaluate(entrypoint, input, text);
      if (image.bloated) this.#rebuildIfOutgrown(image);
      return readResultSet(results);
    } catch (cause) {
      this.#recover(image);
      return failed(cause);
    }
  }

  close(): void {
    this.#unsubscribe();
    this.#stopBuilding();
    this.#image = undefined;
    this.#failure = 'the engine is closed';
  }

  /** After an evaluation that was given up, nothing of its instance is used again. */
  #recover(image: PolicyImage): void {
    try {
      image.restart();
    } catch {
      this.#load();
    }
  }

  /** A snapshot changes everything at once: nothing is decided on a mix of before and after. */
  #follow(changes: readonly Change[] | undefined): void {
    if (changes === undefined || this.#image === undefined) {
      this.#load();
      return;
    }
    this.#builder?.note(changes);
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
    this.#stopBuilding();
    this.#image = undefined;
    try {
      const image = this.#newImage();
      for (const _ of image.load());
      this.#use(image);
    } catch (cause) {
      this.#failure = `the policy data can't be loaded: ${cause instanceof Error ? cause.message : cause}`;
      this.#parts.log?.error({ err: cause }, "the policy data can't be loaded; every decision is a denial");
    }
  }

  #rebuild(): void {
    this.#builder = new ImageBuilder(this.#newImage(), this.#parts.limits.turn, (outcome) => {
      this.#stopBuilding();
      if (outcome instanceof PolicyImage) return this.#use(outcome);
      this.#parts.log?.error(
        { err: outcome },
        'the policy data could not be loaded anew; the old copy is kept',
      );
    });
  }

  #stopBuilding(): void {
    this.#builder?.stop();
    this.#builder = undefined;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #newImage(): PolicyImage {
    const { module, plan, data, limits } = this.#parts;
    return new PolicyImage(module, plan, data, limits, this.#clock);
  }

  #use(image: PolicyImage): void {
    this.#image = image;
    this.#parts.log?.info(
      { slicing: this.slicing, bytes: image.memory },
      'policy data is ready for decisions',
    );
  }
}

function failed(cause: unknown): Evaluation {
  return { kind: 'failed', message: cause instanceof Error ? cause.message : String(cause) };
}
