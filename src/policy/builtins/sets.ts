import type { Value } from '../values/value.ts';
import type { Builtin, Builtins } from './builtin.ts';
import { makeSet, type RegoSet, setOf } from './operands.ts';

/** Source: OPA, topdown/sets.go and binary.go. */
export const setBuiltins: Builtins = {
  and: onSets((a, b) => a.values().filter((value) => b.has(value))),
  or: onSets((a, b) => [...a.values(), ...b.values()]),
  set_diff: (args) => differenceOf(args),
  intersection: ([operand]) => {
    const sets = setsIn(operand);
    const [first, ...others] = sets ?? [];
    if (sets === undefined || first === undefined) return sets && makeSet([]);
    return makeSet(first.values().filter((value) => others.every((set) => set.has(value))));
  },
  union: ([operand]) => {
    const sets = setsIn(operand);
    return sets && makeSet(sets.flatMap((set) => set.values()));
  },
};

/** What the first set holds and the second does not; undefined unless both are sets. */
export function differenceOf([first, second]: readonly Value[]): Value | undefined {
  const [a, b] = [setOf(first), setOf(second)];
  return a && b && makeSet(a.values().filter((value) => !b.has(value)));
}

function onSets(operation: (a: RegoSet, b: RegoSet) => Value[]): Builtin {
  return ([first, second]) => {
    const [a, b] = [setOf(first), setOf(second)];
    return a && b && makeSet(operation(a, b));
  };
}

/** The sets in a set, undefined where something else is among them. */
function setsIn(operand: Value | undefined): RegoSet[] | undefined {
  const outer = setOf(operand);
  if (outer === undefined) return undefined;
  const sets = outer.values().map(setOf);
  return sets.every((set) => set !== undefined) ? sets : undefined;
}
