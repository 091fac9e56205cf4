import type { Field, Scalar } from './condition.ts';

interface List {
  readonly field: Field;
  /** At least one. */
  readonly values: readonly Scalar[];
}

/** Lists of values of a field, each kept once. Fields are the same where they are the same array. */
export class ListTable<T extends List> {
  /** By field, the lists of one value, which most are. */
  readonly #single = new Map<Field, Map<Scalar, T>>();
  readonly #longer = new Map<Scalar, T[]>();

  /** The list that has just these values in this order. */
  get(field: Field, values: readonly Scalar[]): T | undefined {
    const first = values[0] as Scalar;
    if (values.length === 1) return this.#single.get(field)?.get(first);
    return this.#longer.get(first)?.find((list) => list.field === field && isSame(list.values, values));
  }

  add(list: T): T {
    const { field, values } = list;
    const first = values[0] as Scalar;
    if (values.length === 1) added(this.#single, field, () => new Map<Scalar, T>()).set(first, list);
    else added(this.#longer, first, () => [] as T[]).push(list);
    return list;
  }
}

/** What a map has under a key, made where there is nothing. */
function added<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function isSame(a: readonly Scalar[], b: readonly Scalar[]): boolean {
  return a === b || (a.length === b.length && a.every((value, n) => value === b[n]));
}
