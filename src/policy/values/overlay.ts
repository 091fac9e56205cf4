import { type Entry, RegoObject } from './object.ts';
import type { Value } from './value.ts';

/** An object with one member set, which copies nothing of an object however large. */
export class OverlaidObject extends RegoObject {
  readonly #base: RegoObject;
  readonly #name: string;
  readonly #value: Value;
  #whole: RegoObject | undefined;

  constructor(base: RegoObject, name: string, value: Value) {
    super([]);
    this.#base = base;
    this.#name = name;
    this.#value = value;
  }

  override get size(): number {
    return this.#base.size + (this.#base.get(this.#name) === undefined ? 1 : 0);
  }

  override get(key: Value): Value | undefined {
    return key === this.#name ? this.#value : this.#base.get(key);
  }

  override entries(): readonly Entry[] {
    return this.#all().entries();
  }

  override get key(): string {
    return this.#all().key;
  }

  #all(): RegoObject {
    this.#whole ??= new RegoObject([...this.#base.entries(), [this.#name, this.#value]]);
    return this.#whole;
  }
}

/** The value with what lies at a path replaced. What is missing on the way, or no object, is made. */
export function upsert(value: Value | undefined, path: readonly string[], leaf: Value): Value {
  const [name, ...rest] = path;
  if (name === undefined) return leaf;
  const base = value instanceof RegoObject ? value : new RegoObject([]);
  return new OverlaidObject(base, name, upsert(base.get(name), rest, leaf));
}

/** Both objects in one, the members of members too; where both have something else, the first one's stays. */
export function merge(a: Value, b: Value): Value {
  if (!(a instanceof RegoObject && b instanceof RegoObject)) return a;
  const merged = b.entries().map(([key, value]): Entry => {
    const own = a.get(key);
    return [key, own === undefined ? value : merge(own, value)];
  });
  return new RegoObject([...a.entries(), ...merged]);
}
