import type { Entry } from '../values/object.ts';
import type { Value } from '../values/value.ts';
import type { Builtins } from './builtin.ts';
import { filtered } from './json-paths.ts';
import { int64 } from './numbers.ts';
import { arrayOf, makeObject, makeSet, objectOf, type RegoObject, setOf } from './operands.ts';
import { isSubset } from './subset.ts';

/** Source: OPA, topdown/object.go. */
export const objectBuiltins: Builtins = {
  'object.get': ([operand, path, otherwise]) => {
    const object = objectOf(operand);
    if (object === undefined || path === undefined) return undefined;
    const keys = arrayOf(path);
    let found: Value | undefined = keys === undefined ? object.get(path) : operand;
    for (const key of keys ?? []) found = member(found, key);
    return found === undefined ? otherwise : found;
  },
  'object.keys': ([operand]) => {
    const object = objectOf(operand);
    return object && makeSet(object.entries().map(([key]) => key));
  },
  'object.remove': ([operand, keys]) => {
    const [object, removed] = [objectOf(operand), keysIn(keys)];
    if (object === undefined || removed === undefined) return undefined;
    const gone = setOf(makeSet(removed));
    return makeObject(object.entries().filter(([key]) => gone?.has(key) === false));
  },
  'object.filter': ([operand, keys]) => {
    const [object, kept] = [objectOf(operand), keysIn(keys)];
    if (object === undefined || kept === undefined) return undefined;
    return filtered(object, makeObject(kept.map((key) => [key, null])));
  },
  'object.union': ([first, second]) => {
    const [a, b] = [objectOf(first), objectOf(second)];
    return a && b && merged(a, b);
  },
  'object.union_n': ([operand]) => {
    const objects = arrayOf(operand)?.map(objectOf);
    if (objects === undefined || !objects.every((object) => object !== undefined)) return undefined;
    const [first, ...others] = objects;
    if (first === undefined) return makeObject([]);
    return others.reduce<Value>(
      (all, object) => merged(objectOf(all) ?? first, object),
      makeObject(first.entries()),
    );
  },
  'object.subset': ([whole, part]) =>
    whole === undefined || part === undefined ? undefined : isSubset(whole, part),
};

/** What a reference finds below a value: an element, a member, an element of a set. */
export function member(value: Value | undefined, key: Value): Value | undefined {
  if (value === undefined) return undefined;
  const array = arrayOf(value);
  if (array !== undefined) {
    const index = int64(key);
    return index === undefined || index < 0n ? undefined : array[Number(index)];
  }
  const set = setOf(value);
  if (set !== undefined) return set.get(key);
  return objectOf(value)?.get(key);
}

/** Keys as an array, a set or the keys of an object. */
function keysIn(operand: Value | undefined): readonly Value[] | undefined {
  const object = objectOf(operand);
  if (object !== undefined) return object.entries().map(([key]) => key);
  const set = setOf(operand);
  return set === undefined ? arrayOf(operand) : set.values();
}

/** The second object's members win; where both have an object, these are merged. */
function merged(first: RegoObject, second: RegoObject): Value {
  const entries: Entry[] = first.entries().filter(([key]) => second.get(key) === undefined);
  for (const [key, value] of second.entries()) {
    const [a, b] = [objectOf(first.get(key)), objectOf(value)];
    entries.push([key, a && b ? merged(a, b) : value]);
  }
  return makeObject(entries);
}
