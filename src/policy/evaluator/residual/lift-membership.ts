import { NEVER } from '../../conditions/condition.ts';
import { entriesOf, valuesOf } from '../../values/look-up.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';
import { type Formulas, scalarOf } from './formulas.ts';
import { always, truth } from './lifted.ts';
import { isOneOf, takenApart } from './lookups.ts';
import { allMembers } from './made-values.ts';
import { Refusal } from './refusal.ts';
import { relate } from './relations.ts';
import {
  type Case,
  FieldTerm,
  isKnown,
  LookupTerm,
  MadeArray,
  MadeObject,
  MadeSet,
  type Pending,
  type Sym,
  TruthTerm,
} from './term.ts';

/** `value in collection` */
export function isMember(value: Sym, collection: Sym, formulas: Formulas): readonly Case[] {
  if (collection instanceof FieldTerm) {
    if (!isKnown(value)) {
      throw new Refusal(
        'one field of the row is looked for in another',
        'look for known values in an array of the row',
      );
    }
    if (value instanceof RegoSet) return truth(NEVER);
    return truth(formulas.table.has(collection.path, [scalarOf(value)]));
  }
  if (isKnown(collection)) {
    const values = valuesOf(collection);
    if (values.length === 0) return truth(NEVER);
    if (value instanceof FieldTerm) return truth(isOneOf(value, withoutSets(values), formulas));
    if (value instanceof LookupTerm) {
      return [always(new TruthTerm(isOneOf(value, values, formulas), false, [value]))];
    }
    return truth(formulas.or(values.map((member) => relate(value, 'eq', member, formulas).condition)));
  }
  if (collection instanceof LookupTerm) {
    const parts = takenApart(collection, formulas).map((each) => {
      const [found] = isMember(value, each.value, formulas);
      return formulas.and(each.guard, found?.value instanceof TruthTerm ? found.value.condition : NEVER);
    });
    return [always(new TruthTerm(formulas.or(parts), false, [collection]))];
  }
  const implied: Pending[] = value instanceof LookupTerm ? [value] : [];
  const parts = entriesFor(collection)
    .flatMap(({ cases }) => cases)
    .map((each) => {
      return formulas.and(each.guard, relate(each.value, 'eq', value, formulas).condition);
    });
  return [always(new TruthTerm(formulas.or(parts), false, implied))];
}

/** The same array where it has none. */
function withoutSets(values: readonly Value[]): readonly Value[] {
  return values.some(isSet) ? values.filter((value) => !isSet(value)) : values;
}

function isSet(value: Value): boolean {
  return value instanceof RegoSet;
}

/** The keys and values that `in` looks at. */
export function entriesFor(collection: Sym): { readonly key: Sym; readonly cases: readonly Case[] }[] {
  if (isKnown(collection)) {
    return entriesOf(collection).map(([key, value]) => ({ key, cases: [always(value)] }));
  }
  if (collection instanceof MadeSet)
    return collection.cases.map((each) => ({ key: each.value, cases: [each] }));
  if (collection instanceof MadeArray) return collection.items.map((cases, key) => ({ key, cases }));
  if (collection instanceof MadeObject) return allMembers(collection);
  throw new Refusal(
    'it is asked for a key and its value in a collection that depends on the row',
    'ask for the value alone',
  );
}
