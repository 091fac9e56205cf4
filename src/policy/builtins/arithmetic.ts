import type { Value } from '../values/value.ts';
import type { Builtin, Builtins } from './builtin.ts';
import {
  add,
  type BigFloat,
  compareBigFloats,
  divide,
  formatBigFloat,
  fromBigIntExactly,
  multiply,
  parseBigFloat,
  subtract,
  truncate,
} from './go/big-float.ts';
import { integer, makeInteger, makeNumber, numberText, safeInteger } from './numbers.ts';
import { differenceOf } from './sets.ts';

/**
 * Whole numbers of any size are exact; all else is binary with 64 bits of mantissa, as in OPA's interpreter. Source: OPA,
 * topdown/arithmetic.go.
 */
export const arithmeticBuiltins: Builtins = {
  plus: binary({ small: (x, y) => x + y, exact: (x, y) => x + y, float: add }),
  minus: (args, clock) => differenceOf(args) ?? subtraction(args, clock),
  mul: binary({ small: (x, y) => x * y, exact: (x, y) => x * y, float: multiply }),
  div: binary({ small: smallQuotient, float: quotient }),
  rem: binary({ small: smallRemainder, exact: (x, y) => (y === 0n ? undefined : x % y) }),
  abs: unary({ small: Math.abs, float: (x) => ({ ...x, negative: false }) }),
  round: unary({ small: (x) => x, float: round }),
  ceil: unary({ small: (x) => x, float: ceil }),
  floor: unary({ small: (x) => x, float: floor }),
};

const subtraction = binary({ small: (x, y) => x - y, exact: (x, y) => x - y, float: subtract });

interface Binary {
  /** On integers up to 2^53. A result beyond that is made anew with the wider kinds; so is undefined. */
  readonly small: (x: number, y: number) => number | undefined;
  readonly exact?: (x: bigint, y: bigint) => bigint | undefined;
  readonly float?: (x: BigFloat, y: BigFloat) => BigFloat | undefined;
}

function binary({ small, exact, float }: Binary): Builtin {
  return ([left, right]) => {
    const [x, y] = [safeInteger(left), safeInteger(right)];
    if (x !== undefined && y !== undefined) {
      const result = small(x, y);
      if (result !== undefined && Number.isSafeInteger(result)) return makeInteger(result);
    }
    if (exact !== undefined) {
      const [a, b] = [integer(left), integer(right)];
      if (a !== undefined && b !== undefined) return made(exact(a, b));
    }
    const [a, b] = [floatOf(left), floatOf(right)];
    if (float === undefined || a === undefined || b === undefined) return undefined;
    return formatted(float(a, b));
  };
}

function made(result: bigint | undefined): Value | undefined {
  return result === undefined ? undefined : makeInteger(result);
}

interface Unary {
  readonly small: (x: number) => number;
  readonly float: (x: BigFloat) => BigFloat;
}

function unary({ small, float }: Unary): Builtin {
  return ([operand]) => {
    const x = safeInteger(operand);
    if (x !== undefined) return makeInteger(small(x));
    const value = floatOf(operand);
    return value && formatted(float(value));
  };
}

function floatOf(value: Value | undefined): BigFloat | undefined {
  const text = numberText(value);
  return text === undefined ? undefined : parseBigFloat(text);
}

function formatted(value: BigFloat | undefined): Value | undefined {
  return value && makeNumber(formatBigFloat(value));
}

/** A dividend of zero is left to the floats, which know a negative zero. */
function smallQuotient(x: number, y: number): number | undefined {
  return y !== 0 && x !== 0 && x % y === 0 ? x / y : undefined;
}

function smallRemainder(x: number, y: number): number | undefined {
  return y === 0 ? undefined : (x % y) + 0;
}

function quotient(x: BigFloat, y: BigFloat): BigFloat | undefined {
  return y.mantissa === 0n ? undefined : divide(x, y);
}

const half: BigFloat = { negative: false, mantissa: 1n, exponent: -1 };
const one: BigFloat = { negative: false, mantissa: 1n, exponent: 0 };

/** Halves away from zero. */
function round(x: BigFloat): BigFloat {
  return fromBigIntExactly(truncate(x.negative ? subtract(x, half) : add(x, half)));
}

function ceil(x: BigFloat): BigFloat {
  const whole = fromBigIntExactly(truncate(x));
  return whole.negative || compareBigFloats(x, whole) === 0 ? whole : add(whole, one);
}

/** OPA's floor of a number between -1 and 0 is 0, and its ceiling is 1: it looks at the sign of the whole part. */
function floor(x: BigFloat): BigFloat {
  const whole = fromBigIntExactly(truncate(x));
  return !whole.negative || compareBigFloats(x, whole) === 0 ? whole : subtract(whole, one);
}
