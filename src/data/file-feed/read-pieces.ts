import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** A file that was read to its end. */
export interface ReadFile {
  /** The same for the same content. */
  readonly digest: string;
  /** When it was last written, in whole milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** Small enough that reading a large file leaves room for other things in between. */
const PIECE_BYTES = 64 * 1024;

/** Reads a file piece by piece. Throws where it can't be read, or is written meanwhile. */
export async function readPieces(path: string, take: (piece: Uint8Array) => void): Promise<ReadFile> {
  const file = await open(path);
  try {
    const before = await file.stat();
    const hash = createHash('sha256');
    const piece = Buffer.alloc(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(piece);
      if (bytesRead === 0) break;
      const content = Buffer.from(piece.subarray(0, bytesRead));
      hash.update(content);
      take(content);
    }
    const after = await file.stat();
    if (after.mtimeMs !== before.mtimeMs || after.size !== before.size) {
      throw new Error('it is being written');
    }
    return { digest: hash.digest('hex'), writtenAt: Math.floor(after.mtimeMs) };
  } finally {
    await file.close();
  }
}
