import type { Field, Scalar } from './condition.ts';

interface List {
  readonly field: Field;
  /** At least one. */
  readonly values: readonly Scalar[];
}

/** Lists of values of a field, each kept once. Fields are the same where they are the same array. */
export class ListTable<T extends List> {
  readonly #byFirst = new Map<Scalar, T[]>();

  /** The list that has just these values in this order. */
  get(field: Field, values: readonly Scalar[]): T | undefined {
    const alike = this.#byFirst.get(values[0] as Scalar);
    return alike?.find((list) => list.field === field && isSame(list.values, values));
  }

  add(list: T): T {
    const [first] = list.values as [Scalar];
    const alike = this.#byFirst.get(first);
    if (alike === undefined) this.#byFirst.set(first, [list]);
    else alike.push(list);
    return list;
  }
}

function isSame(a: readonly Scalar[], b: readonly Scalar[]): boolean {
  return a === b || (a.length === b.length && a.every((value, n) => value === b[n]));
}
