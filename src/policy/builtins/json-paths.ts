import { ValueMap } from '../values/key.ts';
import type { Entry } from '../values/object.ts';
import type { Value } from '../values/value.ts';
import type { Builtin, Builtins } from './builtin.ts';
import {
  arrayOf,
  collectionOf,
  makeObject,
  makeSet,
  objectOf,
  type RegoObject,
  setOf,
  textOf,
} from './operands.ts';

/** Source: OPA, topdown/json.go. */
export const jsonPathBuiltins: Builtins = {
  'json.filter': onPaths(filtered),
  'json.remove': onPaths(without),
};

/** `a/b~1c` or `["a", "b/c"]`; undefined for anything else. */
export function parsePath(path: Value | undefined): readonly Value[] | undefined {
  const text = textOf(path);
  if (text === undefined) return arrayOf(path);
  if (text === '') return [];
  const parts = text.replace(/^\/+/, '').split('/');
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Keys to keep or to remove, with null where a path ends: `{"a": {"b": null}}`. */
export type PathTree = RegoObject;

function onPaths(operation: (value: Value, tree: PathTree) => Value | undefined): Builtin {
  return ([object, operand]) => {
    const paths = collectionOf(operand)?.map(parsePath);
    if (object === undefined || objectOf(object) === undefined || paths === undefined) return undefined;
    if (!paths.every((path) => path !== undefined)) return undefined;
    return operation(object, treeOf(paths.filter((path) => path.length > 0)));
  };
}

/** A path wins over those that go on below it. */
function treeOf(paths: readonly (readonly Value[])[]): PathTree {
  const groups = new ValueMap<{ readonly key: Value; readonly rests: (readonly Value[])[] }>();
  for (const [key = null, ...rest] of paths) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { key, rests: [rest] });
    else group.rests.push(rest);
  }
  return makeObject(
    groups
      .values()
      .map(({ key, rests }): Entry => [key, rests.some((rest) => rest.length === 0) ? null : treeOf(rests)]),
  );
}

/** What a tree of keys keeps of a value: all of it where the tree ends. */
export function filtered(value: Value, tree: PathTree): Value {
  return changed(value, (key, member) => {
    const below = tree.get(key);
    if (below === undefined) return undefined;
    return below === null ? member : filtered(member, objectOf(below) ?? tree);
  });
}

/** What is left of a value without what a tree of keys names. */
function without(value: Value, tree: PathTree): Value {
  return changed(value, (key, member) => {
    const below = tree.get(key);
    if (below === null) return undefined;
    const deeper = objectOf(below);
    return deeper === undefined ? member : without(member, deeper);
  });
}

/** A value with each member changed, or left out where undefined. Elements of arrays are named by text: `"0"`. */
function changed(value: Value, change: (key: Value, member: Value) => Value | undefined): Value {
  const object = objectOf(value);
  if (object !== undefined) {
    const entries: Entry[] = [];
    for (const [key, member] of object.entries()) {
      const rest = change(key, member);
      if (rest !== undefined) entries.push([key, rest]);
    }
    return makeObject(entries);
  }
  const set = setOf(value);
  if (set !== undefined) return makeSet(defined(set.values().map((element) => change(element, element))));
  const array = arrayOf(value);
  return array === undefined ? value : defined(array.map((element, i) => change(String(i), element)));
}

function defined(values: readonly (Value | undefined)[]): Value[] {
  return values.filter((value) => value !== undefined);
}
