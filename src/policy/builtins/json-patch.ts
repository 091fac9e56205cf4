import { equal } from '../values/compare.ts';
import type { Value } from '../values/value.ts';
import type { Builtins } from './builtin.ts';
import { parsePath } from './json-paths.ts';
import { int64 } from './numbers.ts';
import { arrayOf, makeObject, makeSet, objectOf, type RegoObject, setOf, textOf } from './operands.ts';

/**
 * RFC 6902, on values of all types: sets are addressed by their elements. A patch that can't be applied makes the whole
 * call undefined. Source: OPA, topdown/json.go and internal/edittree.
 */
export const jsonPatchBuiltins: Builtins = {
  'json.patch': ([target, operand]) => {
    const operations = arrayOf(operand)?.map(objectOf);
    if (operations === undefined) return undefined;
    let current = target;
    for (const operation of operations) {
      if (current === undefined || operation === undefined) return undefined;
      current = applied(current, operation);
    }
    return current;
  },
};

type Path = readonly Value[];

function applied(target: Value, operation: RegoObject): Value | undefined {
  const path = parsePath(operation.get('path'));
  const value = operation.get('value');
  if (path === undefined) return undefined;
  switch (textOf(operation.get('op'))) {
    case 'add':
      return value === undefined ? undefined : inserted(target, path, value);
    case 'remove':
      return removed(target, path);
    case 'replace': {
      if (value === undefined) return undefined;
      if (path.length === 0) return value;
      const rest = removed(target, path);
      return rest === undefined ? undefined : inserted(rest, path, value);
    }
    case 'move':
    case 'copy': {
      const from = parsePath(operation.get('from'));
      const chunk = from && found(target, from);
      if (from === undefined || chunk === undefined) return undefined;
      if (textOf(operation.get('op')) === 'copy') return inserted(target, path, chunk);
      if (from.length === 0) return path.length === 0 ? chunk : undefined;
      const rest = removed(target, from);
      return rest === undefined ? undefined : inserted(rest, path, chunk);
    }
    case 'test': {
      const chunk = found(target, path);
      return chunk !== undefined && value !== undefined && equal(chunk, value) ? target : undefined;
    }
    default:
      return undefined;
  }
}

function found(target: Value, path: Path): Value | undefined {
  let current: Value | undefined = target;
  for (const key of path) {
    if (current === undefined) return undefined;
    current = child(current, key);
  }
  return current;
}

function child(parent: Value, key: Value): Value | undefined {
  const array = arrayOf(parent);
  if (array !== undefined) {
    const index = indexOf(array, key);
    return index === undefined ? undefined : array[index];
  }
  const set = setOf(parent);
  return set === undefined ? objectOf(parent)?.get(key) : set.get(key);
}

/** A value with another one added at a path, whose parent has to be there. */
function inserted(target: Value, path: Path, value: Value): Value | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (rest.length > 0) {
    return below(target, key, (member) => inserted(member, rest, value));
  }
  const object = objectOf(target);
  if (object !== undefined) return makeObject([...object.entries(), [key, value]]);
  const set = setOf(target);
  // An element of a set is its own key.
  if (set !== undefined) return equal(key, value) ? makeSet([...set.values(), value]) : undefined;
  const array = arrayOf(target);
  const index = array && indexOf(array, key);
  if (array === undefined || index === undefined || index > array.length) return undefined;
  return array.toSpliced(index, 0, value);
}

function removed(target: Value, path: Path): Value | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return undefined;
  if (rest.length > 0) return below(target, key, (member) => removed(member, rest));
  const gone = child(target, key);
  if (gone === undefined) return undefined;
  const object = objectOf(target);
  if (object !== undefined) return makeObject(object.entries().filter(([other]) => !equal(other, key)));
  const set = setOf(target);
  if (set !== undefined) return makeSet(set.values().filter((other) => !equal(other, key)));
  const array = arrayOf(target) ?? [];
  return array.toSpliced(indexOf(array, key) ?? array.length, 1);
}

/** A value with its member at a key changed. */
function below(target: Value, key: Value, change: (member: Value) => Value | undefined): Value | undefined {
  const member = child(target, key);
  const result = member === undefined ? undefined : change(member);
  if (member === undefined || result === undefined) return undefined;
  const object = objectOf(target);
  if (object !== undefined) return makeObject([...object.entries(), [key, result]]);
  const set = setOf(target);
  if (set !== undefined) return makeSet([...set.values().filter((other) => !equal(other, member)), result]);
  const array = arrayOf(target) ?? [];
  return array.with(indexOf(array, key) ?? 0, result);
}

/** `2`, `"2"`, or `"-"` for the end. */
function indexOf(array: Path, key: Value): number | undefined {
  const text = textOf(key);
  if (text === '-') return array.length;
  const index =
    text === undefined ? int64(key) : /^(?:0|[1-9]\d{0,15})$/.test(text) ? BigInt(text) : undefined;
  return index === undefined || index < 0n || index > BigInt(array.length) ? undefined : Number(index);
}
