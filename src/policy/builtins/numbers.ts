import { type AnyNumber, RegoNumber, numberText as textOfNumber } from '../values/number.ts';
import type { Value } from '../values/value.ts';

export { makeInteger, makeNumber } from '../values/number.ts';

/** A number's text as it was written; undefined for other values. */
export function numberText(value: Value | undefined): string | undefined {
  return isNumber(value) ? textOfNumber(value) : undefined;
}

/** A whole number up to 2^53, however it was written. */
export function safeInteger(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  const whole = value instanceof RegoNumber ? integer(value) : undefined;
  return whole !== undefined && Number.isSafeInteger(Number(whole)) && whole !== 0n
    ? Number(whole)
    : undefined;
}

/** Beyond so many digits a number is no longer read as a whole one. */
const mostDigits = 200_000;

/** A whole number of any size, however it was written (`10`, `1e1`, `10.0`). Go: OPA's NumberToInt. */
export function integer(value: Value | undefined): bigint | undefined {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return BigInt(value);
    return Number.isInteger(value) ? wholeOf(textOfNumber(value)) : undefined;
  }
  return value instanceof RegoNumber ? (value.whole ?? wholeOf(value.text)) : undefined;
}

/** A text that is a whole number without point and exponent. */
export function plainInteger(text: string): bigint | undefined {
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}

/**
 * A whole number of 64 bits where OPA takes it for one: written without exponent, with nothing but zeros behind a point.
 * Go: OPA's util.Atoi64.
 */
export function int64(value: Value | undefined): bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  const text = numberText(value);
  const parts = /^-?\d*(?:\.0*)?$/.exec(text ?? '');
  if (text === undefined || parts === null || text.replace('-', '').length > 19) return undefined;
  const whole = BigInt(text.split('.')[0] || '0');
  return whole >= -(2n ** 63n) && whole < 2n ** 63n ? whole : undefined;
}

function isNumber(value: Value | undefined): value is AnyNumber {
  return typeof value === 'number' || value instanceof RegoNumber;
}

function wholeOf(text: string): bigint | undefined {
  const parts = /^(-?)(?=\.?\d)(\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  const shift = Number(exponent) - fraction.length;
  let value = BigInt(whole + fraction);
  if (value === 0n) return 0n;
  if (Math.abs(shift) > mostDigits) return undefined;
  if (shift >= 0) value *= 10n ** BigInt(shift);
  else {
    const divisor = 10n ** BigInt(-shift);
    if (value % divisor !== 0n) return undefined;
    value /= divisor;
  }
  return sign === '-' ? -value : value;
}
