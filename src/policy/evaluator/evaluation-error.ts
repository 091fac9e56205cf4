import type { Location, Plan } from '../plan/plan.ts';

export type EvaluationErrorCode =
  /** Rules give different values where there can be one only. */
  | 'conflict'
  /** More steps than an evaluation may take. */
  | 'too_many_steps'
  /** The plan needs what this evaluator does not know: a builtin or a kind of statement. */
  | 'unsupported';

/** Where in the Rego source something stands; row and column count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly row: number;
  readonly col: number;
}

export function positionOf(plan: Plan, at: Location): SourcePosition {
  return { file: plan.files[at.file] ?? '', row: at.row, col: at.col };
}

/** Thrown for an evaluation that has no answer, which is not the same as an undefined one. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  readonly code: EvaluationErrorCode;
  readonly position: SourcePosition | undefined;

  constructor(code: EvaluationErrorCode, message: string, position?: SourcePosition) {
    super(position === undefined ? message : `${position.file}:${position.row}:${position.col}: ${message}`);
    this.code = code;
    this.position = position;
  }
}
