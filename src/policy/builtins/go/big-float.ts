import { type Decimal, decimalOf, formatF, formatG, rounded, roundedDown, roundedUp } from './decimal.ts';

/**
 * A binary floating point number as Go's math/big.Float, whose arithmetic Rego's numbers show: mantissa × 2^exponent,
 * the mantissa rounded to 64 bits, halves to even. Zero has a sign.
 */
export interface BigFloat {
  readonly negative: boolean;
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** Bits of the mantissa, where Go's code asks for no other. */
const precision = 64;

/** Reads a decimal number (`-1.5e3`) the way big.Float.SetString does. Undefined where the text is none. */
export function parseBigFloat(text: string): BigFloat | undefined {
  const parts = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = '', after, onlyFraction, exponentText = '0'] = parts;
  const fraction = after ?? onlyFraction ?? '';
  const negative = sign === '-';
  const mantissa = BigInt(whole + fraction);
  if (mantissa === 0n) return { negative, mantissa, exponent: 0 };
  const tens = Number(exponentText) - fraction.length;
  if (Math.abs(tens) > 1e6) return undefined;
  if (tens === 0) return round(negative, mantissa, 0, precision);
  const power = powerOfFive(Math.abs(tens));
  return tens > 0
    ? round(negative, mantissa * power.mantissa, power.exponent + tens, precision)
    : divided(negative, mantissa, tens, power.mantissa, power.exponent);
}

/** Whether a number's binary exponent is within OPA's limit, 100,000 either way. */
export function isWithinLimits(text: string): boolean {
  if (!/[eE]/.test(text)) return true;
  const value = parseBigFloat(text);
  if (value === undefined) return false;
  return value.mantissa === 0n || Math.abs(value.exponent + bitLength(value.mantissa)) <= 100_000;
}

/** An integer in a float with as many bits as it needs, at least 64: big.Float.SetInt. */
export function fromBigIntExactly(value: bigint): BigFloat {
  return { negative: value < 0n, mantissa: value < 0n ? -value : value, exponent: 0 };
}

export function add(x: BigFloat, y: BigFloat): BigFloat {
  if (x.mantissa === 0n && y.mantissa === 0n) {
    return { negative: x.negative && y.negative, mantissa: 0n, exponent: 0 };
  }
  const exponent = Math.min(x.exponent, y.exponent);
  const sum = signedAt(x, exponent) + signedAt(y, exponent);
  return round(sum < 0n, sum < 0n ? -sum : sum, exponent, precision);
}

export function subtract(x: BigFloat, y: BigFloat): BigFloat {
  return add(x, { ...y, negative: !y.negative });
}

export function multiply(x: BigFloat, y: BigFloat, bits: number = precision): BigFloat {
  const negative = x.negative !== y.negative;
  return round(negative, x.mantissa * y.mantissa, x.exponent + y.exponent, bits);
}

/** The divisor is not zero. */
export function divide(x: BigFloat, y: BigFloat): BigFloat {
  const negative = x.negative !== y.negative;
  return divided(negative, x.mantissa, x.exponent, y.mantissa, y.exponent);
}

export function isInteger({ mantissa, exponent }: BigFloat): boolean {
  if (exponent >= 0 || mantissa === 0n) return true;
  return BigInt.asUintN(-exponent, mantissa) === 0n;
}

/** Towards zero. */
export function truncate({ negative, mantissa, exponent }: BigFloat): bigint {
  const whole = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa >> BigInt(-exponent);
  return negative ? -whole : whole;
}

export function compareBigFloats(x: BigFloat, y: BigFloat): number {
  const exponent = Math.min(x.exponent, y.exponent);
  const difference = signedAt(x, exponent) - signedAt(y, exponent);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** As OPA writes the number: whole numbers in full, others as short as they can be told apart. */
export function formatBigFloat(value: BigFloat, bits: number = precision): string {
  const decimal = shortest(value, bits);
  const text = isInteger(value)
    ? formatF(decimal, Math.max(decimal.digits.length - decimal.point, 0))
    : formatG(decimal, -1, 'e');
  return value.negative ? `-${text}` : text;
}

/** `%g` in its shortest form. */
export function formatGeneral(value: BigFloat): string {
  return (value.negative ? '-' : '') + formatG(shortest(value, precision), -1, 'e');
}

/** The fewest digits that lie nearer to the value than to its neighbours. Go: math/big roundShortest. */
function shortest({ mantissa, exponent }: BigFloat, least: number): Decimal {
  const exact = decimalOf(mantissa, exponent);
  if (mantissa === 0n) return exact;
  const bits = bitLength(mantissa);
  const size = Math.max(least, bits);
  const shift = size + 1 - bits;
  const scaled = mantissa << BigInt(shift);
  const lower = decimalOf(scaled - 1n, exponent - shift);
  const upper = decimalOf(scaled + 1n, exponent - shift);
  const inclusive = (scaled & 2n) === 0n;
  for (let i = 0; i < exact.digits.length; i++) {
    const digit = exact.digits[i] ?? '0';
    const below = lower.digits[i] ?? '0';
    const above = upper.digits[i] ?? '0';
    const down = below !== digit || (inclusive && i + 1 === lower.digits.length);
    const up =
      digit !== above && (inclusive || Number(digit) + 1 < Number(above) || i + 1 < upper.digits.length);
    if (down && up) return rounded(exact, i + 1);
    if (down) return roundedDown(exact, i + 1);
    if (up) return roundedUp(exact, i + 1);
  }
  return exact;
}

function signedAt({ negative, mantissa, exponent }: BigFloat, at: number): bigint {
  if (mantissa === 0n) return 0n;
  const shifted = mantissa << BigInt(exponent - at);
  return negative ? -shifted : shifted;
}

function divided(negative: boolean, x: bigint, xExponent: number, y: bigint, yExponent: number): BigFloat {
  if (x === 0n) return { negative, mantissa: 0n, exponent: 0 };
  // Two bits more than the precision, and whether anything is left, decide every rounding.
  const shift = Math.max(0, precision + 2 - (bitLength(x) - bitLength(y)));
  const numerator = x << BigInt(shift);
  const quotient = numerator / y;
  const rest = numerator % y === 0n ? 0n : 1n;
  return round(negative, (quotient << 1n) | rest, xExponent - yExponent - shift - 1, precision);
}

function round(negative: boolean, mantissa: bigint, exponent: number, bits: number): BigFloat {
  if (mantissa === 0n) return { negative, mantissa, exponent: 0 };
  const excess = bitLength(mantissa) - bits;
  if (excess <= 0) return { negative, mantissa, exponent };
  const shift = BigInt(excess);
  let kept = mantissa >> shift;
  const rest = mantissa - (kept << shift);
  const half = 1n << (shift - 1n);
  if (rest > half || (rest === half && (kept & 1n) === 1n)) kept += 1n;
  return { negative, mantissa: kept, exponent: exponent + excess };
}

/** 5^n as big.Float's parser has it: 128 bits, made from squares of 192 bits. */
function powerOfFive(n: number): BigFloat {
  const exactly = 27;
  if (n <= exactly) return { negative: false, mantissa: 5n ** BigInt(n), exponent: 0 };
  let power: BigFloat = { negative: false, mantissa: 5n ** BigInt(exactly), exponent: 0 };
  let square: BigFloat = { negative: false, mantissa: 5n, exponent: 0 };
  for (let rest = n - exactly; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      power = round(
        false,
        power.mantissa * square.mantissa,
        power.exponent + square.exponent,
        precision + 64,
      );
    }
    square = round(false, square.mantissa * square.mantissa, square.exponent * 2, precision + 128);
  }
  return power;
}

function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return hex.length * 4 - (Math.clz32(Number.parseInt(hex.charAt(0), 16)) - 28);
}
