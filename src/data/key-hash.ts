import { randomBytes } from 'node:crypto';

/**
 * HalfSipHash-1-3 of a key's characters under a seed of this process, as a signed 32-bit integer. Who chooses the
 * keys can't choose their places in an index without the seed.
 * Source: Aumasson and Bernstein, SipHash; the 32-bit variant with one and three rounds is Linux's `hsiphash`.
 */
export function keyHash(key: string): number {
  const length = key.length;
  let v0 = seed0;
  let v1 = seed1;
  let v2 = 0x6c796765 ^ seed0;
  let v3 = 0x74656462 ^ seed1;
  let at = 0;
  let tail = length << 24;
  while (at < length) {
    let word: number;
    if (length - at >= 4) {
      const a = key.charCodeAt(at);
      const b = key.charCodeAt(at + 1);
      const c = key.charCodeAt(at + 2);
      const d = key.charCodeAt(at + 3);
      // Characters above 0xff take a word for each pair of them.
      if ((a | b | c | d) <= 0xff) {
        word = a | (b << 8) | (c << 16) | (d << 24);
        at += 4;
      } else {
        word = a | (b << 16);
        v2 ^= 0xee;
        at += 2;
      }
    } else {
      const unit = key.charCodeAt(at);
      at += 1;
      if (at === length) {
        tail ^= unit;
        break;
      }
      word = unit;
    }
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
  }
  v3 ^= tail;
  for (let round = 0; round < 4; round++) {
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    if (round === 0) {
      v0 ^= tail;
      v2 ^= 0xff;
    }
  }
  return v1 ^ v3;
}

const seed = randomBytes(8);
const seed0 = seed.readInt32LE(0);
const seed1 = seed.readInt32LE(4);
