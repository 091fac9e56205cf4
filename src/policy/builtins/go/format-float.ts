import { type Decimal, decimalOf, formatE, formatF, formatG, rounded, shortestDecimalOf } from './decimal.ts';
import { type FormatFlags, padded } from './format-flags.ts';

/** A double as fmt writes it; undefined for a verb that floats do not have. The value is finite. */
export function formatFloat64(value: number, verb: string, flags: FormatFlags): string | undefined {
  const kind = verb === 'v' ? 'g' : verb === 'F' ? 'f' : verb;
  if (!'bgGxXfeE'.includes(kind)) return undefined;
  const precision = flags.precision ?? ('feE'.includes(kind) ? 6 : -1);
  const negative = value < 0 || Object.is(value, -0);
  let text = unsigned(Math.abs(value), kind, precision);
  if (flags.sharp && kind !== 'b') text = withPoint(text, kind, precision);
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const missing = (flags.width ?? 0) - sign.length - text.length;
  // Zeros come after the sign where there is one that fmt takes for a sign.
  if (flags.zero && !flags.minus && missing > 0) return sign + '0'.repeat(missing) + text;
  return padded(sign + text, flags);
}

function unsigned(value: number, kind: string, precision: number): string {
  if (kind === 'b') return binary(value);
  if (kind === 'x' || kind === 'X') return hexadecimal(value, precision, kind);
  const shortest = precision < 0;
  const exact = shortest ? shortestDecimalOf(value) : exactDecimal(value);
  const { digits, point } = exact;
  if (kind === 'e' || kind === 'E') {
    return shortest
      ? formatE(exact, digits.length - 1, kind)
      : formatE(rounded(exact, 1 + precision), precision, kind);
  }
  if (kind === 'f') {
    return shortest
      ? formatF(exact, Math.max(digits.length - point, 0))
      : formatF(rounded(exact, point + precision), precision);
  }
  const places = precision === 0 ? 1 : precision;
  return formatG(shortest ? exact : rounded(exact, places), places, kind === 'G' ? 'E' : 'e');
}

/** Go's strconv.FormatFloat(value, 'g', -1, 64). */
export function shortestFloat(value: number): string {
  return formatFloat64(value, 'g', {
    sharp: false,
    zero: false,
    plus: false,
    minus: false,
    space: false,
    sharpV: false,
    plusV: false,
    width: undefined,
    precision: undefined,
  }) as string;
}

interface Parts {
  readonly mantissa: bigint;
  readonly exponent: number;
}

function partsOf(value: number): Parts {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  if (exponent === 0) return { mantissa: fraction, exponent: -1074 };
  return { mantissa: fraction | (1n << 52n), exponent: exponent - 1075 };
}

function exactDecimal(value: number): Decimal {
  const { mantissa, exponent } = partsOf(value);
  return decimalOf(mantissa, exponent);
}

function binary(value: number): string {
  const { mantissa, exponent } = partsOf(value);
  return `${mantissa}p${exponent >= 0 ? '+' : ''}${exponent}`;
}

/** `0x1.8p+01`: one bit before the point. */
function hexadecimal(value: number, precision: number, kind: string): string {
  let { mantissa, exponent } = partsOf(value);
  let digits = '';
  let lead = 0n;
  if (mantissa === 0n) exponent = 0;
  else {
    while (mantissa < 1n << 60n) {
      mantissa <<= 1n;
      exponent -= 1;
    }
    if (precision >= 0 && precision < 15) {
      const shift = BigInt(precision * 4);
      const extra = (mantissa << shift) & ((1n << 60n) - 1n);
      mantissa >>= 60n - shift;
      if ((extra | (mantissa & 1n)) > 1n << 59n) mantissa += 1n;
      mantissa <<= 60n - shift;
      if ((mantissa & (1n << 61n)) !== 0n) {
        mantissa >>= 1n;
        exponent += 1;
      }
    }
    exponent += 60;
    lead = mantissa >> 60n;
    digits = (mantissa & ((1n << 60n) - 1n)).toString(16).padStart(15, '0');
  }
  digits = precision < 0 ? digits.replace(/0+$/, '') : digits.padEnd(precision, '0').slice(0, precision);
  const sign = exponent < 0 ? '-' : '+';
  const power = String(Math.abs(exponent)).padStart(2, '0');
  const text = `0x${lead}${digits === '' ? '' : `.${digits}`}p${sign}${power}`;
  return kind === 'X' ? text.toUpperCase() : text;
}

/** The flag `#` asks for a decimal point, and keeps trailing zeros. */
function withPoint(text: string, kind: string, precision: number): string {
  let digits = 'gGx'.includes(kind) ? (precision === -1 ? 6 : precision) : 0;
  const tailAt = text.search(kind === 'x' || kind === 'X' ? /[pP]/ : /[eEpP]/);
  let number = tailAt < 0 ? text : text.slice(0, tailAt);
  const tail = tailAt < 0 ? '' : text.slice(tailAt);
  let seen = false;
  for (const character of number) {
    if (character === '.') continue;
    if (character !== '0') seen = true;
    if (seen) digits -= 1;
  }
  if (!number.includes('.')) {
    if (number === '0') digits -= 1;
    number += '.';
  }
  return number + '0'.repeat(Math.max(0, digits)) + tail;
}
