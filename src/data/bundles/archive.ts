import { Readable } from 'node:stream';
import type { ReadableStream, WritableStream } from 'node:stream/web';
import { createGunzip, gunzipSync } from 'node:zlib';
import { createTarDecoder, type ParsedTarEntry, unpackTar } from 'modern-tar';

/** A file of an archive. Its body is to be read before the next file is asked for, or it is passed over. */
export interface ArchivedFile {
  readonly name: string;
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Bytes of a piece; between two pieces other work is done. */
const PIECE = 64 * 1024;
/** Packed bytes up to which an archive is unpacked at once, which is quicker; and the most that it may unpack to. */
const SMALL = 64 * 1024;
const SMALL_UNPACKED = 16 * 1024 * 1024;

/** The files of a `.tar.gz` that is in memory. Throws where it is not whole. */
export async function* readArchive(packed: Uint8Array): AsyncGenerator<ArchivedFile> {
  if (packed.length > SMALL) {
    yield* streamArchive([packed]);
    return;
  }
  const archive = gunzipSync(packed, { maxOutputLength: SMALL_UNPACKED });
  for (const { header, data } of await unpackTar(archive, { strict: true })) {
    if (data !== undefined) yield { name: plainName(header.name), body: [data] };
  }
}

/** The files of a `.tar.gz` as it comes. Throws where that fails or ends too early. */
export async function* streamArchive(
  packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<ArchivedFile> {
  const decoder = createTarDecoder({ strict: true }) as {
    readable: ReadableStream<ParsedTarEntry>;
    writable: WritableStream<Uint8Array>;
  };
  const unpacked = Readable.toWeb(inflate(packed)) as ReadableStream<Uint8Array>;
  for await (const { header, body } of unpacked.pipeThrough(decoder)) {
    const stream = body as ReadableStream<Uint8Array>;
    yield { name: plainName(header.name), body: stream };
    if (!stream.locked) await stream.cancel().catch(() => undefined);
  }
}

function inflate(packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Readable {
  const unpacked = createGunzip({ chunkSize: PIECE });
  const source = Readable.from(packed, { objectMode: false });
  source.once('error', (error) => unpacked.destroy(error));
  unpacked.once('close', () => source.destroy());
  return source.pipe(unpacked);
}

function plainName(name: string): string {
  return name.replace(/^(\.?\/)+/, '');
}
