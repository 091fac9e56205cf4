import { numberText, RegoNumber } from './number.ts';
import { type Entry, RegoObject } from './object.ts';
import { parseValue } from './parse-value.ts';
import { RegoSet } from './set.ts';
import type { Value } from './value.ts';

/**
 * A number in a JSON text that `JSON.parse` might round or that would be written differently: many digits, an exponent,
 * zeros at the end or at the start of a fraction, a negative zero. It may find one where there is none (in a string).
 */
const delicateNumber = /(?:^|[:,[\s])-?(?:\d[\d.]{15}|\d+\.0|\d+\.\d*0(?!\d)|\d[\d.]*[eE])|-0(?!\.)/;

/** Reads JSON text; no digit of a number is lost. Throws a SyntaxError where it is no JSON. */
export function parseJson(text: string): Value {
  const plain: unknown = JSON.parse(text);
  return delicateNumber.test(text) ? parseValue(text) : fromPlain(plain);
}

/** The value of what `JSON.parse` gives. Throws a TypeError for anything else. */
export function fromPlain(plain: unknown): Value {
  if (plain === null) return null;
  switch (typeof plain) {
    case 'string':
    case 'boolean':
      return plain;
    case 'number':
      if (Number.isFinite(plain)) return plain + 0;
      break;
    case 'object':
      if (Array.isArray(plain)) return plain.map(fromPlain);
      return new RegoObject(Object.entries(plain).map(([key, item]): Entry => [key, fromPlain(item)]));
  }
  throw new TypeError(`${String(plain)} is no JSON value`);
}

/** What `JSON.parse` would give of the value's JSON text: numbers are rounded to JavaScript's. */
export function toPlain(value: Value): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof RegoNumber) return Number(value.text);
  if (value instanceof RegoSet) return value.values().map(toPlain);
  if (!(value instanceof RegoObject)) return value.map(toPlain);
  return Object.fromEntries(value.entries().map(([key, item]) => [memberName(key), toPlain(item)]));
}

/** JSON text as OPA answers with: sets are arrays in order, keys that are no strings are their JSON text. */
export function writeJson(value: Value): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || value instanceof RegoNumber) return numberText(value);
  if (value instanceof RegoSet) return `[${value.values().map(writeJson).join(',')}]`;
  if (!(value instanceof RegoObject)) return `[${value.map(writeJson).join(',')}]`;
  return `{${members(value)
    .map(([name, item]) => `${JSON.stringify(name)}:${writeJson(item)}`)
    .join(',')}}`;
}

/** By name, in order; the last one of several whose keys are written alike. */
function members(object: RegoObject): readonly Entry[] {
  const entries = object.entries();
  if (entries.every(([key]) => typeof key === 'string')) return entries;
  return new RegoObject(entries.map(([key, item]): Entry => [memberName(key), item])).entries();
}

function memberName(key: Value): string {
  return typeof key === 'string' ? key : writeJson(key);
}
