import { compare } from '../values/compare.ts';
import { keyText } from '../values/key.ts';
import { entriesOf, lookUp } from '../values/look-up.ts';
import type { Entry } from '../values/object.ts';
import type { Value } from '../values/value.ts';

/** The keys, in order, whose members have one value at a path. */
export interface KeyGroup {
  readonly value: Value;
  readonly keys: readonly Value[];
}

interface Group {
  readonly value: Value;
  readonly members: Set<Value>;
  keys: readonly Value[] | undefined;
}

/** Lists of keys of several values that an index keeps at most. */
const LISTS_KEPT = 1_000;

/** The members of a collection by what they have at a path, so that a join in the other direction walks nothing. */
export class PathIndex {
  readonly #path: readonly Value[];
  readonly #groups = new Map<string, Group>();
  readonly #groupOf = new Map<Value, string>();
  #keys: readonly Value[] | undefined;
  /** The keys of several values together, by those values: the same ones are asked for again and again. */
  readonly #keysOfAny = new Map<string, readonly Value[]>();

  constructor(path: readonly Value[], entries: Iterable<Entry>) {
    this.#path = path;
    for (const [key, value] of entries) this.#add(key, value);
  }

  /** How many members have anything there. */
  get size(): number {
    return this.#groupOf.size;
  }

  /** The keys of all members that have anything there, in order. */
  get keys(): readonly Value[] {
    this.#keys ??= [...this.#groupOf.keys()].sort(compare);
    return this.#keys;
  }

  /** How many different values there are. */
  get values(): number {
    return this.#groups.size;
  }

  /** The keys of the members that have this value there. */
  keysOf(value: Value): readonly Value[] {
    const group = this.#groups.get(textOf(value));
    return group === undefined ? [] : keysOf(group);
  }

  /** The keys of the members that have one of these values there, in order. */
  keysOfAny(values: readonly Value[]): readonly Value[] {
    const [first] = values;
    if (values.length === 1 && first !== undefined) return this.keysOf(first);
    const texts = values.map(textOf);
    // With their lengths, no texts come to the same as others.
    let name = '';
    for (const text of texts) name += `${text.length}:${text}`;
    const known = this.#keysOfAny.get(name);
    if (known !== undefined) return known;
    const keys: Value[] = [];
    for (const text of new Set(texts)) {
      const group = this.#groups.get(text);
      if (group !== undefined) for (const key of keysOf(group)) keys.push(key);
    }
    keys.sort(compare);
    if (this.#keysOfAny.size >= LISTS_KEPT) this.#keysOfAny.clear();
    this.#keysOfAny.set(name, keys);
    return keys;
  }

  *groups(): IterableIterator<KeyGroup> {
    for (const group of this.#groups.values()) yield { value: group.value, keys: keysOf(group) };
  }

  /** Takes in that a member has changed, or is gone where there is no value. Keys are strings here. */
  update(key: string, value: Value | undefined): void {
    const before = this.#groupOf.get(key);
    this.#keys = undefined;
    this.#keysOfAny.clear();
    const group = before === undefined ? undefined : this.#groups.get(before);
    if (group !== undefined && before !== undefined) {
      group.members.delete(key);
      group.keys = undefined;
      if (group.members.size === 0) this.#groups.delete(before);
      this.#groupOf.delete(key);
    }
    if (value !== undefined) this.#add(key, value);
  }

  #add(key: Value, member: Value): void {
    const value = valueAt(member, this.#path);
    if (value === undefined) return;
    const text = textOf(value);
    const group = this.#groups.get(text);
    if (group === undefined) {
      this.#groups.set(text, { value, members: new Set([key]), keys: undefined });
    } else {
      group.members.add(key);
      group.keys = undefined;
    }
    this.#groupOf.set(key, text);
  }
}

/** The same for equal values. Most are texts, which stand for themselves, told from others by their beginning. */
function textOf(value: Value): string {
  return typeof value === 'string' ? `"${value}` : keyText(value);
}

function keysOf(group: Group): readonly Value[] {
  group.keys ??= [...group.members].sort(compare);
  return group.keys;
}

/** What lies at a path below a value. */
export function valueAt(value: Value, path: readonly Value[]): Value | undefined {
  let current: Value | undefined = value;
  for (const key of path) {
    if (current === undefined) return undefined;
    current = lookUp(current, key);
  }
  return current;
}

/** A collection that keeps its own indexes. */
export interface IndexedCollection {
  index(path: readonly Value[]): PathIndex;
}

const indexes = new WeakMap<object, Map<string, PathIndex>>();

/** The index of a collection by a path, made when first asked for and kept as long as the collection. */
export function indexOf(collection: Value & object, path: readonly Value[]): PathIndex {
  if ('index' in collection) return (collection as unknown as IndexedCollection).index(path);
  const own = indexes.get(collection) ?? new Map<string, PathIndex>();
  indexes.set(collection, own);
  const name = keyText(path);
  const index = own.get(name) ?? new PathIndex(path, entriesOf(collection));
  own.set(name, index);
  return index;
}
