import { ALWAYS, type Condition } from '../../conditions/condition.ts';
import { type Case, type Sym, TruthTerm } from './term.ts';

/** A value that is the one everywhere. */
export function always(value: Sym): Case {
  return { guard: ALWAYS, value };
}

/** Whether a condition holds, as a value. */
export function truth(condition: Condition): readonly Case[] {
  return [always(new TruthTerm(condition))];
}
