import { isWellFormed } from '../../values/well-formed.ts';
import { toBytes } from './bytes.ts';
import { codePoints, type FormatFlags, noFlags, padded } from './format-flags.ts';
import { formatFloat64 } from './format-float.ts';
import { formatBigInt, formatInt64 } from './format-integer.ts';
import { canBackquote, quoted } from './quote.ts';

/** What OPA hands to Go's fmt: a string, a float64, an int64 or a *big.Int. */
export type FormatArgument =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'float64'; readonly value: number }
  | { readonly kind: 'int64' | '*big.Int'; readonly value: bigint };

/** Go's fmt.Sprintf, with its complaints about wrong verbs and arguments (`%!d(string=x)`). Source: Go, src/fmt. */
export function sprintf(format: string, args: readonly FormatArgument[]): string {
  return new Printer(format, args).print();
}

const largest = 1e6;

class Printer {
  readonly #format: string;
  readonly #args: readonly FormatArgument[];
  #at = 0;
  #argument = 0;
  #reordered = false;
  #goodArgument = true;
  #out = '';

  constructor(format: string, args: readonly FormatArgument[]) {
    this.#format = format;
    this.#args = args;
  }

  print(): string {
    const end = this.#format.length;
    while (this.#at < end) {
      const percent = this.#format.indexOf('%', this.#at);
      if (percent < 0) break;
      this.#out += this.#format.slice(this.#at, percent);
      this.#at = percent + 1;
      this.#goodArgument = true;
      const flags = this.#flags();
      if (this.#simple(flags)) continue;
      this.#sizes(flags);
      if (this.#at >= end) {
        this.#out += '%!(NOVERB)';
        break;
      }
      this.#verb(flags);
    }
    this.#out += this.#format.slice(this.#at);
    this.#at = end;
    this.#extra();
    return this.#out;
  }

  #flags(): FormatFlags {
    const flags = noFlags();
    for (; ; this.#at += 1) {
      const character = this.#format[this.#at];
      if (character === '#') flags.sharp = true;
      else if (character === '0') flags.zero = true;
      else if (character === '+') flags.plus = true;
      else if (character === '-') flags.minus = true;
      else if (character === ' ') flags.space = true;
      else return flags;
    }
  }

  /** A lower-case verb right after the flags. */
  #simple(flags: FormatFlags): boolean {
    const verb = this.#format[this.#at] ?? '';
    const argument = this.#args[this.#argument];
    if (!(verb >= 'a' && verb <= 'z') || argument === undefined) return false;
    this.#at += 1;
    this.#argument += 1;
    this.#write(argument, verb, flags);
    return true;
  }

  /** Argument index, width and precision, each of which may be missing. */
  #sizes(flags: FormatFlags): void {
    let afterIndex = this.#index();
    if (this.#format[this.#at] === '*') {
      this.#at += 1;
      const width = this.#sizeArgument();
      if (width === undefined) this.#out += '%!(BADWIDTH)';
      else {
        flags.width = Math.abs(width);
        if (width < 0) {
          flags.minus = true;
          flags.zero = false;
        }
      }
      afterIndex = false;
    } else {
      flags.width = this.#number();
      if (afterIndex && flags.width !== undefined) this.#goodArgument = false;
    }
    if (this.#at + 1 < this.#format.length && this.#format[this.#at] === '.') {
      this.#at += 1;
      if (afterIndex) this.#goodArgument = false;
      afterIndex = this.#index();
      if (this.#format[this.#at] === '*') {
        this.#at += 1;
        const precision = this.#sizeArgument();
        if (precision === undefined || precision < 0) this.#out += '%!(BADPREC)';
        else flags.precision = precision;
        afterIndex = false;
      } else flags.precision = this.#number() ?? 0;
    }
    if (!afterIndex) this.#index();
  }

  #verb(flags: FormatFlags): void {
    const verb = String.fromCodePoint(this.#format.codePointAt(this.#at) ?? 0);
    this.#at += verb.length;
    if (verb === '%') {
      this.#out += '%';
      return;
    }
    const shown = isWellFormed(verb) ? verb : '\ufffd';
    if (!this.#goodArgument) {
      this.#out += `%!${shown}(BADINDEX)`;
      return;
    }
    const argument = this.#args[this.#argument];
    if (argument === undefined) {
      this.#out += `%!${shown}(MISSING)`;
      return;
    }
    this.#argument += 1;
    this.#write(argument, shown, flags);
  }

  #write(argument: FormatArgument, verb: string, flags: FormatFlags): void {
    const own = { ...flags };
    if (verb === 'v' || verb === 'w') {
      own.sharpV = own.sharp;
      own.sharp = false;
      own.plusV = own.plus;
      own.plus = false;
    }
    this.#out += formatted(argument, verb, own);
  }

  /** `[3]`: the argument that comes next. Says whether there was one. */
  #index(): boolean {
    if (this.#format[this.#at] !== '[') return false;
    this.#reordered = true;
    const rest = this.#format.slice(this.#at);
    const close = rest.indexOf(']');
    if (rest.length < 3 || close < 0) {
      this.#goodArgument = false;
      this.#at += 1;
      return false;
    }
    this.#at += close + 1;
    const inside = rest.slice(1, close);
    const wellFormed = /^\d+$/.test(inside) && !tooLong(inside);
    const index = Number(inside) - 1;
    if (wellFormed && index >= 0 && index < this.#args.length) {
      this.#argument = index;
      return true;
    }
    this.#goodArgument = false;
    return wellFormed;
  }

  /** `*`: a width or precision that is an argument. */
  #sizeArgument(): number | undefined {
    const argument = this.#args[this.#argument];
    if (argument === undefined) return undefined;
    this.#argument += 1;
    if (argument.kind !== 'int64') return undefined;
    const size = Number(argument.value);
    return Math.abs(size) > largest ? undefined : size;
  }

  #number(): number | undefined {
    const digits = /^\d*/.exec(this.#format.slice(this.#at, this.#at + 400))?.[0] ?? '';
    if (digits === '') return undefined;
    if (tooLong(digits)) {
      // fmt gives up on the whole format here.
      this.#at = this.#format.length;
      return undefined;
    }
    this.#at += digits.length;
    return Number(digits);
  }

  #extra(): void {
    if (this.#reordered || this.#argument >= this.#args.length) return;
    const shown = this.#args
      .slice(this.#argument)
      .map((argument) => `${argument.kind}=${formatted(argument, 'v', noFlags())}`);
    this.#out += `%!(EXTRA ${shown.join(', ')})`;
  }
}

/** Whether a number is beyond what fmt reads: it stops when there are digits left after 1,000,000. */
function tooLong(digits: string): boolean {
  let value = 0;
  for (const digit of digits) {
    if (value > largest) return true;
    value = value * 10 + Number(digit);
  }
  return false;
}

function formatted(argument: FormatArgument, verb: string, flags: FormatFlags): string {
  if (verb === 'T') return padded(truncated(argument.kind, flags), flags);
  const text = withVerb(argument, verb, flags);
  if (text !== undefined) return text;
  return `%!${verb}(${argument.kind}=${withVerb(argument, 'v', flags) ?? ''})`;
}

function withVerb(argument: FormatArgument, verb: string, flags: FormatFlags): string | undefined {
  switch (argument.kind) {
    case 'string':
      return formatString(argument.value, verb, flags);
    case 'float64':
      return formatFloat64(argument.value, verb, flags);
    case 'int64':
      return formatInt64(argument.value, verb, flags);
    case '*big.Int':
      return verb === 'w' ? undefined : formatBigInt(argument.value, verb, flags);
  }
}

function formatString(text: string, verb: string, flags: FormatFlags): string | undefined {
  if (verb === 's' || (verb === 'v' && !flags.sharpV)) return padded(truncated(text, flags), flags);
  if (verb === 'q' || verb === 'v') {
    const short = truncated(text, flags);
    const raw = flags.sharp && canBackquote(short);
    return padded(raw ? `\`${short}\`` : quoted(short, '"', flags.plus), flags);
  }
  if (verb === 'x' || verb === 'X') return hexOf(text, verb, flags);
  return undefined;
}

function truncated(text: string, { precision }: FormatFlags): string {
  if (precision === undefined || codePoints(text) <= precision) return text;
  return [...text].slice(0, precision).join('');
}

function hexOf(text: string, verb: 'x' | 'X', flags: FormatFlags): string {
  const bytes = toBytes(text);
  const kept = bytes.subarray(0, flags.precision ?? bytes.length);
  if (kept.length === 0) return (flags.zero && !flags.minus ? '0' : ' ').repeat(flags.width ?? 0);
  const prefix = flags.sharp ? '0x' : '';
  const hex = flags.space
    ? [...kept].map((byte) => prefix + byte.toString(16).padStart(2, '0')).join(' ')
    : prefix + kept.toString('hex');
  return padded(verb === 'X' ? hex.toUpperCase() : hex, flags);
}
