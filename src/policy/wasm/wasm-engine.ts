import type { DataSource } from '../../data/data-source.ts';
import { type AsideLimits, EvaluationsAside } from '../aside/evaluations-aside.ts';
import type { PolicyBundle } from '../bundle.ts';
import type { Moment } from '../moment.ts';
import type { Evaluation, PolicyEngine } from '../policy-engine.ts';
import { type CollectionSlicing, describeSlicing, type SlicePlan } from '../slice/slice-plan.ts';
import type { EngineLog } from './engine-log.ts';
import { StandingClock } from './evaluation-clock.ts';
import { DeadlineError, EvaluationTimer } from './evaluation-timer.ts';
import { ImageKeeper } from './image-keeper.ts';
import { type ImageLimits, PolicyImage } from './policy-image.ts';
import type { PolicyModule } from './policy-module.ts';
import { readResultSet } from './result-set.ts';

/** How long evaluations may take, in milliseconds; and how many may wait for a thread aside. */
export interface EvaluationLimits extends AsideLimits {
  /** For `evaluate`, which keeps everything else waiting. */
  readonly blocking: number;
  /** How long `evaluateFully` tries on the calling thread before it goes aside. */
  readonly trying: number;
}

export interface WasmEngineParts {
  readonly bundle: Pick<PolicyBundle, 'revision' | 'entrypoints'>;
  readonly module: PolicyModule;
  readonly plan: SlicePlan;
  readonly data: DataSource;
  readonly now: () => bigint;
  readonly limits: ImageLimits;
  readonly evaluation: EvaluationLimits;
  readonly log: EngineLog | undefined;
  /** Told of the bytes that an evaluation's slice takes, where the policy is given one. */
  readonly onSlice?: ((bytes: number) => void) | undefined;
  /** Load the policy data a little at a time. */
  readonly beside?: boolean;
}

/** Decides with the compiled policy, on an image that it keeps equal to the policy data. */
export class WasmEngine implements PolicyEngine {
  readonly revision: string;
  readonly entrypoints: readonly string[];
  readonly readsResources: boolean;
  readonly #parts: WasmEngineParts;
  readonly #clock: StandingClock;
  readonly #timer = new EvaluationTimer();
  readonly #keeper: ImageKeeper;
  readonly #aside: EvaluationsAside;
  /** Entrypoints whose last evaluation took long. */
  readonly #long = new Set<string>();

  constructor(parts: WasmEngineParts) {
    const { bundle, module, plan, data, limits, log, beside = false } = parts;
    this.#parts = parts;
    this.revision = bundle.revision;
    this.entrypoints = bundle.entrypoints;
    this.readsResources = plan.readsResources;
    this.#clock = new StandingClock(parts.now);
    const { builtins: _, ...transferable } = module;
    this.#aside = new EvaluationsAside(
      { module: transferable, maximumMemory: limits.maximumMemory },
      parts.evaluation,
    );
    const newImage = () =>
      new PolicyImage(module, plan, data, limits, this.#clock, this.#timer, parts.onSlice);
    const ready = (image: PolicyImage) =>
      log?.info(
        { slicing: this.#describe(image), bytes: image.memory },
        'policy data is ready for decisions',
      );
    this.#keeper = new ImageKeeper({ data, newImage, turn: limits.turn, log, ready }, beside);
  }

  allowsOnlyHolders(entrypoint: string): boolean {
    return this.#parts.plan.onlyForHolders.has(entrypoint);
  }

  get slicing(): readonly CollectionSlicing[] {
    const { image } = this.#keeper;
    return image === undefined ? [] : this.#describe(image);
  }

  get memory(): number {
    return this.#keeper.image?.memory ?? 0;
  }

  settled(): Promise<void> {
    return this.#keeper.settled();
  }

  evaluate(entrypoint: string, input: unknown, moment?: Moment, inputJson?: string): Evaluation {
    return this.#evaluate(entrypoint, input, this.#parts.evaluation.blocking, moment, inputJson);
  }

  evaluateFully(
    entrypoint: string,
    input: unknown,
    moment?: Moment,
    inputJson?: string,
  ): Evaluation | Promise<Evaluation> {
    if (!this.#long.has(entrypoint)) {
      const evaluation = this.#evaluate(entrypoint, input, this.#parts.evaluation.trying, moment, inputJson);
      if (evaluation.kind !== 'failed' || evaluation.unfinished !== true) return evaluation;
    }
    return this.#evaluateAside(entrypoint, input, moment);
  }

  close(): void {
    this.#keeper.close();
    this.#aside.close();
  }

  #evaluate(
    entrypoint: string,
    input: unknown,
    limit: number,
    moment: Moment | undefined,
    inputJson: string | undefined,
  ): Evaluation {
    const { image } = this.#keeper;
    if (image === undefined) return { kind: 'failed', message: this.#keeper.failure };
    let text: string;
    try {
      text = inputJson ?? JSON.stringify(input) ?? '';
    } catch (cause) {
      return failed(cause);
    }
    this.#clock.reset(moment);
    this.#timer.start(limit);
    try {
      const results = image.evaluate(entrypoint, input, text, moment);
      this.#timer.stop();
      this.#keeper.used(image);
      return readResultSet(results);
    } catch (cause) {
      this.#timer.stop();
      this.#keeper.recover(image);
      return failed(cause);
    }
  }

  async #evaluateAside(entrypoint: string, input: unknown, moment?: Moment): Promise<Evaluation> {
    const { evaluation, milliseconds } = await this.#aside.run(() => {
      const { image } = this.#keeper;
      if (image === undefined) throw new Error(this.#keeper.failure);
      const text = JSON.stringify(input) ?? '';
      this.#clock.reset(moment);
      try {
        return { prepared: image.prepareCopy(entrypoint, input, text), now: this.#clock.nowNs() };
      } catch (cause) {
        this.#keeper.recover(image);
        throw cause;
      }
    });
    if (milliseconds < this.#parts.evaluation.trying) this.#long.delete(entrypoint);
    else this.#long.add(entrypoint);
    return evaluation;
  }

  #describe(image: PolicyImage): CollectionSlicing[] {
    const { plan, data } = this.#parts;
    return data
      .collections()
      .map((name) => describeSlicing(plan, name, image.sliced.has(name) ? 'sliced' : 'shared'))
      .filter(({ keys, reasons }) => keys.length > 0 || reasons.length > 0);
  }
}

function failed(cause: unknown): Evaluation {
  const message = cause instanceof Error ? cause.message : String(cause);
  return cause instanceof DeadlineError
    ? { kind: 'failed', message, unfinished: true }
    : { kind: 'failed', message };
}
