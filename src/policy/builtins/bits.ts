import { type Builtin, type Builtins, EvaluationLimit } from './builtin.ts';
import { integer, makeInteger } from './numbers.ts';

/** Operations on the bits of whole numbers of any size, negative ones as two's complement. Source: OPA, topdown/bits.go. */
export const bitBuiltins: Builtins = {
  'bits.and': onIntegers((a, b) => a & b),
  'bits.or': onIntegers((a, b) => a | b),
  'bits.xor': onIntegers((a, b) => a ^ b),
  'bits.negate': ([operand]) => {
    const value = integer(operand);
    return value === undefined ? undefined : makeInteger(~value);
  },
  'bits.lsh': onIntegers((a, b) => {
    if (b < 0n) return undefined;
    if (b > longestShift && a !== 0n) throw new EvaluationLimit('the result would be too large');
    return a === 0n ? 0n : a << b;
  }),
  'bits.rsh': onIntegers((a, b) => {
    if (b < 0n) return undefined;
    return b > longestShift && a.toString(16).length * 4 < b ? (a < 0n ? -1n : 0n) : a >> b;
  }),
};

const longestShift = 1_000_000n;

function onIntegers(operation: (a: bigint, b: bigint) => bigint | undefined): Builtin {
  return ([first, second]) => {
    const [a, b] = [integer(first), integer(second)];
    const result = a === undefined || b === undefined ? undefined : operation(a, b);
    return result === undefined ? undefined : makeInteger(result);
  };
}
