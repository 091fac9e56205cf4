import { randomBytes } from 'node:crypto';
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';

/** The part of `node:fs/promises` that a spool needs. */
export type SpoolFiles = Pick<
  typeof nodeFs,
  'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'rm' | 'stat'
>;

export interface SpooledChunk {
  readonly file: string;
  readonly events: number;
  readonly bytes: number;
}

const FORM = /^(\d{16})-(\d{1,9})\.json\.gz$/;
const UNFINISHED = /^\.[0-9a-f]{16}\.unfinished$/;

/**
 * Chunks of events in a folder, one file each, named by their order and how many events they hold. A file is whole once
 * it has its name. A folder serves one process at a time.
 */
export class Spool {
  readonly #folder: string;
  readonly #fs: SpoolFiles;
  #next = 1;

  constructor(folder: string, fs: SpoolFiles = nodeFs) {
    this.#folder = folder;
    this.#fs = fs;
  }

  /** What an earlier process left, oldest first. Rejects where the folder can't be made or read. */
  async open(): Promise<SpooledChunk[]> {
    await this.#fs.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const chunks: SpooledChunk[] = [];
    for (const name of (await this.#fs.readdir(this.#folder)).sort()) {
      if (UNFINISHED.test(name)) await this.#remove(name);
      const match = FORM.exec(name);
      if (match === null) continue;
      const { size } = await this.#fs.stat(join(this.#folder, name));
      chunks.push({ file: name, events: Number(match[2]), bytes: size });
      this.#next = Math.max(this.#next, Number(match[1]) + 1);
    }
    return chunks;
  }

  /** Writes a chunk; it is on the disk, and not only with the system, when this resolves. */
  async add(data: Uint8Array, events: number): Promise<SpooledChunk> {
    const unfinished = `.${randomBytes(8).toString('hex')}.unfinished`;
    const file = `${String(this.#next).padStart(16, '0')}-${events}.json.gz`;
    this.#next += 1;
    try {
      const handle = await this.#fs.open(join(this.#folder, unfinished), 'wx', 0o600);
      try {
        await handle.writeFile(data);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      await this.#fs.rename(join(this.#folder, unfinished), join(this.#folder, file));
    } catch (error) {
      await this.#remove(unfinished).catch(() => undefined);
      throw error;
    }
    return { file, events, bytes: data.byteLength };
  }

  read(chunk: SpooledChunk): Promise<Buffer> {
    return this.#fs.readFile(join(this.#folder, chunk.file));
  }

  /** Never rejects: a file that stays is sent again by a later process. */
  async remove(chunk: SpooledChunk): Promise<void> {
    await this.#remove(chunk.file).catch(() => undefined);
  }

  async #remove(name: string): Promise<void> {
    await this.#fs.rm(join(this.#folder, name), { force: true });
  }
}
