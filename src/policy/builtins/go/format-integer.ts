import { type FormatFlags, padded } from './format-flags.ts';
import { isPrint, quoted } from './quote.ts';

const bases: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

/** An integer of 64 bits as fmt writes it; undefined for a verb that integers do not have. */
export function formatInt64(value: bigint, verb: string, flags: FormatFlags): string | undefined {
  const base = bases[verb];
  if (base !== undefined) return inBase(value, base, verb, flags);
  const code = value < 0n || value > 0x10ffffn ? 0xfffd : Number(value);
  const character = String.fromCodePoint(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
  if (verb === 'c') return padded(character, flags);
  if (verb === 'q') return padded(quoted(character, "'", flags.plus), flags);
  if (verb === 'U') return padded(unicode(BigInt.asUintN(64, value), flags), flags, false);
  return undefined;
}

/** A larger integer, which formats itself a little differently. Go: math/big Int.Format */
export function formatBigInt(value: bigint, verb: string, flags: FormatFlags): string {
  const base = verb === 's' ? 10 : bases[verb];
  if (base === undefined) return `%!${verb}(big.Int=${value})`;
  const sharp = flags.sharp || flags.sharpV;
  const digits = digitsOf(value, base, verb);
  const sign = signOf(value, { ...flags, plus: flags.plus || flags.plusV });
  const prefixes: Readonly<Record<string, string>> = { b: '0b', o: '0', x: '0x', X: '0X' };
  const prefix = verb === 'O' ? '0o' : sharp ? (prefixes[verb] ?? '') : '';
  let zeros = Math.max(0, (flags.precision ?? 0) - digits.length);
  const missing = (flags.width ?? 0) - (sign.length + prefix.length + zeros + digits.length);
  let left = '';
  let right = '';
  if (missing > 0) {
    if (flags.minus) right = ' '.repeat(missing);
    else if (flags.zero && flags.precision === undefined) zeros = missing;
    else left = ' '.repeat(missing);
  }
  return left + sign + prefix + '0'.repeat(zeros) + digits + right;
}

function inBase(value: bigint, base: number, verb: string, flags: FormatFlags): string {
  const { width, precision } = flags;
  if (precision === 0 && value === 0n) return ' '.repeat(width ?? 0);
  const sign = signOf(value, flags);
  let minimum = precision ?? 0;
  if (precision === undefined && flags.zero && !flags.minus && width !== undefined) {
    minimum = width - sign.length;
  }
  let digits = digitsOf(value, base, verb).padStart(minimum, '0');
  if (flags.sharp) {
    if (base === 2) digits = `0b${digits}`;
    if (base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
    if (base === 16) digits = (verb === 'X' ? '0X' : '0x') + digits;
  }
  if (verb === 'O') digits = `0o${digits}`;
  return padded(sign + digits, flags, false);
}

function digitsOf(value: bigint, base: number, verb: string): string {
  const digits = (value < 0n ? -value : value).toString(base);
  return verb === 'X' ? digits.toUpperCase() : digits;
}

function signOf(value: bigint, flags: FormatFlags): string {
  if (value < 0n) return '-';
  return flags.plus ? '+' : flags.space ? ' ' : '';
}

function unicode(value: bigint, flags: FormatFlags): string {
  const hex = value
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, flags.precision ?? 0), '0');
  if (!flags.sharp || value > 0x10ffffn || (value >= 0xd800n && value <= 0xdfffn)) return `U+${hex}`;
  const character = String.fromCodePoint(Number(value));
  return isPrint(character) ? `U+${hex} '${character}'` : `U+${hex}`;
}
