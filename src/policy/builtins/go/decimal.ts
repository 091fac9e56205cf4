/** The decimal number 0.digits × 10^point. Digits carry no trailing zero; none at all is zero. Go: math/big decimal. */
export interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** The exact decimal form of mantissa × 2^exponent. */
export function decimalOf(mantissa: bigint, exponent: number): Decimal {
  if (mantissa === 0n) return { digits: '', point: 0 };
  if (exponent >= 0) {
    const digits = (mantissa << BigInt(exponent)).toString();
    return trimmed(digits, digits.length);
  }
  const digits = (mantissa * 5n ** BigInt(-exponent)).toString();
  return trimmed(digits, digits.length + exponent);
}

/** The shortest decimal that reads back as this double. */
export function shortestDecimalOf(value: number): Decimal {
  if (value === 0) return { digits: '', point: 0 };
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  return trimmed(mantissa.replace('.', ''), Number(exponent) + 1);
}

/** At most so many digits, halves to even. */
export function rounded(decimal: Decimal, count: number): Decimal {
  const { digits } = decimal;
  if (count < 0 || count >= digits.length) return decimal;
  const half = digits[count] === '5' && count + 1 === digits.length;
  const up = half
    ? count > 0 && Number(digits[count - 1]) % 2 === 1
    : digits.charCodeAt(count) >= '5'.charCodeAt(0);
  return up ? roundedUp(decimal, count) : roundedDown(decimal, count);
}

export function roundedDown({ digits, point }: Decimal, count: number): Decimal {
  return trimmed(digits.slice(0, count), point);
}

export function roundedUp({ digits, point }: Decimal, count: number): Decimal {
  let end = count;
  while (end > 0 && digits[end - 1] === '9') end -= 1;
  if (end === 0) return { digits: '1', point: point + 1 };
  return { digits: digits.slice(0, end - 1) + String(Number(digits[end - 1]) + 1), point };
}

/** `d.ddde±dd` with so many digits after the point. */
export function formatE({ digits, point }: Decimal, precision: number, letter: string): string {
  const fraction = digits.slice(1, 1 + Math.max(precision, 0)).padEnd(Math.max(precision, 0), '0');
  const exponent = digits === '' ? 0 : point - 1;
  const sign = exponent < 0 ? '-' : '+';
  const mantissa = (digits[0] ?? '0') + (precision > 0 ? `.${fraction}` : '');
  return `${mantissa}${letter}${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** `ddd.ddd` with so many digits after the point. */
export function formatF({ digits, point }: Decimal, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (precision <= 0) return whole;
  const fraction = point >= 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, precision)) + digits;
  return `${whole}.${fraction.slice(0, precision).padEnd(precision, '0')}`;
}

/** `%g`: as `e` for large and small exponents, else as `f`. A negative precision is the shortest form. */
export function formatG(decimal: Decimal, precision: number, letter: string): string {
  const { digits, point } = decimal;
  const shortest = precision < 0;
  let places = shortest ? digits.length : precision;
  let limit = places;
  if (limit > digits.length && digits.length >= point) limit = digits.length;
  if (shortest) limit = 6;
  const exponent = point - 1;
  if (exponent < -4 || exponent >= limit) {
    if (places > digits.length) places = digits.length;
    return formatE(decimal, places - 1, letter);
  }
  if (places > point) places = digits.length;
  return formatF(decimal, Math.max(places - point, 0));
}

function trimmed(digits: string, point: number): Decimal {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return end === 0 ? { digits: '', point: 0 } : { digits: digits.slice(0, end), point };
}
