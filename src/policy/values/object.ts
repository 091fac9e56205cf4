import { compare } from './compare.ts';
import { keyText, ValueMap } from './key.ts';
import type { Value } from './value.ts';

export type Entry = readonly [key: Value, value: Value];

/** An object, whose keys may be any values. Entries come in Rego's order of the keys. */
export class RegoObject {
  readonly #entries = new ValueMap<Entry>();
  #sorted: readonly Entry[] | undefined;
  #key: string | undefined;

  /** Of equal keys, the last one is kept. */
  constructor(entries: Iterable<Entry>) {
    for (const entry of entries) this.#entries.set(entry[0], entry);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(key)?.[1];
  }

  /** Only for who makes the object, before anyone else sees it. */
  insert(key: Value, value: Value): void {
    this.#entries.set(key, [key, value]);
    this.#sorted = undefined;
    this.#key = undefined;
  }

  entries(): readonly Entry[] {
    this.#sorted ??= this.#entries.values().sort(([a], [b]) => compare(a, b));
    return this.#sorted;
  }

  /** The same for equal objects. */
  get key(): string {
    this.#key ??= `{${this.entries()
      .map(([key, value]) => `${keyText(key)}:${keyText(value)}`)
      .join(',')}}`;
    return this.#key;
  }
}
