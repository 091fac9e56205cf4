import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

const compress = promisify(gzip);

/** A gzip of a JSON array of events. */
export interface Packed {
  readonly data: Uint8Array;
  readonly events: number;
}

/** How events became uploads: the uploads in order, and how many events are too long for any. */
export interface Packing {
  readonly chunks: readonly Packed[];
  readonly tooLarge: number;
}

/** Packs events into uploads of at most `limit` bytes, in order. The work is done beside the main thread. */
export async function pack(events: readonly string[], limit: number): Promise<Packing> {
  const data = await compress(`[${events.join(',')}]`, { level: constants.Z_BEST_SPEED });
  if (data.byteLength <= limit) return { chunks: [{ data, events: events.length }], tooLarge: 0 };
  if (events.length <= 1) return { chunks: [], tooLarge: events.length };
  const middle = Math.ceil(events.length / 2);
  const first = await pack(events.slice(0, middle), limit);
  const second = await pack(events.slice(middle), limit);
  return { chunks: [...first.chunks, ...second.chunks], tooLarge: first.tooLarge + second.tooLarge };
}

/**
 * How much text to put into an upload so that it is nearly full, from how the latest one came out. As OPA does, uploads
 * grow while there is room and shrink when one was too long. All in bytes.
 */
export function nextTextLimit(textLength: number, packedLength: number, limit: number): number {
  const ratio = Math.max(1, textLength / Math.max(1, packedLength));
  return Math.round(Math.min(ratio * 0.9, MOST_TEXT) * limit);
}

/** However well it compresses, an upload unpacks to at most this many times its limit. */
const MOST_TEXT = 8;
