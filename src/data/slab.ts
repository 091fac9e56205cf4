const HEADER_WORDS = 3;
const HEADER_BYTES = HEADER_WORDS * 4;

/**
 * A block of memory outside the JavaScript heap that records are written into one after another. A record is a header
 * of three words (hash of the key; characters of the key times two, plus one where they take two bytes each; bytes of
 * the document), the key, the document in UTF-8, and padding to a multiple of 4 bytes. Positions are byte offsets.
 */
export class Slab {
  readonly bytes: Buffer;
  readonly #words: Int32Array;
  /** Bytes written, dead ones included. */
  used = 0;
  /** Bytes of records that were replaced or removed. */
  dead = 0;

  constructor(capacity: number) {
    const aligned = align(capacity);
    this.bytes = Buffer.allocUnsafeSlow(aligned);
    this.#words = new Int32Array(this.bytes.buffer, this.bytes.byteOffset, aligned >>> 2);
  }

  get free(): number {
    return this.bytes.length - this.used;
  }

  /** Writes a record of `measure`d size, for which there must be room. Returns its position. */
  write(hash: number, key: string, wide: boolean, document: string, documentBytes: number): number {
    const at = this.used;
    const word = at >>> 2;
    this.#words[word] = hash;
    this.#words[word + 1] = key.length * 2 + (wide ? 1 : 0);
    this.#words[word + 2] = documentBytes;
    const keyAt = at + HEADER_BYTES;
    const keyBytes = wide ? key.length * 2 : key.length;
    if (wide) this.bytes.write(key, keyAt, keyBytes, 'utf16le');
    else this.bytes.write(key, keyAt, keyBytes, 'latin1');
    this.bytes.write(document, keyAt + keyBytes, documentBytes, 'utf8');
    this.used = at + align(HEADER_BYTES + keyBytes + documentBytes);
    return at;
  }

  /** Writes a copy of another slab's record, for which there must be room. Returns its position. */
  writeCopy(from: Slab, position: number): number {
    const at = this.used;
    const bytes = from.recordBytes(position);
    from.bytes.copy(this.bytes, at, position, position + bytes);
    this.used = at + bytes;
    return at;
  }

  hash(position: number): number {
    return this.#words[position >>> 2] as number;
  }

  recordBytes(position: number): number {
    return align(HEADER_BYTES + this.#keyBytes(position) + this.documentBytes(position));
  }

  documentBytes(position: number): number {
    return this.#words[(position >>> 2) + 2] as number;
  }

  documentAt(position: number): number {
    return position + HEADER_BYTES + this.#keyBytes(position);
  }

  key(position: number): string {
    const start = position + HEADER_BYTES;
    const wide = ((this.#words[(position >>> 2) + 1] as number) & 1) === 1;
    return this.bytes.toString(wide ? 'utf16le' : 'latin1', start, start + this.#keyBytes(position));
  }

  document(position: number): string {
    const start = this.documentAt(position);
    return this.bytes.toString('utf8', start, start + this.documentBytes(position));
  }

  holdsKey(position: number, key: string): boolean {
    const shape = this.#words[(position >>> 2) + 1] as number;
    if (shape >>> 1 !== key.length) return false;
    const bytes = this.bytes;
    let at = position + HEADER_BYTES;
    if ((shape & 1) === 0) {
      for (let unit = 0; unit < key.length; unit++) {
        if (bytes[at++] !== key.charCodeAt(unit)) return false;
      }
      return true;
    }
    for (let unit = 0; unit < key.length; unit++) {
      if (((bytes[at++] as number) | ((bytes[at++] as number) << 8)) !== key.charCodeAt(unit)) return false;
    }
    return true;
  }

  #keyBytes(position: number): number {
    const shape = this.#words[(position >>> 2) + 1] as number;
    return (shape & 1) === 0 ? shape >>> 1 : shape & ~1;
  }
}

/** The bytes a record takes in a slab. */
export function recordBytes(keyLength: number, wide: boolean, documentBytes: number): number {
  return align(HEADER_BYTES + (wide ? keyLength * 2 : keyLength) + documentBytes);
}

/** Whether a key has characters that do not fit in one byte each. */
export function isWide(key: string): boolean {
  for (let unit = 0; unit < key.length; unit++) {
    if (key.charCodeAt(unit) > 0xff) return true;
  }
  return false;
}

function align(bytes: number): number {
  return (bytes + 3) & ~3;
}
