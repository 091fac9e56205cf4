import { Compaction } from './compaction.ts';
import { keyHash } from './key-hash.ts';
import { RecordIndex, SHARDS } from './record-index.ts';
import { positionOf, SlabSpace, slabOf } from './slab-space.ts';

/** How many parts the keys of a collection can be read in, one at a time. */
export const KEY_PARTS = SHARDS;

/** Up to this many bytes a loop copies faster than a call. */
const LOOP_BYTES = 64;

/** The records of one collection, JSON text by key, kept outside the JavaScript heap. Keys may be any strings. */
export class RecordStore {
  readonly #space: SlabSpace;
  readonly #index: RecordIndex;
  readonly #compaction: Compaction;
  #records = 0;
  #bytes = 0;

  constructor(slabBytes?: number) {
    const space = new SlabSpace(slabBytes);
    this.#space = space;
    this.#index = new RecordIndex({
      holdsKey: (reference, key) => space.slab(slabOf(reference)).holdsKey(positionOf(reference), key),
    });
    this.#compaction = new Compaction(space, this.#index);
  }

  /** How many records there are, and the bytes of their JSON text. */
  get size(): { readonly records: number; readonly bytes: number } {
    return { records: this.#records, bytes: this.#bytes };
  }

  /** Bytes written to slabs, and how many of them are dead. */
  get memory(): { readonly used: number; readonly dead: number } {
    return { used: this.#space.used, dead: this.#space.dead };
  }

  set(key: string, document: string): void {
    const hash = keyHash(key);
    const reference = this.#space.write(hash, key, document);
    const before = this.#index.set(hash, key, reference);
    this.#bytes += this.#documentBytes(reference);
    if (before === 0) this.#records += 1;
    else this.#release(before);
  }

  remove(key: string): void {
    const before = this.#index.remove(keyHash(key), key);
    if (before === 0) return;
    this.#records -= 1;
    this.#release(before);
  }

  text(key: string): string | undefined {
    const reference = this.#index.find(keyHash(key), key);
    if (reference === 0) return undefined;
    return this.#space.slab(slabOf(reference)).document(positionOf(reference));
  }

  /** As `DataSource.copyInto`. */
  copyInto(key: string, target: Uint8Array, offset: number): number {
    const reference = this.#index.find(keyHash(key), key);
    if (reference === 0) return -1;
    const slab = this.#space.slab(slabOf(reference));
    const position = positionOf(reference);
    const length = slab.documentBytes(position);
    if (length > target.length - offset) return -2 - length;
    const start = slab.documentAt(position);
    const bytes = slab.bytes;
    if (length > LOOP_BYTES)
      target.set(new Uint8Array(bytes.buffer, bytes.byteOffset + start, length), offset);
    else for (let at = 0; at < length; at++) target[offset + at] = bytes[start + at] as number;
    return length;
  }

  *entries(): IterableIterator<[key: string, document: string]> {
    for (const reference of this.#index.references()) {
      const slab = this.#space.slab(slabOf(reference));
      const position = positionOf(reference);
      yield [slab.key(position), slab.document(position)];
    }
  }

  /** As `DataSource.keys`. */
  keys(part: number): string[] {
    return this.#index.referencesOf(part).map((reference) => {
      return this.#space.slab(slabOf(reference)).key(positionOf(reference));
    });
  }

  #release(reference: number): void {
    this.#bytes -= this.#documentBytes(reference);
    this.#compaction.step(this.#space.release(reference));
  }

  #documentBytes(reference: number): number {
    return this.#space.slab(slabOf(reference)).documentBytes(positionOf(reference));
  }
}
