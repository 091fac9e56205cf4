import { type AnyNumber, compareNumbers, RegoNumber } from './number.ts';
import { RegoObject } from './object.ts';
import { RegoSet } from './set.ts';
import type { Value } from './value.ts';

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' | 'set';

const rank: Readonly<Record<TypeName, number>> = {
  null: 0,
  boolean: 1,
  number: 2,
  string: 3,
  array: 4,
  object: 5,
  set: 6,
};

/** As Rego's `type_name` says. */
export function typeName(value: Value): TypeName {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value as 'boolean' | 'number' | 'string';
  if (value instanceof RegoNumber) return 'number';
  if (value instanceof RegoObject) return 'object';
  return value instanceof RegoSet ? 'set' : 'array';
}

/**
 * Negative, 0 or positive, in Rego's order of all values: null, booleans, numbers, strings by their bytes, arrays element
 * by element, objects by their sorted keys and then their values, sets by their sorted elements.
 */
export function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  const type = typeName(a);
  const byType = rank[type] - rank[typeName(b)];
  if (byType !== 0) return byType;
  switch (type) {
    case 'null':
      return 0;
    case 'boolean':
      return a === false ? -1 : 1;
    case 'number':
      return compareNumbers(a as AnyNumber, b as AnyNumber);
    case 'string':
      return compareStrings(a as string, b as string);
    case 'array':
      return compareAll(a as readonly Value[], b as readonly Value[]);
    case 'object':
      return compareObjects(a as RegoObject, b as RegoObject);
    case 'set':
      return compareAll((a as RegoSet).values(), (b as RegoSet).values());
  }
}

export function equal(a: Value, b: Value): boolean {
  return compare(a, b) === 0;
}

/** Orders strings by code point. UTF-16 units do too, but for surrogates, which come before U+E000 to U+FFFF there. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return unitRank(x) - unitRank(y);
  }
  return a.length - b.length;
}

function unitRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function compareAll(a: readonly Value[], b: readonly Value[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compare(a[i] as Value, b[i] as Value);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: RegoObject, b: RegoObject): number {
  const [first, second] = [a.entries(), b.entries()];
  const length = Math.min(first.length, second.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [first[i], second[i]];
    if (x === undefined || y === undefined) break;
    const order = compare(x[0], y[0]) || compare(x[1], y[1]);
    if (order !== 0) return order;
  }
  return first.length - second.length;
}
