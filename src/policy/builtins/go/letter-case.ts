/** Go's strings.ToLower and ToUpper: character by character, so that no text changes its length in characters. */

export function toLower(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return mapped(text, (character) => character.toLowerCase());
}

export function toUpper(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text.toUpperCase();
  return mapped(text, (character) => character.toUpperCase());
}

/** What has a longer form only (`ß`, `SS`) has a simple one in Unicode's tables, or stays. */
const simple: Readonly<Record<string, string>> = { İ: 'i', ᾳ: 'ᾼ', ῃ: 'ῌ', ῳ: 'ῼ' };

function mapped(text: string, change: (character: string) => string): string {
  let result = '';
  for (const character of text) {
    const changed = change(character);
    const oneToOne = changed.length === String.fromCodePoint(changed.codePointAt(0) ?? 0).length;
    result += oneToOne ? changed : (simpleOf(character, change) ?? character);
  }
  return result;
}

function simpleOf(character: string, change: (character: string) => string): string | undefined {
  const known = simple[character];
  if (known !== undefined) return known;
  // The Greek letters with an iota below: their simple upper case is the letter of title case.
  const code = character.codePointAt(0) ?? 0;
  const isGreek = code >= 0x1f80 && code <= 0x1faf && (code & 8) === 0;
  return isGreek && change('a') === 'A' ? String.fromCodePoint(code + 8) : undefined;
}
