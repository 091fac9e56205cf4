import type { DataSource } from '../../data/data-source.ts';
import { compareStrings } from '../values/compare.ts';
import { parseJson } from '../values/json.ts';
import { keyText } from '../values/key.ts';
import { type Entry, RegoObject } from '../values/object.ts';
import type { Value } from '../values/value.ts';
import { type IndexedCollection, PathIndex } from './path-index.ts';

/** Records of larger collections are not all kept once they were read. */
const RECORDS_KEPT = 100_000;

export interface DataValue {
  /** The policy data as it is now. Nothing that was read of it may be used after a change. */
  readonly root: RegoObject;
  /** Stops following the changes. */
  close(): void;
}

/** The policy data as a value whose records are read, and read again after a change, when they are looked up. */
export function createDataValue(source: DataSource): DataValue {
  let root = new DataRoot(source);
  const close = source.onChange((changes) => {
    if (changes === undefined) root = new DataRoot(source);
    else for (const { collection, key, document } of changes) root.changed(collection, key, document);
  });
  return {
    get root() {
      return root;
    },
    close,
  };
}

class DataRoot extends RegoObject {
  readonly #source: DataSource;
  readonly #members = new Map<string, Value | undefined>();

  constructor(source: DataSource) {
    super([]);
    this.#source = source;
  }

  override get size(): number {
    return this.entries().length;
  }

  override get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    if (!this.#members.has(key)) this.#members.set(key, this.#read(key));
    return this.#members.get(key);
  }

  override entries(): readonly Entry[] {
    const names = [...new Set([...this.#source.collections(), ...this.#source.values().keys()])];
    return names.sort(compareStrings).map((name): Entry => [name, this.get(name) ?? null]);
  }

  override get key(): string {
    return new RegoObject(this.entries()).key;
  }

  changed(collection: string, key: string, document: string | null): void {
    const known = this.#members.get(collection);
    if (known instanceof DataCollection) known.changed(key, document);
    else this.#members.delete(collection);
  }

  #read(name: string): Value | undefined {
    const value = this.#source.values().get(name);
    if (value !== undefined) return parseJson(value);
    return this.#source.collections().includes(name) ? new DataCollection(this.#source, name) : undefined;
  }
}

class DataCollection extends RegoObject implements IndexedCollection {
  readonly #source: DataSource;
  readonly #name: string;
  readonly #records = new Map<string, Value>();
  readonly #indexes = new Map<string, PathIndex>();
  #names: readonly string[] | undefined;
  #entries: readonly Entry[] | undefined;
  #text: string | undefined;

  constructor(source: DataSource, name: string) {
    super([]);
    this.#source = source;
    this.#name = name;
  }

  override get size(): number {
    return this.#source.size(this.#name).records;
  }

  override get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    const known = this.#records.get(key);
    if (known !== undefined) return known;
    const text = this.#source.text(this.#name, key);
    return text === undefined ? undefined : this.#keep(key, text);
  }

  override entries(): readonly Entry[] {
    this.#names ??= [...this.#source.entries(this.#name)].map(([key]) => key).sort(compareStrings);
    this.#entries ??= this.#names.map((key): Entry => [key, this.get(key) ?? null]);
    return this.#entries;
  }

  override get key(): string {
    this.#text ??= new RegoObject(this.entries()).key;
    return this.#text;
  }

  index(path: readonly Value[]): PathIndex {
    const name = keyText(path);
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    const index = new PathIndex(path, this.#walk());
    this.#indexes.set(name, index);
    return index;
  }

  changed(key: string, document: string | null): void {
    this.#records.delete(key);
    this.#entries = undefined;
    this.#text = undefined;
    // A key that stays a key stays where it is; whether it was one is known from the names alone.
    if (document === null || !this.#has(key)) this.#names = undefined;
    if (this.#indexes.size === 0) return;
    const value = document === null ? undefined : parseJson(document);
    for (const index of this.#indexes.values()) index.update(key, value);
  }

  #has(key: string): boolean {
    const names = this.#names ?? [];
    let [low, high] = [0, names.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareStrings(names[middle] as string, key) < 0) low = middle + 1;
      else high = middle;
    }
    return names[low] === key;
  }

  #keep(key: string, text: string): Value {
    const record = parseJson(text);
    if (this.#records.size >= RECORDS_KEPT) this.#records.clear();
    this.#records.set(key, record);
    return record;
  }

  *#walk(): IterableIterator<Entry> {
    for (const [key, text] of this.#source.entries(this.#name)) {
      yield [key, this.#records.get(key) ?? parseJson(text)];
    }
  }
}
