import type { Field } from '../../../policy/conditions/condition.ts';
import type { Obstacle } from '../../../policy/evaluator/residual/refusal.ts';

/** What can't be said in a target though the rule could be turned into a condition. */
export class FragmentError extends Error {
  override readonly name = 'FragmentError';
  /** What to write instead. */
  readonly instead: string | undefined;
  /** What of the row it is about. */
  readonly field: Field | undefined;

  constructor(message: string, { instead, field }: { instead?: string; field?: Field } = {}) {
    super(message);
    this.instead = instead;
    this.field = field;
  }
}

/** The unknowns that an annotation names are no such. */
export class InvalidUnknown extends Error {
  override readonly name = 'InvalidUnknown';
  readonly location: Location;

  constructor(message: string, location: Location) {
    super(message);
    this.location = location;
  }
}

export interface Location {
  readonly file: string;
  readonly row: number;
  readonly col: number;
}

/** One place that stands in the way of a filter. Source: `ast.Error` of OPA. */
export interface CompileError {
  readonly code: 'pe_fragment_error' | 'invalid_unknown';
  readonly message: string;
  readonly location?: Location;
  readonly details?: { readonly details: string };
}

/** The body of the 400. Source: `ErrorV1` of OPA. */
export function evaluationErrors(errors: readonly CompileError[]): object {
  return { code: 'evaluation_error', message: 'error(s) occurred while evaluating query', errors };
}

export function obstacleError({ file, row, col, message, instead }: Obstacle): CompileError {
  return { ...fragmentError(message, instead), location: { file, row, col } };
}

export function fragmentError(message: string, instead?: string): CompileError {
  const details = instead === undefined ? {} : { details: { details: instead } };
  return { code: 'pe_fragment_error', message, ...details };
}
