const [quote, backslash, colon] = [0x22, 0x5c, 0x3a] as const;

/**
 * Whether an object in a JSON text has a name twice, of which the parser kept only the last. Source: RFC 7493 (I-JSON),
 * section 2.3.
 *
 * @param text well-formed JSON
 * @param members how many members the parsed value has, in all of its objects together
 */
export function hasDuplicateMembers(text: string, members: number): boolean {
  // Each member has a colon of its own. Mostly there are no others, and they can be counted fast.
  let colons = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) colons += 1;
  return colons !== members && colonsOutsideStrings(text) !== members;
}

function colonsOutsideStrings(text: string): number {
  let colons = 0;
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) inside = !inside;
    else if (inside && code === backslash) at += 1;
    else if (!inside && code === colon) colons += 1;
  }
  return colons;
}
