import type { Condition } from '../conditions/condition.ts';
import type { ConditionTable } from '../conditions/condition-table.ts';
import type { DecisionRequest } from '../decision.ts';

/** Everything of a request but the row: its id and its properties are what is asked about. */
export interface FilterQuestion {
  readonly subject: DecisionRequest['subject'];
  readonly action: DecisionRequest['action'];
  readonly resource: { readonly type: string };
  readonly context?: Record<string, unknown>;
}

/** A compiled policy as a source of filters. Fields of conditions are paths below `input.resource`. */
export interface PolicyFilters {
  /**
   * The rows for which a rule is true, or, where it gives an object, its member `allow`. Throws a NotLiftableError where
   * no condition says exactly that, and an EvaluationError where the rule has no answer.
   */
  rows(entrypoint: string, question: FilterQuestion, table: ConditionTable): Condition;
  /**
   * For each text that a rule which gives a set may hold, the rows for which it does. Throws as `rows`.
   */
  members(
    entrypoint: string,
    question: FilterQuestion,
    table: ConditionTable,
  ): ReadonlyMap<string, Condition>;
}

/** Why a statement can't be turned into a part of a filter. */
export interface LiftProblem {
  readonly message: string;
  readonly file: string;
  /** From 1. */
  readonly row: number;
  readonly col: number;
  /** The line of Rego, where it is at hand. */
  readonly source?: string | undefined;
  /** What to write instead. */
  readonly hint?: string | undefined;
}

/** Thrown for a rule that no condition over a row says exactly. */
export class NotLiftableError extends Error {
  override readonly name = 'NotLiftableError';
  readonly problems: readonly LiftProblem[];

  constructor(problems: readonly LiftProblem[]) {
    super(problems.map(({ file, row, col, message }) => `${file}:${row}:${col}: ${message}`).join('\n'));
    this.problems = problems;
  }
}
