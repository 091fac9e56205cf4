import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';

/** Bytes of a piece; between two pieces other work is done. */
const PIECE = 64 * 1024;
/** Packed bytes up to which a bundle is unpacked at once, and the most that it may unpack to. */
const SMALL = 64 * 1024;
const SMALL_UNPACKED = 16 * 1024 * 1024;

/** Unpacks gzip as it comes. The stream fails where the packed one fails or ends too early. */
export function inflate(packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Readable {
  const unpacked = createGunzip({ chunkSize: PIECE });
  const source = Readable.from(packed, { objectMode: false });
  source.once('error', (error) => unpacked.destroy(error));
  unpacked.once('close', () => source.destroy());
  return source.pipe(unpacked);
}

/** Unpacks gzip that is in memory. */
export async function inflateBytes(packed: Uint8Array): Promise<Readable> {
  if (packed.length > SMALL) return inflate([packed]);
  const bytes = await promisify(gunzip)(packed, { maxOutputLength: SMALL_UNPACKED });
  return Readable.from([bytes], { objectMode: false });
}
