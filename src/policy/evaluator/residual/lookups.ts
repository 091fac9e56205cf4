import { type Condition, NEVER } from '../../conditions/condition.ts';
import type { Value } from '../../values/value.ts';
import { indexOf, type KeyGroup, type PathIndex } from '../path-index.ts';
import type { Formulas } from './formulas.ts';
import { Refusal } from './refusal.ts';
import { FieldTerm, LookupTerm } from './term.ts';

/** How many keys of a known collection a condition may list. */
export const KEY_LIMIT = 100_000;

/** The keys of a lookup's collection by what they have at the lookup's path. */
export function indexFor({ source, path }: LookupTerm): PathIndex {
  const members = Array.isArray(source) ? source.length : (source as { size: number }).size;
  if (members > KEY_LIMIT) {
    throw new Refusal(
      `a collection of ${members} members is looked up by a field of the row`,
      `a filter can list at most ${KEY_LIMIT} keys: give the row a field that says what is looked up`,
    );
  }
  return indexOf(source, path);
}

/** The term is one of these values. Says too that it is defined. */
export function isOneOf(
  term: FieldTerm | LookupTerm,
  values: readonly Value[],
  formulas: Formulas,
): Condition {
  if (values.length === 0) return NEVER;
  if (term instanceof FieldTerm) return formulas.oneOf(term.path, values);
  return isOneOf(term.key, indexFor(term).keysOfAny(values), formulas);
}

/** The lookup is defined and what it gives fulfils the test. */
export function isSuch(term: LookupTerm, test: (value: Value) => boolean, formulas: Formulas): Condition {
  const keys: Value[] = [];
  for (const group of indexFor(term).groups()) {
    if (test(group.value)) for (const key of group.keys) keys.push(key);
  }
  return isOneOf(term.key, keys, formulas);
}

export function isDefined(term: LookupTerm, formulas: Formulas): Condition {
  return isOneOf(term.key, indexFor(term).keys, formulas);
}

/** How many different values a lookup may be taken apart into. */
const VALUE_LIMIT = 1_000;

/** What a lookup may give, each with its keys. */
export function groupsOf(term: LookupTerm): KeyGroup[] {
  const index = indexFor(term);
  if (index.values > VALUE_LIMIT) {
    throw new Refusal(
      `what is looked up by a field of the row has ${index.values} different values`,
      `compare it with known values; used otherwise it may have at most ${VALUE_LIMIT}`,
    );
  }
  return [...index.groups()];
}

/** Whether a term depends on this very lookup being defined: it is the one, or goes on from it. */
export function goesOnFrom(term: LookupTerm | undefined, earlier: LookupTerm): boolean {
  for (let each = term; each !== undefined; each = each.parent) if (each === earlier) return true;
  return term !== undefined && term.key instanceof LookupTerm && goesOnFrom(term.key, earlier);
}

/** A lookup as cases of known values. */
export function takenApart(term: LookupTerm, formulas: Formulas): { guard: Condition; value: Value }[] {
  return groupsOf(term)
    .map(({ value, keys }) => ({ guard: isOneOf(term.key, keys, formulas), value }))
    .filter(({ guard }) => guard !== NEVER);
}
