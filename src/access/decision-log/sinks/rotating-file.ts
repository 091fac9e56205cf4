import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TextDestination } from './text-sink.ts';

export interface RotatingFileOptions {
  /** The file that is written to; older ones beside it end in `.1`, `.2`, …, the highest being the oldest. */
  readonly path: string;
  /** Bytes that a file holds at most, unless a single write is longer. */
  readonly maxBytes: number;
  /** How many older files are kept. */
  readonly keep: number;
}

/**
 * A file that is appended to and rotated by size. A write is there whole or not at all: what a full disk cuts off is
 * taken back. (Of the packages for this, one loses what a short write leaves over, the others rotate by time or name
 * files anew.)
 */
export function openRotatingFile(options: RotatingFileOptions): TextDestination {
  const { path, maxBytes } = options;
  let handle: FileHandle | undefined;
  let size = 0;
  // A device or a pipe, /dev/stderr say, is nobody's to rename.
  let rotates = true;
  let abandoned = false;
  let bytes = Buffer.alloc(0);

  /** The bytes of a text, in memory that is used again: fresh pages for every write cost more than the write. */
  const encode = (text: string): Buffer => {
    const length = Buffer.byteLength(text);
    if (bytes.length < length) bytes = Buffer.allocUnsafeSlow(2 * length);
    bytes.write(text);
    return bytes.subarray(0, length);
  };
  const openFile = async (): Promise<FileHandle> => {
    await mkdir(dirname(path), { recursive: true });
    const opened = await open(path, 'a', 0o600);
    const found = await opened.stat();
    size = found.size;
    rotates = found.isFile();
    return opened;
  };
  const closeFile = async () => {
    const closing = handle;
    handle = undefined;
    await closing?.close();
  };
  const append = async (text: string) => {
    const data = encode(text);
    handle ??= await openFile();
    if (rotates && size > 0 && size + data.length > maxBytes) {
      await closeFile();
      await shift(options);
      handle = await openFile();
    }
    const before = size;
    try {
      await handle.appendFile(data);
      size += data.length;
    } catch (error) {
      if (rotates) await handle.truncate(before).catch(() => undefined);
      throw error;
    }
  };
  return {
    write(text, done) {
      append(text)
        .finally(() => (abandoned ? closeFile() : undefined))
        .then(() => done(), done);
    },
    close: closeFile,
    destroy() {
      abandoned = true;
      closeFile().catch(() => undefined);
    },
  };
}

/** Gives each file the next number; the file that is written to becomes number 1, the last one goes. */
async function shift({ path, keep }: RotatingFileOptions): Promise<void> {
  if (keep === 0) return rm(path, { force: true });
  for (let number = keep; number > 0; number -= 1) {
    const from = number === 1 ? path : `${path}.${number - 1}`;
    await rename(from, `${path}.${number}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}
