import { compareStrings } from '../../policy/values/compare.ts';

/** The order of keys, here as in a database: that of code points. */
export const inOrder: (a: string, b: string) => number = compareStrings;

/** The smallest of many keys. */
export class Smallest {
  readonly #size: number;
  #keys: string[] = [];
  /** No key after this one is among the smallest. */
  #bound: string | undefined;

  constructor(size: number) {
    this.#size = size;
  }

  add(key: string): void {
    if (this.#bound !== undefined && inOrder(key, this.#bound) > 0) return;
    if (this.#keys.push(key) >= 2 * this.#size) this.#cut();
  }

  /** In order, with the last of them where others were left out. */
  result(): [keys: string[], to: string | undefined] {
    this.#cut();
    return [this.#keys, this.#bound];
  }

  #cut(): void {
    this.#keys.sort(inOrder);
    if (this.#keys.length <= this.#size) return;
    this.#keys.length = this.#size;
    this.#bound = this.#keys.at(-1);
  }
}

/** The index of the first key that comes after `key`. */
export function firstAfter(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (inOrder(keys[middle] as string, key) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
