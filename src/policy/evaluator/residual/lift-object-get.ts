import { RegoObject } from '../../values/object.ts';
import type { Value } from '../../values/value.ts';
import { always } from './lifted.ts';
import { definedIn, lookUpCases, type RowContext } from './look-up-cases.ts';
import { Refusal } from './refusal.ts';
import { type Case, FieldTerm, isKnown, LookupTerm, MadeObject, type Sym } from './term.ts';

/** `object.get` */
export function getOr(object: Sym, key: Sym, otherwise: Sym, context: RowContext): readonly Case[] {
  const { formulas } = context;
  if (!isKnown(key)) {
    if (!(isKnown(object) && object instanceof RegoObject)) throw unknownPath();
    const found = lookUpCases(object, key, context);
    return [...found, { guard: formulas.not(definedIn(found, formulas)), value: otherwise }];
  }
  if (!(object instanceof FieldTerm || object instanceof MadeObject)) {
    if (object instanceof LookupTerm) throw unknownPath();
    return [];
  }
  let cases: readonly Case[] = [always(object)];
  for (const part of Array.isArray(key) ? (key as readonly Value[]) : [key]) {
    cases = cases.flatMap((each) =>
      lookUpCases(each.value, part, context).map((below) => ({
        guard: formulas.and(each.guard, below.guard),
        value: below.value,
      })),
    );
  }
  return [...cases, { guard: formulas.not(definedIn(cases, formulas)), value: otherwise }];
}

function unknownPath(): Refusal {
  return new Refusal(
    'object.get looks something up that depends on the row',
    'use `[key]` and a rule for the default',
  );
}
