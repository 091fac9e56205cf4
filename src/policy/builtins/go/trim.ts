/** A text without the characters at either end that are to go. Expressions for this take quadratic time on long runs. */
export function trimmed(text: string, goes: (character: string) => boolean): string {
  return trimmedLeft(trimmedRight(text, goes), goes);
}

export function trimmedLeft(text: string, goes: (character: string) => boolean): string {
  let start = 0;
  while (start < text.length) {
    const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
    if (!goes(character)) break;
    start += character.length;
  }
  return text.slice(start);
}

export function trimmedRight(text: string, goes: (character: string) => boolean): string {
  let end = text.length;
  while (end > 0) {
    const pair = end > 1 ? (text.codePointAt(end - 2) ?? 0) : 0;
    const character = pair > 0xffff ? String.fromCodePoint(pair) : text.charAt(end - 1);
    if (!goes(character)) break;
    end -= character.length;
  }
  return text.slice(0, end);
}
