import { numberText, RegoNumber } from '../../values/number.ts';
import { RegoObject } from '../../values/object.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';
import { isWellFormed } from '../../values/well-formed.ts';
import { quoted } from './quote.ts';

/** A value as OPA prints it: `{"a": [1, 2]}`, with sets as `{1, 2}` or `set()` and strings quoted as in Go. */
export function printed(value: Value): string {
  return written(value, (text) => quoted(text, '"', false), ', ', ': ');
}

/** Rego's own notation for `opa_value_parse`; strings that are not UTF-8 keep their bytes. */
export function notation(value: Value): string {
  return written(value, rawJsonString, ',', ':');
}

function written(value: Value, string: (text: string) => string, comma: string, colon: string): string {
  if (typeof value === 'string') return string(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || value instanceof RegoNumber) return numberText(value);
  const below = (inner: Value) => written(inner, string, comma, colon);
  if (value instanceof RegoSet)
    return value.size === 0 ? 'set()' : `{${value.values().map(below).join(comma)}}`;
  if (!(value instanceof RegoObject)) return `[${value.map(below).join(comma)}]`;
  const members = value.entries().map(([key, member]) => below(key) + colon + below(member));
  return `{${members.join(comma)}}`;
}

/** JSON.stringify would escape lone surrogates, which stand for bytes here. */
function rawJsonString(text: string): string {
  if (isWellFormed(text)) return JSON.stringify(text);
  return `"${[...text].map((one) => (isWellFormed(one) ? JSON.stringify(one).slice(1, -1) : one)).join('')}"`;
}
