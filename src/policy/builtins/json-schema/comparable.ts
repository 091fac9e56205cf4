import { RegoNumber } from '../../values/number.ts';
import { RegoObject } from '../../values/object.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';
import { marshal } from '../go/json-text.ts';

/** JSON that is the same for values that JSON Schema holds for equal: numbers are JavaScript's, which are Go's float64. */
export function comparable(value: Value): string {
  return marshal(rounded(value));
}

function rounded(value: Value): Value {
  if (value instanceof RegoNumber) return Number(value.text) + 0;
  if (value instanceof RegoSet) return value.values().map(rounded);
  if (value instanceof RegoObject) {
    return new RegoObject(value.entries().map(([key, member]) => [key, rounded(member)] as const));
  }
  return Array.isArray(value) ? (value as readonly Value[]).map(rounded) : value;
}
