import { compare, equal } from '../values/compare.ts';
import type { Value } from '../values/value.ts';
import type { Builtins } from './builtin.ts';

/** The comparisons, of values of any types: `null` < booleans < numbers < strings < arrays < objects < sets. */
export const comparisonBuiltins: Builtins = {
  equal: ordered((a, b) => equal(a, b)),
  neq: ordered((a, b) => !equal(a, b)),
  lt: ordered((a, b) => compare(a, b) < 0),
  lte: ordered((a, b) => compare(a, b) <= 0),
  gt: ordered((a, b) => compare(a, b) > 0),
  gte: ordered((a, b) => compare(a, b) >= 0),
};

function ordered(holds: (a: Value, b: Value) => boolean): Builtins[string] {
  return ([a, b]) => (a === undefined || b === undefined ? undefined : holds(a, b));
}
