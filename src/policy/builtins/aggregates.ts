import { compare, equal } from '../values/compare.ts';
import type { Value } from '../values/value.ts';
import type { Builtin, Builtins } from './builtin.ts';
import {
  add,
  type BigFloat,
  formatBigFloat,
  fromBigIntExactly,
  multiply,
  parseBigFloat,
} from './go/big-float.ts';
import { codePoints } from './go/format-flags.ts';
import { integer, makeInteger, makeNumber, numberText } from './numbers.ts';
import { arrayOf, collectionOf, makeArray, objectOf, setOf, textOf } from './operands.ts';

/** Source: OPA, topdown/aggregates.go. */
export const aggregateBuiltins: Builtins = {
  count: ([collection]) => {
    const text = textOf(collection);
    if (text !== undefined) return makeInteger(codePoints(text));
    const size = collectionOf(collection)?.length ?? objectOf(collection)?.size;
    return size === undefined ? undefined : makeInteger(size);
  },
  sum: accumulate({
    none: 0n,
    exact: (x, y) => x + y,
    float: add,
    bits: 64,
  }),
  // The binary numbers of a product have 53 bits, all others 64.
  product: accumulate({
    none: 1n,
    exact: (x, y) => x * y,
    float: (x, y) => multiply(x, y, 53),
    bits: 53,
  }),
  // Of values that are equal but differently written (1 and 1.0), the last one counts.
  max: ([collection]) =>
    collectionOf(collection)?.reduce<Value | undefined>(
      (most, value) => (most === undefined || compare(most, value) <= 0 ? value : most),
      undefined,
    ),
  min: ([collection]) =>
    collectionOf(collection)?.reduce<Value | undefined>(
      (least, value) => (least === undefined || compare(least, value) >= 0 ? value : least),
      undefined,
    ),
  sort: ([collection]) => {
    const values = collectionOf(collection);
    return values && makeArray([...values].sort(compare));
  },
  all: ([collection]) => collectionOf(collection)?.every((value) => value === true),
  any: ([collection]) => collectionOf(collection)?.some((value) => value === true),
  'internal.member_2': ([value, collection]) => {
    if (value === undefined || collection === undefined) return undefined;
    const set = setOf(collection);
    if (set !== undefined) return set.has(value);
    const values = arrayOf(collection) ?? (objectOf(collection)?.entries() ?? []).map(([, member]) => member);
    return values.some((member) => equal(member, value));
  },
  'internal.member_3': ([key, value, collection]) => {
    if (key === undefined || value === undefined || collection === undefined) return undefined;
    const set = setOf(collection);
    if (set !== undefined) return set.has(key) && equal(key, value);
    const member = memberOf(collection, key);
    return member !== undefined && equal(member, value);
  },
};

/** The element of an array at an index, or an object's value. */
function memberOf(collection: Value, key: Value): Value | undefined {
  const array = arrayOf(collection);
  if (array === undefined) return objectOf(collection)?.get(key);
  const index = integer(key);
  return index === undefined || index < 0n ? undefined : array[Number(index)];
}

interface Accumulation {
  readonly none: bigint;
  readonly exact: (x: bigint, y: bigint) => bigint;
  readonly float: (x: BigFloat, y: BigFloat) => BigFloat;
  readonly bits: number;
}

/** Exact while all are whole; otherwise from the beginning as binary numbers, in order. */
function accumulate({ none, exact, float, bits }: Accumulation): Builtin {
  return ([collection]) => {
    const values = collectionOf(collection);
    if (values === undefined) return undefined;
    const whole = values.map(integer);
    if (whole.every((value) => value !== undefined)) return makeInteger(whole.reduce(exact, none));
    let result = fromBigIntExactly(none);
    for (const value of values) {
      const operand = parseBigFloat(numberText(value) ?? '');
      if (operand === undefined) return undefined;
      result = float(result, operand);
    }
    return makeNumber(formatBigFloat(result, bits));
  };
}
