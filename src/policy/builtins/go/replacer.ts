import { fromBytes, toBytes } from './bytes.ts';

type Pair = readonly [from: string, to: string];

/**
 * Go's strings.Replacer: one pass from left to right; where several patterns fit, the first of the list wins. An empty
 * pattern, which has to be the first, fits before each byte and at the end, and leaves its place to another one.
 */
export function replacePairs(text: string, pairs: readonly Pair[]): string {
  const [first] = pairs;
  if (first === undefined) return text;
  if (first[0] !== '')
    return pairs.length === 1 ? text.split(first[0]).join(first[1]) : replaced(text, pairs, '');
  // A character for each byte.
  const bytes = pairs.map(([from, to]): Pair => [byteString(from), byteString(to)]);
  return fromBytes(Buffer.from(replaced(byteString(text), bytes.slice(1), byteString(first[1])), 'latin1'));
}

function replaced(text: string, pairs: readonly Pair[], between: string): string {
  const starts = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const start = pair[0].charAt(0);
    starts.set(start, [...(starts.get(start) ?? []), pair]);
  }
  let result = '';
  for (let at = 0; at < text.length; ) {
    result += between;
    const character = text.charAt(at);
    const [from, to] = starts.get(character)?.find((pair) => text.startsWith(pair[0], at)) ?? [
      character,
      character,
    ];
    result += to;
    at += from.length;
  }
  return result + between;
}

function byteString(text: string): string {
  return toBytes(text).toString('latin1');
}
