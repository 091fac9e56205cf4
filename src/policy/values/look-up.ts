import { RegoNumber } from './number.ts';
import { type Entry, RegoObject } from './object.ts';
import { RegoSet } from './set.ts';
import type { Value } from './value.ts';

/** `source[key]`: a member, an item by its index or an element of a set that equals the key. */
export function lookUp(source: Value, key: Value): Value | undefined {
  if (typeof source !== 'object' || source === null || source instanceof RegoNumber) return undefined;
  if (source instanceof RegoObject || source instanceof RegoSet) return source.get(key);
  const index = key instanceof RegoNumber ? Number(key.text) : key;
  return typeof index === 'number' ? source[index] : undefined;
}

/** What `source[key]` runs over, in order; nothing where the source is no collection. */
export function entriesOf(source: Value): readonly Entry[] {
  if (typeof source !== 'object' || source === null || source instanceof RegoNumber) return [];
  if (source instanceof RegoObject) return source.entries();
  if (source instanceof RegoSet) return source.values().map((element): Entry => [element, element]);
  return source.map((item, index): Entry => [index, item]);
}

/** What `some x in source` finds, in order; nothing where the source is no collection. */
export function valuesOf(source: Value): readonly Value[] {
  if (typeof source !== 'object' || source === null || source instanceof RegoNumber) return [];
  if (source instanceof RegoObject) return source.entries().map(([, value]) => value);
  return source instanceof RegoSet ? source.values() : source;
}

/** How many characters, items, members or elements; undefined where that can't be said. */
export function lengthOf(value: Value): number | undefined {
  if (typeof value === 'string') return [...value].length;
  if (typeof value !== 'object' || value === null || value instanceof RegoNumber) return undefined;
  return value instanceof RegoObject || value instanceof RegoSet ? value.size : value.length;
}
