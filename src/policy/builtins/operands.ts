import { typeName } from '../values/compare.ts';
import { type Entry, RegoObject } from '../values/object.ts';
import { RegoSet } from '../values/set.ts';
import type { Value } from '../values/value.ts';

/** Each of these gives the operand if it is of the type, else undefined. */

export function textOf(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function arrayOf(value: Value | undefined): readonly Value[] | undefined {
  return Array.isArray(value) ? (value as readonly Value[]) : undefined;
}

export function setOf(value: Value | undefined): RegoSet | undefined {
  return value instanceof RegoSet ? value : undefined;
}

export function objectOf(value: Value | undefined): RegoObject | undefined {
  return value instanceof RegoObject ? value : undefined;
}

/** The elements of an array, or those of a set in order. */
export function collectionOf(value: Value | undefined): readonly Value[] | undefined {
  return value instanceof RegoSet ? value.values() : arrayOf(value);
}

/** The elements of an array or set of strings. */
export function stringsOf(value: Value | undefined): readonly string[] | undefined {
  const values = collectionOf(value);
  return values?.every((element) => typeof element === 'string') ? values : undefined;
}

export function makeArray(values: readonly Value[]): Value {
  return values;
}

export function makeSet(values: Iterable<Value>): RegoSet {
  return new RegoSet(values);
}

export function makeObject(entries: Iterable<Entry>): RegoObject {
  return new RegoObject(entries);
}

export type { TypeName } from '../values/compare.ts';
export type { RegoObject, RegoSet };
export { typeName };
