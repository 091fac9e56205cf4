import { compare } from './compare.ts';
import { keyText, ValueMap } from './key.ts';
import type { Value } from './value.ts';

/** A set. Elements come in Rego's order. */
export class RegoSet {
  readonly #elements = new ValueMap<Value>();
  #sorted: readonly Value[] | undefined;
  #key: string | undefined;

  /** Of equal elements, the first one is kept. */
  constructor(elements: Iterable<Value>) {
    for (const element of elements) this.insert(element);
  }

  get size(): number {
    return this.#elements.size;
  }

  has(value: Value): boolean {
    return this.#elements.get(value) !== undefined;
  }

  /** The element that equals this value. */
  get(value: Value): Value | undefined {
    return this.#elements.get(value);
  }

  /** Only for who makes the set, before anyone else sees it. */
  insert(element: Value): void {
    if (this.#elements.get(element) !== undefined) return;
    this.#elements.set(element, element);
    this.#sorted = undefined;
    this.#key = undefined;
  }

  values(): readonly Value[] {
    this.#sorted ??= this.#elements.values().sort(compare);
    return this.#sorted;
  }

  /** The same for equal sets. */
  get key(): string {
    this.#key ??= `<${this.values().map(keyText).join(',')}>`;
    return this.#key;
  }
}
