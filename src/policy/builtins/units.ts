import type { Builtins } from './builtin.ts';
import { multiply, parseBigFloat, truncate } from './go/big-float.ts';
import { toLower } from './go/letter-case.ts';
import { makeInteger, makeNumber } from './numbers.ts';
import { textOf } from './operands.ts';

const decimal: Readonly<Record<string, bigint>> = {
  k: 10n ** 3n,
  m: 10n ** 6n,
  g: 10n ** 9n,
  t: 10n ** 12n,
  p: 10n ** 15n,
  e: 10n ** 18n,
};

/** Source: OPA, topdown/parse_units.go and parse_bytes.go. */
export const unitBuiltins: Builtins = {
  'units.parse': ([operand]) => {
    const parts = partsOf(textOf(operand)?.replaceAll('"', ''));
    const unit = parts && siUnit(parts.unit);
    const amount = parts && rational(parts.number);
    if (unit === undefined || amount === undefined) return undefined;
    const [numerator, denominator] = [
      amount.numerator * unit.numerator,
      amount.denominator * unit.denominator,
    ];
    if (numerator % denominator === 0n) return makeInteger(numerator / denominator);
    return makeNumber(tenDigits(numerator, denominator));
  },
  'units.parse_bytes': ([operand]) => {
    const text = textOf(operand);
    const parts = partsOf(text && toLower(text).replaceAll('"', ''));
    const factor = parts && byteUnit(parts.unit);
    const amount = parts && parseBigFloat(parts.number);
    const unit = factor === undefined ? undefined : parseBigFloat(factor.toString());
    return amount && unit && makeInteger(truncate(multiply(amount, unit)));
  },
};

/** A number, perhaps with an exponent of up to six digits, and what follows it. */
function partsOf(text: string | undefined): { readonly number: string; readonly unit: string } | undefined {
  if (text === undefined || text.includes(' ')) return undefined;
  const number = /^(?:[0-9.+-]|[eE](?=[0-9+-])[+-]?)*/.exec(text)?.[0] ?? '';
  if (number === '' || /[eE][+-]?\d{7}/.test(number)) return undefined;
  return { number, unit: text.slice(number.length) };
}

interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Units of the SI and binary ones; only the first letter tells `m` (a thousandth) from `M`. */
function siUnit(unit: string): Rational | undefined {
  const name = unit.charAt(0) + toLower(unit.slice(1));
  if (name === '') return { numerator: 1n, denominator: 1n };
  // Go's 0.001 is a binary number.
  if (name === 'm') return { numerator: 1152921504606847n, denominator: 1152921504606846976n };
  const letter = name.charAt(0).toLowerCase();
  if (/^[kKMgGtTpPeE]$/.test(name)) return { numerator: decimal[letter] ?? 1n, denominator: 1n };
  return /^[kKmMgGtTpPeE]i$/.test(name) ? { numerator: binary(letter), denominator: 1n } : undefined;
}

function byteUnit(unit: string): bigint | undefined {
  if (unit === '') return 1n;
  if (/^[kmgtpe]b?$/.test(unit)) return decimal[unit.charAt(0)];
  return /^[kmgtpe]ib?$/.test(unit) ? binary(unit.charAt(0)) : undefined;
}

function binary(letter: string): bigint {
  return 1n << BigInt(10 * ('kmgtpe'.indexOf(letter) + 1));
}

/** Go's big.Rat.SetString of what the parts allow. */
function rational(text: string): Rational | undefined {
  const parts = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d{1,6}))?$/.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = '', after, only, exponent = '0'] = parts;
  const fraction = after ?? only ?? '';
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const tens = Number(exponent) - fraction.length;
  if (tens >= 0) return { numerator: digits * 10n ** BigInt(tens), denominator: 1n };
  return { numerator: digits, denominator: 10n ** BigInt(-tens) };
}

/** Ten digits after the point, halves away from zero. */
function tenDigits(numerator: bigint, denominator: bigint): string {
  const negative = numerator < 0n;
  const scaled = (negative ? -numerator : numerator) * 10n ** 10n;
  const rounded = (2n * scaled + denominator) / (2n * denominator);
  const text = rounded.toString().padStart(11, '0');
  return `${negative ? '-' : ''}${text.slice(0, -10)}.${text.slice(-10)}`;
}
