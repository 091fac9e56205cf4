import { divide, formatGeneral, fromBigIntExactly } from '../go/big-float.ts';

/** A fraction; the denominator is positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Beyond so many digits a number is none here. */
const mostDigits = 100_000;

/** The exact value of a JSON number. */
export function rationalOf(text: string): Rational | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const tens = Number(exponent) - fraction.length;
  if (Math.abs(tens) > mostDigits) return undefined;
  if (tens >= 0) return { numerator: digits * 10n ** BigInt(tens), denominator: 1n };
  return { numerator: digits, denominator: 10n ** BigInt(-tens) };
}

export function isWhole({ numerator, denominator }: Rational): boolean {
  return numerator % denominator === 0n;
}

/** Negative, 0 or positive. */
export function compareRationals(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The second is not zero. */
export function isMultipleOf(a: Rational, b: Rational): boolean {
  return (a.numerator * b.denominator) % (a.denominator * b.numerator) === 0n;
}

/** As OPA's messages show it. */
export function shownRational({ numerator, denominator }: Rational): string {
  return formatGeneral(divide(fromBigIntExactly(numerator), fromBigIntExactly(denominator)));
}
