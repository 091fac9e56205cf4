import type { Value } from '../values/value.ts';

/** What a builtin may know beside its arguments. */
export interface EvaluationClock {
  /** Nanoseconds since the epoch, the same at every call of one request. */
  nowNs(): bigint;
}

/**
 * One of Rego's functions. `undefined` is Rego's undefined: the answer to every wrong argument, as in OPA unless it is
 * told otherwise. Builtins are pure but for the clock. They throw an EvaluationLimit only.
 */
export type Builtin = (args: readonly Value[], clock: EvaluationClock) => Value | undefined;

export type Builtins = Readonly<Record<string, Builtin>>;

/** Thrown where a result would be too large to be made. It ends the evaluation: undefined might be turned by a `not`. */
export class EvaluationLimit extends Error {
  override readonly name = 'EvaluationLimit';
}
