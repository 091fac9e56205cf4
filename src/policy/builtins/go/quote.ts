import { isWellFormed } from '../../values/well-formed.ts';

/** Go's strconv.Quote and its kin: how `%q` writes text. */

const escapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** What strconv.IsPrint says: letters, marks, numbers, punctuation, symbols and the plain space. */
export function isPrint(character: string): boolean {
  return printable.test(character);
}

/** `quote` is `"` for strings and `'` for single characters. */
export function quoted(text: string, quote: '"' | "'", asciiOnly: boolean): string {
  let result = '';
  for (const character of text) result += escaped(character, quote, asciiOnly);
  return quote + result + quote;
}

/** Whether a text may stand between backquotes: one line, no control characters but tabs. */
export function canBackquote(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters asked for
  return isWellFormed(text) && !/[\x00-\x08\x0a-\x1f\x7f`\ufeff]/.test(text);
}

function escaped(character: string, quote: string, asciiOnly: boolean): string {
  if (character === quote) return `\\${quote}`;
  const known = escapes[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (asciiOnly ? code < 0x80 && isPrint(character) : isPrint(character)) return character;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}
