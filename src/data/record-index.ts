export const SHARDS = 256;
const FIRST_SLOTS = 4;

/** Answers whether the record at a reference has a key. The index itself holds hashes and references only. */
export interface KeyMatcher {
  holdsKey(reference: number, key: string): boolean;
}

/**
 * From a key's hash to a record's reference (any integer but 0): open addressing with linear probing in typed arrays.
 * A shard holds the keys whose hashes share their upper 8 bits and grows alone, so that no growth takes long.
 */
export class RecordIndex {
  readonly #matcher: KeyMatcher;
  /** Each slot is a pair: hash, reference. */
  readonly #shards: (Int32Array | undefined)[] = new Array(SHARDS).fill(undefined);
  readonly #counts = new Int32Array(SHARDS);

  constructor(matcher: KeyMatcher) {
    this.#matcher = matcher;
  }

  /** The reference of a key's record, 0 where there is none. */
  find(hash: number, key: string): number {
    const shard = this.#shards[hash >>> 24];
    if (shard === undefined) return 0;
    return shard[this.#slotOfKey(shard, hash, key) + 1] as number;
  }

  /** Points a key to a record. Returns the reference it had before, 0 where it is new. */
  set(hash: number, key: string, reference: number): number {
    const shard = this.#roomFor(hash >>> 24);
    const slot = this.#slotOfKey(shard, hash, key);
    const before = shard[slot + 1] as number;
    shard[slot] = hash;
    shard[slot + 1] = reference;
    if (before === 0) this.#counts[hash >>> 24] = (this.#counts[hash >>> 24] as number) + 1;
    return before;
  }

  /** Forgets a key. Returns the reference it had, 0 where there was none. */
  remove(hash: number, key: string): number {
    const shard = this.#shards[hash >>> 24];
    if (shard === undefined) return 0;
    const slot = this.#slotOfKey(shard, hash, key);
    const before = shard[slot + 1] as number;
    if (before === 0) return 0;
    closeGap(shard, slot);
    this.#counts[hash >>> 24] = (this.#counts[hash >>> 24] as number) - 1;
    return before;
  }

  /** Whether some key points to this reference. */
  has(hash: number, reference: number): boolean {
    const shard = this.#shards[hash >>> 24];
    return shard !== undefined && slotOfReference(shard, hash, reference) >= 0;
  }

  /** Points the key that pointed to `from` to `to`. */
  move(hash: number, from: number, to: number): void {
    const shard = this.#shards[hash >>> 24];
    if (shard !== undefined) shard[slotOfReference(shard, hash, from) + 1] = to;
  }

  /** Every reference, in no order. Valid until the next change. */
  *references(): IterableIterator<number> {
    for (const shard of this.#shards) {
      if (shard === undefined) continue;
      for (let slot = 1; slot < shard.length; slot += 2) {
        if (shard[slot] !== 0) yield shard[slot] as number;
      }
    }
  }

  /** The references of one shard, in no order. A key never moves to another shard. */
  referencesOf(number: number): number[] {
    const found: number[] = [];
    const shard = this.#shards[number];
    if (shard === undefined) return found;
    for (let slot = 1; slot < shard.length; slot += 2) {
      if (shard[slot] !== 0) found.push(shard[slot] as number);
    }
    return found;
  }

  /** The slot that holds the key, or the free one where it would be put. */
  #slotOfKey(shard: Int32Array, hash: number, key: string): number {
    const mask = shard.length - 1;
    let slot = (hash << 1) & mask;
    for (;;) {
      const reference = shard[slot + 1] as number;
      if (reference === 0) return slot;
      if (shard[slot] === hash && this.#matcher.holdsKey(reference, key)) return slot;
      slot = (slot + 2) & mask;
    }
  }

  /** The shard with at least a quarter of its slots free after one more key. */
  #roomFor(number: number): Int32Array {
    const shard = this.#shards[number];
    if (shard === undefined) return this.#replace(number, new Int32Array(FIRST_SLOTS * 2));
    const count = this.#counts[number] as number;
    if ((count + 1) * 8 <= shard.length * 3) return shard;
    const larger = new Int32Array(shard.length * 2);
    const mask = larger.length - 1;
    for (let from = 0; from < shard.length; from += 2) {
      if (shard[from + 1] === 0) continue;
      const hash = shard[from] as number;
      let slot = (hash << 1) & mask;
      while (larger[slot + 1] !== 0) slot = (slot + 2) & mask;
      larger[slot] = hash;
      larger[slot + 1] = shard[from + 1] as number;
    }
    return this.#replace(number, larger);
  }

  #replace(number: number, shard: Int32Array): Int32Array {
    this.#shards[number] = shard;
    return shard;
  }
}

function slotOfReference(shard: Int32Array, hash: number, reference: number): number {
  const mask = shard.length - 1;
  let slot = (hash << 1) & mask;
  for (;;) {
    const found = shard[slot + 1];
    if (found === reference) return slot;
    if (found === 0) return -1;
    slot = (slot + 2) & mask;
  }
}

/** Frees a slot and moves back what was probed past it, so that no marker has to stay. */
function closeGap(shard: Int32Array, freed: number): void {
  const mask = shard.length - 1;
  let gap = freed;
  let slot = gap;
  for (;;) {
    slot = (slot + 2) & mask;
    if (shard[slot + 1] === 0) break;
    const wanted = ((shard[slot] as number) << 1) & mask;
    // An entry may move into the gap unless its wanted place lies after the gap, up to where it is now.
    if (((slot - wanted) & mask) < ((slot - gap) & mask)) continue;
    shard[gap] = shard[slot] as number;
    shard[gap + 1] = shard[slot + 1] as number;
    gap = slot;
  }
  shard[gap] = 0;
  shard[gap + 1] = 0;
}
