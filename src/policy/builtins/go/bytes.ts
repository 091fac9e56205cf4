import { isWellFormed } from '../../values/well-formed.ts';

/**
 * Rego's strings are bytes, nearly always UTF-8. Those that are not (a key in base64, decoded) still have to pass through
 * JavaScript's strings unharmed: a byte that is no UTF-8 becomes a lone surrogate, U+DC80 to U+DCFF, which no text from
 * outside may hold. `é` stays `é`; 0xFF is `\udcff`.
 */
const escapes = /[\udc80-\udcff]/;

/** The bytes of a Rego string. */
export function toBytes(text: string): Buffer {
  if (!escapes.test(text) || isWellFormed(text)) return Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff && isLow(text.charCodeAt(i + 1))) i += 1;
    else if (unit >= 0xdc80 && unit <= 0xdcff) {
      parts.push(Buffer.from(text.slice(start, i), 'utf8'), Buffer.from([unit - 0xdc00]));
      start = i + 1;
    }
  }
  parts.push(Buffer.from(text.slice(start), 'utf8'));
  return Buffer.concat(parts);
}

/** A text put together from parts: bytes that were no UTF-8 apart may be so now. */
export function rejoined(text: string): string {
  return isWellFormed(text) ? text : fromBytes(toBytes(text));
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The Rego string of these bytes. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return withEscapes(bytes);
  }
}

function withEscapes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  let start = 0;
  for (let i = 0; i < buffer.length; ) {
    const length = sequenceLength(buffer, i);
    if (length === 0) {
      text += buffer.toString('utf8', start, i) + String.fromCharCode(0xdc00 + (buffer[i] ?? 0));
      start = i + 1;
    }
    i += Math.max(1, length);
  }
  return text + buffer.toString('utf8', start);
}

/** Bytes of the UTF-8 sequence that begins here, 0 where none does. Source: RFC 3629 §4. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  if (first < 0x80) return 1;
  const continues = (count: number) =>
    Array.from({ length: count }).every((_, i) => ((bytes[at + 1 + i] ?? 0) & 0xc0) === 0x80);
  if (first >= 0xc2 && first <= 0xdf) return continues(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0;
    return continues(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
    return continues(3) ? 4 : 0;
  }
  return 0;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
