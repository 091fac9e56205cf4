import { compareStrings } from '../values/compare.ts';
import type { Value } from '../values/value.ts';
import type { Builtin, Builtins } from './builtin.ts';
import { parseBigFloat, truncate } from './go/big-float.ts';
import { rejoined } from './go/bytes.ts';
import { codePoints } from './go/format-flags.ts';
import { toLower, toUpper } from './go/letter-case.ts';
import { replacePairs } from './go/replacer.ts';
import { trimmed, trimmedLeft, trimmedRight } from './go/trim.ts';
import { int64, makeInteger, numberText, plainInteger } from './numbers.ts';
import { makeArray, objectOf, stringsOf, textOf } from './operands.ts';

/** Positions and lengths count code points. Source: OPA, topdown/strings.go. */
export const stringBuiltins: Builtins = {
  concat: ([separator, collection]) => {
    const [joint, parts] = [textOf(separator), stringsOf(collection)];
    return joint === undefined ? undefined : parts && rejoined(parts.join(joint));
  },
  contains: onTexts((text, part) => text.includes(part)),
  startswith: onTexts((text, part) => text.startsWith(part)),
  endswith: onTexts((text, part) => text.endsWith(part)),
  'strings.count': onTexts((text, part) =>
    makeInteger(part === '' ? codePoints(text) + 1 : text.split(part).length - 1),
  ),
  indexof: onTexts((text, part) => {
    if (part === '') return undefined;
    const at = text.indexOf(part);
    return makeInteger(at < 0 ? -1 : codePoints(text.slice(0, at)));
  }),
  indexof_n: onTexts((text, part) =>
    part === '' ? undefined : makeArray(positions(text, part).map(makeInteger)),
  ),
  lower: onText(toLower),
  upper: onText(toUpper),
  'strings.reverse': onText((text) => rejoined([...text].reverse().join(''))),
  split: onTexts((text, separator) => makeArray(split(text, separator))),
  'strings.split_n': ([operand, by, limit]) => {
    const [text, separator, count] = [textOf(operand), textOf(by), int64(limit)];
    if (text === undefined || separator === undefined || count === undefined) return undefined;
    const parts = split(text, separator);
    if (count < 0n) return makeArray(parts.slice(Math.max(0, parts.length + Number(count))));
    return makeArray(parts.slice(0, Number(count)));
  },
  replace: ([operand, old, by]) => {
    const [text, from, to] = [textOf(operand), textOf(old), textOf(by)];
    if (text === undefined || from === undefined || to === undefined) return undefined;
    return replacePairs(text, [[from, to]]);
  },
  'strings.replace_n': ([patterns, operand]) => {
    const [object, text] = [objectOf(patterns), textOf(operand)];
    if (object === undefined || text === undefined) return undefined;
    const pairs: [string, string][] = [];
    for (const [key, value] of object.entries()) {
      const [from, to] = [textOf(key), textOf(value)];
      if (from === undefined || to === undefined) return undefined;
      pairs.push([from, to]);
    }
    return replacePairs(
      text,
      pairs.sort(([a], [b]) => compareStrings(a, b)),
    );
  },
  substring: ([operand, offset, length]) => {
    const [text, start, count] = [textOf(operand), int64(offset), int64(length)];
    if (text === undefined || start === undefined || count === undefined || start < 0n) return undefined;
    const characters = [...text];
    const end = count < 0n ? BigInt(characters.length) : start + count;
    return characters.slice(Number(start), Number(end)).join('');
  },
  trim: onTexts((text, cutset) => trimRight(trimLeft(text, cutset), cutset)),
  trim_left: onTexts(trimLeft),
  trim_right: onTexts(trimRight),
  trim_prefix: onTexts((text, prefix) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trim_suffix: onTexts((text, suffix) =>
    text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text,
  ),
  trim_space: onText((text) => trimmed(text, isSpace)),
  'strings.any_prefix_match': anyMatch((text, affix) => text.startsWith(affix)),
  'strings.any_suffix_match': anyMatch((text, affix) => text.endsWith(affix)),
  format_int: ([operand, radix]) => {
    const [text, base] = [numberText(operand), ['2', '8', '10', '16'].indexOf(numberText(radix) ?? '')];
    if (text === undefined || base < 0) return undefined;
    const whole = plainInteger(text) ?? wholePart(text);
    return whole?.toString([2, 8, 10, 16][base]);
  },
};

function onText(operation: (text: string) => Value | undefined): Builtin {
  return ([operand]) => {
    const text = textOf(operand);
    return text === undefined ? undefined : operation(text);
  };
}

function onTexts(operation: (text: string, other: string) => Value | undefined): Builtin {
  return ([first, second]) => {
    const [text, other] = [textOf(first), textOf(second)];
    return text === undefined || other === undefined ? undefined : operation(text, other);
  };
}

/** An empty separator splits into characters. */
function split(text: string, separator: string): string[] {
  return separator === '' ? [...text] : text.split(separator);
}

/** Where a part begins, overlapping ones too. */
function positions(text: string, part: string): number[] {
  const found: number[] = [];
  let counted = 0;
  let from = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    counted += codePoints(text.slice(from, at));
    from = at;
    found.push(counted);
  }
  return found;
}

function trimLeft(text: string, cutset: string): string {
  const cut = new Set(cutset);
  return trimmedLeft(text, (character) => cut.has(character));
}

function trimRight(text: string, cutset: string): string {
  const cut = new Set(cutset);
  return trimmedRight(text, (character) => cut.has(character));
}

/** Go's unicode.IsSpace. */
function isSpace(character: string): boolean {
  return /^[\t-\r\x85\p{Z}]$/u.test(character);
}

function anyMatch(matches: (text: string, affix: string) => boolean): Builtin {
  return ([search, base]) => {
    const texts = oneOrMany(search);
    const affixes = oneOrMany(base);
    return texts && affixes && texts.some((text) => affixes.some((affix) => matches(text, affix)));
  };
}

function oneOrMany(operand: Value | undefined): readonly string[] | undefined {
  const text = textOf(operand);
  if (text !== undefined) return [text];
  return stringsOf(operand);
}

function wholePart(text: string): bigint | undefined {
  const value = parseBigFloat(text);
  return value && truncate(value);
}
