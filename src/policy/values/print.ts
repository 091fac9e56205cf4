import { numberText, RegoNumber } from './number.ts';
import { RegoObject } from './object.ts';
import { RegoSet } from './set.ts';
import type { Value } from './value.ts';
import { isWellFormed } from './well-formed.ts';

/** How the parts of a value are written. */
export interface Notation {
  readonly string: (text: string) => string;
  readonly separator: string;
  readonly colon: string;
}

const compact: Notation = { string: jsonString, separator: ',', colon: ':' };

/** Rego's own notation, as compact as can be: JSON, with sets `{1,2}` and `set()`, and keys of any type. */
export function writeValue(value: Value, notation: Notation = compact): string {
  if (typeof value === 'string') return notation.string(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || value instanceof RegoNumber) return numberText(value);
  const list = (values: readonly Value[]) =>
    values.map((element) => writeValue(element, notation)).join(notation.separator);
  if (value instanceof RegoSet) return value.size === 0 ? 'set()' : `{${list(value.values())}}`;
  if (!(value instanceof RegoObject)) return `[${list(value)}]`;
  const members = value
    .entries()
    .map(([key, member]) => writeValue(key, notation) + notation.colon + writeValue(member, notation));
  return `{${members.join(notation.separator)}}`;
}

/** JSON as OPA gives it: sets are arrays, keys that are no strings are written as JSON within one. */
export function writeJson(value: Value): string {
  if (value instanceof RegoSet) return writeJson(value.values());
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(writeJson).join(',')}]`;
  if (!(value instanceof RegoObject)) return writeValue(value);
  const members = new Map<string, Value>();
  for (const [key, member] of value.entries())
    members.set(typeof key === 'string' ? key : writeJson(key), member);
  return `{${[...members].map(([key, member]) => `${jsonString(key)}:${writeJson(member)}`).join(',')}}`;
}

/** A string in JSON; what stands for bytes that are not UTF-8 stays as it is. */
export function jsonString(text: string): string {
  if (isWellFormed(text)) return JSON.stringify(text);
  // JSON.stringify would escape lone surrogates.
  return `"${[...text].map((one) => (isWellFormed(one) ? JSON.stringify(one).slice(1, -1) : one)).join('')}"`;
}
