import type { Value } from '../values/value.ts';
import { type Builtins, EvaluationLimit } from './builtin.ts';
import { integer, makeInteger } from './numbers.ts';
import { makeArray } from './operands.ts';

/** The longest range that is made; OPA would go on until it is told to stop. */
const longest = 10_000_000n;

/** Source: OPA, topdown/numbers.go. */
export const rangeBuiltins: Builtins = {
  'numbers.range': ([from, to]) => range(integer(from), integer(to), 1n),
  'numbers.range_step': ([from, to, step]) => range(integer(from), integer(to), integer(step)),
};

/** From one number to another, both included, upwards or downwards. */
function range(
  from: bigint | undefined,
  to: bigint | undefined,
  step: bigint | undefined,
): Value | undefined {
  if (from === undefined || to === undefined || step === undefined || step <= 0n) return undefined;
  const distance = from <= to ? to - from : from - to;
  if (distance / step > longest) throw new EvaluationLimit('the range is too long');
  const length = Number(distance / step) + 1;
  const sign = from <= to ? step : -step;
  return makeArray(Array.from({ length }, (_, i) => makeInteger(from + sign * BigInt(i))));
}
