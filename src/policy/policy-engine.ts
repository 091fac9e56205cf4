import type { Moment } from './moment.ts';

/** A compiled policy that decides over the policy data it was given. One engine serves one policy bundle. */
export interface PolicyEngine {
  /** The revision in the policy bundle's manifest. */
  readonly revision: string;
  /** The rules that can be asked for, as paths (`authz/decision`). */
  readonly entrypoints: readonly string[];
  /** Whether it matters to the policy what is registered of resources; undefined where that is not known. */
  readonly readsResources?: boolean;
  /**
   * Whether an entrypoint, a decision, allows a subject nothing but what a role of its record in `data.users`, or a grant
   * there, gives. False, or absent, where that was not shown.
   */
  allowsOnlyHolders?(entrypoint: string): boolean;
  /**
   * Evaluates one entrypoint, synchronously, at one clock reading: its own, or that of the moment it is given. Never
   * throws for anything in `input`: a trap, an error inside the module or an end of patience comes back as `failed`, and
   * the next evaluation runs on a fresh instance. Nothing else runs meanwhile, so patience is short (see
   * `EvaluationLimits.blocking`).
   *
   * @param inputJson the input as `JSON.stringify` writes it, where it is at hand
   */
  evaluate(entrypoint: string, input: unknown, moment?: Moment, inputJson?: string): Evaluation;
  /**
   * As `evaluate`, but what takes long is finished on another thread, within `EvaluationLimits.deadline`. What doesn't,
   * which is nearly everything, is answered at once, without a promise. Never rejects. See `evaluateFully`, which also
   * takes engines without it.
   */
  evaluateFully?(
    entrypoint: string,
    input: unknown,
    moment?: Moment,
    inputJson?: string,
  ): Evaluation | Promise<Evaluation>;
  close(): void;
}

export type Evaluation =
  | { readonly kind: 'defined'; readonly result: unknown }
  | { readonly kind: 'undefined' }
  /** `unfinished`: it was ended because it took too long. */
  | { readonly kind: 'failed'; readonly message: string; readonly unfinished?: true };

/** `engine.evaluateFully`, or `engine.evaluate` where the engine has but that. */
export function evaluateFully(
  engine: PolicyEngine,
  entrypoint: string,
  input: unknown,
  moment?: Moment,
  inputJson?: string,
): Evaluation | Promise<Evaluation> {
  if (engine.evaluateFully === undefined) return engine.evaluate(entrypoint, input, moment, inputJson);
  return engine.evaluateFully(entrypoint, input, moment, inputJson);
}
