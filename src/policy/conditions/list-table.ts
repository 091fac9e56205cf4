import type { Field, Scalar } from './condition.ts';

interface List {
  readonly field: Field;
  /** At least one. */
  readonly values: readonly Scalar[];
}

/** Lists of values of a field, each kept once. Fields are the same where they are the same array. */
export class ListTable<T extends List> {
  readonly #byField = new Map<Field, Map<Scalar, T[]>>();

  /** The list that has just these values in this order. */
  get(field: Field, values: readonly Scalar[]): T | undefined {
    const alike = this.#byField.get(field)?.get(values[0] as Scalar);
    return alike?.find((list) => isSame(list.values, values));
  }

  add(list: T): T {
    const byFirst = this.#byField.get(list.field) ?? new Map<Scalar, T[]>();
    this.#byField.set(list.field, byFirst);
    const first = list.values[0] as Scalar;
    const alike = byFirst.get(first);
    if (alike === undefined) byFirst.set(first, [list]);
    else alike.push(list);
    return list;
  }
}

function isSame(a: readonly Scalar[], b: readonly Scalar[]): boolean {
  return a === b || (a.length === b.length && a.every((value, n) => value === b[n]));
}
