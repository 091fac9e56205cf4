import { numberKey, RegoNumber } from './number.ts';
import { RegoObject } from './object.ts';
import { RegoSet } from './set.ts';
import type { Value } from './value.ts';

/** Values by equality. Scalars stand for themselves, all else is found by a text that equal values have in common. */
export class ValueMap<T> {
  // Most objects of an evaluation stand for others and hold nothing themselves.
  #scalars: Map<Value, T> | undefined;
  #others: Map<string, T> | undefined;

  get size(): number {
    return (this.#scalars?.size ?? 0) + (this.#others?.size ?? 0);
  }

  get(value: Value): T | undefined {
    const scalar = scalarKey(value);
    return scalar === undefined ? this.#others?.get(keyText(value)) : this.#scalars?.get(scalar);
  }

  set(value: Value, entry: T): void {
    const scalar = scalarKey(value);
    if (scalar === undefined) {
      this.#others ??= new Map();
      this.#others.set(keyText(value), entry);
      return;
    }
    this.#scalars ??= new Map();
    this.#scalars.set(scalar, entry);
  }

  /** In the order of the first setting of each scalar, the others after them. */
  values(): T[] {
    return [...(this.#scalars?.values() ?? []), ...(this.#others?.values() ?? [])];
  }
}

function scalarKey(value: Value): Value | undefined {
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : value;
  if (!(value instanceof RegoNumber)) return undefined;
  const key = numberKey(value);
  return typeof key === 'number' ? key : undefined;
}

/** A text that equal values have in common, and others have not. */
export function keyText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return String(value + 0);
  if (value instanceof RegoNumber) return String(numberKey(value));
  if (value instanceof RegoObject || value instanceof RegoSet) return value.key;
  return `[${value.map(keyText).join(',')}]`;
}
