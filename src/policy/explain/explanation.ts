/** A place in the Rego as written; row and column count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly row: number;
  readonly col: number;
  /** The line that stands there, where the bundle holds it. */
  readonly source?: string;
}

/** A statement that stopped a definition. */
export interface StoppingStatement extends SourcePlace {
  /** The rule that was asked there, as a path (`authz/permits`). */
  readonly rule?: string;
}

/** What became of one definition of a rule (`allow if …`) where it was evaluated. Its place is that of its head. */
export type RuleOutcome = SourcePlace & {
  /** As a path: `authz/allow`. */
  readonly rule: string;
  /** What a function was given, as JSON text; long ones are cut. */
  readonly arguments?: readonly string[];
} & ({ readonly held: true } | { readonly held: false; readonly stopped_at: StoppingStatement });

/** Why an entrypoint is what it is. */
export interface Explanation {
  readonly entrypoint: string;
  /** In the order in which they were evaluated. Definitions that were not come to are not named. */
  readonly rules: readonly RuleOutcome[];
  /**
   * Where the rule that admits did not hold: the statements in its way, those of rules it asked in place of the asking.
   * Where it held: the definitions that did, those of rules it asked in place of the asking.
   */
  readonly because: readonly SourcePlace[];
  /** More rules were evaluated than are told of. */
  readonly truncated?: true;
}
