import { type Condition, NEVER } from '../../conditions/condition.ts';
import { RegoSet } from '../../values/set.ts';
import type { Formulas } from './formulas.ts';
import { always } from './lifted.ts';
import { Refusal } from './refusal.ts';
import { holds } from './relations.ts';
import { type Case, MadeSet, type Sym } from './term.ts';

/** The members of a set, each with where it is one. */
export function membersOf(set: Sym): readonly Case[] {
  if (set instanceof MadeSet) return set.cases;
  if (set instanceof RegoSet) return set.values().map(always);
  throw new Refusal('a set operation is given what depends on the row', 'use sets made of known members');
}

/** The value is a member of the set. */
export function inSet(value: Sym, set: Sym, formulas: Formulas): Condition {
  const whole = new MadeSet();
  whole.cases = [...membersOf(set)];
  return holds(whole, value, formulas);
}

/** The set of those members of which something holds. */
export function kept(cases: readonly Case[], where: (value: Sym) => Condition, formulas: Formulas): MadeSet {
  const set = new MadeSet();
  set.cases = cases.flatMap(({ guard, value }) => {
    const both = formulas.and(guard, where(value));
    return both === NEVER ? [] : [{ guard: both, value }];
  });
  return set;
}
