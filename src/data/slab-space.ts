import { isWide, recordBytes, Slab } from './slab.ts';

/** A reference is a slab's number (from 1) and a record's position in it in words of 4 bytes. */
const WORD_BITS = 18;
const WORD_MASK = (1 << WORD_BITS) - 1;
const LAST_SLAB = 2 ** (32 - WORD_BITS) - 1;

export const SLAB_BYTES = 1 << 20;
const FIRST_SLAB_BYTES = 4096;
/** A record larger than this part of a slab gets a slab of its own. */
const LARGE_PART = 8;

/** The slabs of one collection: where records are written, read by reference, and their dead bytes counted. */
export class SlabSpace {
  readonly #slabBytes: number;
  readonly #slabs: (Slab | undefined)[] = [undefined];
  readonly #freeNumbers: number[] = [];
  #current = 0;
  /** Bytes written and not yet given back, dead ones included. */
  used = 0;
  /** Bytes of records that were replaced or removed, in slabs not yet given back. */
  dead = 0;

  constructor(slabBytes = SLAB_BYTES) {
    this.#slabBytes = Math.min(slabBytes, SLAB_BYTES);
  }

  /** Writes a record and returns its reference. */
  write(hash: number, key: string, document: string): number {
    const wide = isWide(key);
    const documentBytes = Buffer.byteLength(document);
    const bytes = recordBytes(key.length, wide, documentBytes);
    const number = this.#slabFor(bytes);
    this.used += bytes;
    return toReference(number, this.slab(number).write(hash, key, wide, document, documentBytes));
  }

  /** Writes a record again, elsewhere, and returns its new reference. The old one becomes dead. */
  rewrite(reference: number): number {
    const from = this.slab(slabOf(reference));
    const position = positionOf(reference);
    const bytes = from.recordBytes(position);
    const number = this.#slabFor(bytes);
    this.used += bytes;
    from.dead += bytes;
    this.dead += bytes;
    return toReference(number, this.slab(number).writeCopy(from, position));
  }

  /** Counts a record as dead. A slab that holds nothing else is given back. Returns the record's bytes. */
  release(reference: number): number {
    const number = slabOf(reference);
    const slab = this.slab(number);
    const bytes = slab.recordBytes(positionOf(reference));
    slab.dead += bytes;
    this.dead += bytes;
    if (slab.dead === slab.used && number !== this.#current) this.drop(number);
    return bytes;
  }

  /** Gives a slab back that holds dead records only. */
  drop(number: number): void {
    const slab = this.slab(number);
    this.used -= slab.used;
    this.dead -= slab.dead;
    this.#slabs[number] = undefined;
    this.#freeNumbers.push(number);
  }

  slab(number: number): Slab {
    const slab = this.#slabs[number];
    if (slab === undefined) throw new RangeError(`there is no slab ${number}`);
    return slab;
  }

  holds(number: number): boolean {
    return this.#slabs[number] !== undefined;
  }

  /** The slab with the most dead bytes among those no longer written to, 0 where there is none with any. */
  mostDead(): number {
    let most = 0;
    let bytes = 0;
    for (let number = 1; number < this.#slabs.length; number++) {
      const slab = this.#slabs[number];
      if (slab === undefined || number === this.#current || slab.dead <= bytes) continue;
      most = number;
      bytes = slab.dead;
    }
    return most;
  }

  #slabFor(bytes: number): number {
    if (bytes > this.#slabBytes / LARGE_PART) return this.#add(bytes);
    if (this.#current === 0 || this.slab(this.#current).free < bytes) {
      const sealed = this.#current;
      const live = this.used - this.dead;
      this.#current = this.#add(Math.min(this.#slabBytes, Math.max(FIRST_SLAB_BYTES, bytes, live)));
      if (sealed !== 0 && this.slab(sealed).dead === this.slab(sealed).used) this.drop(sealed);
    }
    return this.#current;
  }

  #add(capacity: number): number {
    const number = this.#freeNumbers.pop() ?? this.#slabs.length;
    if (number > LAST_SLAB) throw new RangeError(`a collection can't hold more than ${LAST_SLAB} slabs`);
    this.#slabs[number] = new Slab(capacity);
    return number;
  }
}

export function slabOf(reference: number): number {
  return reference >>> WORD_BITS;
}

export function positionOf(reference: number): number {
  return (reference & WORD_MASK) << 2;
}

export function toReference(slab: number, position: number): number {
  return (slab << WORD_BITS) | (position >>> 2);
}
