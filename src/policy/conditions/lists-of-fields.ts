import {
  ALWAYS,
  type Condition,
  type Field,
  type Holds,
  NEVER,
  type OneOf,
  type Scalar,
} from './condition.ts';
import { compareScalars, mergeSorted, sortScalars } from './order-scalars.ts';

/** The lists about one field that are parts of a condition. */
export interface ListsOfField {
  readonly in: OneOf[];
  /** The field is in none of these. */
  readonly not: OneOf[];
  readonly has: Holds[];
}

/** Sorts out what is given, with the parts of parts of the same kind; true where one of them decides. */
export function takeApart(
  given: readonly Condition[],
  kind: 'and' | 'or',
  parts: Set<Condition>,
  lists: Map<Field, ListsOfField>,
): boolean {
  for (const part of given) {
    if (part === (kind === 'and' ? NEVER : ALWAYS)) return true;
    if (part === (kind === 'and' ? ALWAYS : NEVER)) continue;
    if (part.kind === kind) takeApart(part.parts, kind, parts, lists);
    else if (part.kind === 'in') listsOf(part.field, lists).in.push(part);
    else if (part.kind === 'not' && part.part.kind === 'in')
      listsOf(part.part.field, lists).not.push(part.part);
    else if (part.kind === 'has' && kind === 'or') listsOf(part.field, lists).has.push(part);
    else parts.add(part);
  }
  return false;
}

function listsOf(field: Field, lists: Map<Field, ListsOfField>): ListsOfField {
  const known = lists.get(field);
  if (known !== undefined) return known;
  const own: ListsOfField = { in: [], not: [], has: [] };
  lists.set(field, own);
  return own;
}

/** What is in any of the lists. */
export function unite(lists: readonly (OneOf | Holds)[]): readonly Scalar[] {
  const [first, second, ...more] = lists;
  if (first === undefined || second === undefined) return first?.values ?? [];
  if (more.length === 0) return mergeSorted(first.values, second.values);
  const all: Scalar[] = [];
  for (const { values } of lists) for (const value of values) all.push(value);
  return sortScalars(all);
}

/** What is in all of the lists. */
export function meet(lists: readonly OneOf[]): readonly Scalar[] {
  if (lists.length < 2) return lists[0]?.values ?? [];
  return lists.map(({ values }) => values).reduce((left, right) => sifted(left, right, true));
}

/** The first values without the others. */
export function without(values: readonly Scalar[], others: readonly Scalar[]): readonly Scalar[] {
  return sifted(values, others, false);
}

/** Those of the first values that are among the others, or that are not. Both are in order. */
function sifted(values: readonly Scalar[], others: readonly Scalar[], among: boolean): readonly Scalar[] {
  let other = 0;
  return values.filter((value) => {
    while (other < others.length && compareScalars(others[other] as Scalar, value) < 0) other += 1;
    return (other < others.length && compareScalars(others[other] as Scalar, value) === 0) === among;
  });
}
