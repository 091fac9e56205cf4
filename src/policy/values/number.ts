/** A number by its decimal text: 0.digits × 10^point, the digits without zeros at either end. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly point: number;
}

/** How many digits of a whole number are read as one, which is fast for short texts only. */
const MOST_WHOLE_DIGITS = 60;

/** A number that JavaScript's would round, or write differently. Its text is kept, as OPA keeps it. */
export class RegoNumber {
  #text: string | undefined;
  #decimal: Decimal | undefined;
  #whole: bigint | null | undefined;

  /** @param number as it is written, or a whole one, whose text is written only where it is asked for */
  constructor(number: string | bigint) {
    if (typeof number === 'string') this.#text = number;
    else this.#whole = number;
  }

  get text(): string {
    this.#text ??= String(this.#whole);
    return this.#text;
  }

  /** The number where its text is digits alone, and not too many; undefined does not say that it is a fraction. */
  get whole(): bigint | undefined {
    if (this.#whole === undefined) {
      const { text } = this;
      this.#whole = text.length <= MOST_WHOLE_DIGITS && /^-?\d+$/.test(text) ? BigInt(text) : null;
    }
    return this.#whole ?? undefined;
  }

  get decimal(): Decimal {
    this.#decimal ??= decimalOf(this.text);
    return this.#decimal;
  }
}

export type AnyNumber = number | RegoNumber;

/** The number of a JSON text such as `-1.50e3`. */
export function makeNumber(text: string): AnyNumber {
  const number = Number(text);
  return String(number) === text ? number : new RegoNumber(text);
}

/** A whole number of any size. */
export function makeInteger(value: bigint | number): AnyNumber {
  if (typeof value === 'number') return value + 0;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : new RegoNumber(value);
}

/** As it was written. */
export function numberText(value: AnyNumber): string {
  return typeof value === 'number' ? String(value) : value.text;
}

/** Negative, 0 or positive; exact for numbers of any size and precision. */
export function compareNumbers(a: AnyNumber, b: AnyNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const [left, right] = [wholeNumber(a), wholeNumber(b)];
  // Between numbers and bigints, `<` is exact.
  if (left !== undefined && right !== undefined) return left < right ? -1 : left > right ? 1 : 0;
  return compareDecimals(decimal(a), decimal(b));
}

function wholeNumber(value: AnyNumber): number | bigint | undefined {
  if (typeof value !== 'number') return value.whole;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The same for equal numbers, however they are written: JavaScript's number where one is exactly that, else a text. */
export function numberKey(value: RegoNumber): number | string {
  const number = Number(value.text);
  if (Number.isFinite(number) && compareDecimals(value.decimal, decimalOf(String(number))) === 0)
    return number + 0;
  const { negative, digits, point } = value.decimal;
  return `${negative ? '-' : ''}${digits}e${point}`;
}

function decimal(value: AnyNumber): Decimal {
  return typeof value === 'number' ? decimalOf(String(value)) : value.decimal;
}

function decimalOf(text: string): Decimal {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = mantissa.replace(/^[+-]/, '').split('.');
  const all = whole + fraction;
  const start = all.search(/[1-9]/);
  if (start < 0) return { negative: false, digits: '', point: 0 };
  let end = all.length;
  while (all[end - 1] === '0') end -= 1;
  return { negative, digits: all.slice(start, end), point: whole.length - start + Number(exponent) };
}

function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.digits === '' || b.digits === '') return signOf(a) - signOf(b);
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const sign = a.negative ? -1 : 1;
  if (a.point !== b.point) return a.point < b.point ? -sign : sign;
  // Digits without zeros at the end: what is shorter and equal so far is less.
  return a.digits < b.digits ? -sign : a.digits > b.digits ? sign : 0;
}

function signOf({ negative, digits }: Decimal): number {
  return digits === '' ? 0 : negative ? -1 : 1;
}
