import { type CST, Parser } from 'yaml';

/**
 * How deep texts that come from outside may nest lists and objects where they are read by recursion. Node ends the whole
 * process when a regular expression is compiled at the very end of the stack, so the end must never come near.
 */
export const MAX_NESTING = 256;

/** Whether the brackets of a JSON text, those in its strings left out, go deeper than MAX_NESTING. */
export function isJsonTooDeep(text: string): boolean {
  if (text.length <= MAX_NESTING) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '[' || character === '{') {
      depth += 1;
      if (depth > MAX_NESTING) return true;
    } else if (character === ']' || character === '}') depth -= 1;
  }
  return false;
}

/** Where the quote stands that ends the string which begins here. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** Whether the collections of a YAML text go deeper than MAX_NESTING. The parser of tokens does not recurse, nor does this. */
export function isYamlTooDeep(text: string): boolean {
  if (text.length <= MAX_NESTING) return false;
  const pending = [...new Parser().parse(text)].map((token) => ({ token, depth: 0 }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token } = next;
    const depth = next.depth + ('items' in token ? 1 : 0);
    if (depth > MAX_NESTING) return true;
    for (const child of childrenOf(token)) pending.push({ token: child, depth });
  }
  return false;
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  const parts = 'items' in token ? token.items.flatMap(({ key, value }) => [key, value]) : [];
  if (token.type === 'document') parts.push(token.value);
  return parts.filter((part) => part !== null && part !== undefined);
}
