import { numberText, RegoNumber } from './number.ts';
import { RegoObject } from './object.ts';
import { RegoSet } from './set.ts';
import type { Value } from './value.ts';

/** Text that `parseValue` reads: JSON, with sets as `{1,2}` or `set()` and keys of any type. As `opa_value_dump`. */
export function writeValue(value: Value): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || value instanceof RegoNumber) return numberText(value);
  if (value instanceof RegoSet) {
    return value.size === 0 ? 'set()' : `{${value.values().map(writeValue).join(',')}}`;
  }
  if (!(value instanceof RegoObject)) return `[${value.map(writeValue).join(',')}]`;
  return `{${value
    .entries()
    .map(([key, item]) => `${writeValue(key)}:${writeValue(item)}`)
    .join(',')}}`;
}
