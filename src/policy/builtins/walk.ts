import type { Value } from '../values/value.ts';
import type { Builtins } from './builtin.ts';
import { arrayOf, makeArray, objectOf, setOf } from './operands.ts';

/** Source: OPA, topdown/walk.go. */
export const walkBuiltins: Builtins = {
  /** All `[path, value]` pairs, the whole value first, as an array: a plan scans it. */
  walk: ([value]) => {
    if (value === undefined) return undefined;
    const pairs: Value[] = [];
    collect([], value, pairs);
    return makeArray(pairs);
  },
};

function collect(path: readonly Value[], value: Value, pairs: Value[]): void {
  pairs.push(makeArray([makeArray(path), value]));
  const members =
    arrayOf(value)?.map((element, i) => [i, element] as const) ??
    objectOf(value)?.entries() ??
    setOf(value)
      ?.values()
      .map((element) => [element, element] as const) ??
    [];
  for (const [key, member] of members) collect([...path, key], member, pairs);
}
