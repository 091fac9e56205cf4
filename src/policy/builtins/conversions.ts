import type { Builtins } from './builtin.ts';
import { isWithinLimits } from './go/big-float.ts';
import { makeInteger, makeNumber } from './numbers.ts';
import { arrayOf, makeArray, makeSet, setOf, textOf, typeName } from './operands.ts';

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Source: OPA, topdown/casts.go. */
export const conversionBuiltins: Builtins = {
  to_number: ([operand]) => {
    if (operand === undefined) return undefined;
    if (operand === null || operand === false) return makeInteger(0);
    if (operand === true) return makeInteger(1);
    const text = textOf(operand);
    if (text === undefined) return typeName(operand) === 'number' ? operand : undefined;
    return number.test(text) && Number.isFinite(Number(text)) && isWithinLimits(text)
      ? makeNumber(text)
      : undefined;
  },
  cast_array: ([operand]) => {
    const set = setOf(operand);
    return set === undefined ? arrayOf(operand) && operand : makeArray(set.values());
  },
  cast_set: ([operand]) => {
    const array = arrayOf(operand);
    return array === undefined ? setOf(operand) && operand : makeSet(array);
  },
  ...Object.fromEntries(
    (['string', 'boolean', 'null', 'object'] as const).map((type) => [
      `cast_${type}`,
      ([operand]) => (operand !== undefined && typeName(operand) === type ? operand : undefined),
    ]),
  ),
};
