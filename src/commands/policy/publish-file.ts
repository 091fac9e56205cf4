import { randomBytes } from 'node:crypto';
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** Thrown where the place is no file that can be replaced. */
export class NoFileError extends Error {
  override readonly name = 'NoFileError';
}

/** Where the file of a path is, links followed. Throws a NoFileError for a folder or a device. */
export async function placeOf(path: string): Promise<{ readonly place: string; readonly mode: number }> {
  const place = await realpath(path).catch(() => resolve(path));
  const known = await stat(place).catch(() => undefined);
  if (known !== undefined && !known.isFile()) throw new NoFileError(`${path} is not a file`);
  return { place, mode: known?.mode ?? 0o666 };
}

/**
 * Puts the bytes in place of a file, whole or not at all: whoever reads the path finds what was there before or all of the
 * new. Where the path is a link, what it leads to is replaced. Folders on the way are made. Throws a NoFileError for a
 * folder or a device.
 */
export async function publishFile(path: string, bytes: Uint8Array): Promise<void> {
  const { place, mode } = await placeOf(path);
  await mkdir(dirname(place), { recursive: true });
  // In the same folder, lest the last step be a copy.
  const beside = join(dirname(place), `.${basename(place)}.${randomBytes(6).toString('hex')}`);
  try {
    const handle = await open(beside, 'wx', mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, place);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
