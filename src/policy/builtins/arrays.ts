import type { Builtins } from './builtin.ts';
import { int64 } from './numbers.ts';
import { arrayOf, makeArray } from './operands.ts';

/** Source: OPA, topdown/array.go. */
export const arrayBuiltins: Builtins = {
  'array.concat': ([first, second]) => {
    const [a, b] = [arrayOf(first), arrayOf(second)];
    return a && b && makeArray([...a, ...b]);
  },
  'array.flatten': ([operand]) => {
    const array = arrayOf(operand);
    return array && makeArray(array.flatMap((value) => arrayOf(value) ?? [value]));
  },
  'array.reverse': ([operand]) => {
    const array = arrayOf(operand);
    return array && makeArray([...array].reverse());
  },
  /** From `start` up to `end`, both brought within the array. */
  'array.slice': ([operand, from, to]) => {
    const [array, start, end] = [arrayOf(operand), int64(from), int64(to)];
    if (array === undefined || start === undefined || end === undefined) return undefined;
    const last = clamped(end, array.length);
    return makeArray(array.slice(clamped(start, last), last));
  },
};

function clamped(index: bigint, most: number): number {
  if (index < 0n) return 0;
  return index > BigInt(most) ? most : Number(index);
}
