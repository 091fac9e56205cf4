import { definedIn } from './look-up-cases.ts';
import { Refusal } from './refusal.ts';
import { relate } from './relations.ts';
import type { ResidualRun } from './residual-run.ts';
import type { Case } from './term.ts';

/** Whether there may be a row for which both cases are there, with different values. */
export function differ(a: Case, b: Case, { formulas }: ResidualRun): boolean {
  const both = formulas.and(definedIn([a], formulas), definedIn([b], formulas));
  const same = relate(a.value, 'eq', b.value, formulas).condition;
  return !formulas.isNever(formulas.and(both, formulas.not(same)));
}

export function conflict(): Refusal {
  return new Refusal(
    'there may be two values at once for one row',
    'write the rules so that only one can hold, for instance with else',
  );
}
