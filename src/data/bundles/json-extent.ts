import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  isSpace,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from './json-bytes.ts';

/**
 * Finds where a JSON value ends, in text that comes in pieces. It looks at brackets and quotes alone: what lies
 * between may be no JSON at all.
 */
export class JsonExtent {
  #open = 0;
  #inString = false;
  #afterBackslash = false;

  /** Goes on from `from`, at first where the value begins. Returns where it ends, or -1 when not in this piece. */
  find(piece: Uint8Array, from: number): number {
    const length = piece.length;
    let open = this.#open;
    let inString = this.#inString;
    let at = this.#afterBackslash ? from + 1 : from;
    for (; at < length; at += 1) {
      const byte = piece[at] as number;
      if (inString) {
        if (byte === BACKSLASH) at += 1;
        else if (byte === QUOTE) {
          inString = false;
          if (open === 0) return this.#found(at + 1);
        }
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) open += 1;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (open === 0) return this.#found(at);
        open -= 1;
        if (open === 0) return this.#found(at + 1);
      } else if (open === 0 && (byte === COMMA || isSpace(byte))) return this.#found(at);
    }
    this.#open = open;
    this.#inString = inString;
    // Past the end when the last byte was a backslash, whose escaped byte comes first in the next piece.
    this.#afterBackslash = at > length;
    return -1;
  }

  #found(end: number): number {
    this.#open = 0;
    this.#inString = false;
    this.#afterBackslash = false;
    return end;
  }
}
