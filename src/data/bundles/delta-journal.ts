import { existsSync } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { writeAll } from './durable-file.ts';

/** How long what was appended may be lost with the power, in milliseconds. */
const SYNC_MS = 1000;
const MODE = 0o600;
const LENGTH_BYTES = 4;

/**
 * Delta bundles one after the other in a file, each behind its length; gzip's checksum tells whether one is whole. A
 * part that was set aside comes before the present one.
 */
export class DeltaJournal {
  readonly #path: string;
  #file: FileHandle | undefined;
  #syncing: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** What was appended, in order, up to what breaks off. */
  async *read(): AsyncGenerator<Uint8Array> {
    for (const path of [this.#aside, this.#path]) {
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return Buffer.alloc(0);
        throw error;
      });
      for (let at = 0; at < bytes.length; ) {
        const begins = at + LENGTH_BYTES;
        const ends = begins > bytes.length ? Number.POSITIVE_INFINITY : begins + bytes.readUInt32BE(at);
        if (ends > bytes.length) throw new Error(`${path} breaks off at byte ${at}`);
        yield bytes.subarray(begins, ends);
        at = ends;
      }
    }
  }

  async append(bundle: Uint8Array): Promise<void> {
    this.#file ??= await open(this.#path, 'a', MODE);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(bundle.length);
    await writeAll(this.#file, Buffer.concat([length, bundle]));
    this.#syncing ??= setTimeout(() => {
      this.#syncing = undefined;
      void this.#file?.datasync().catch(() => undefined);
    }, SYNC_MS).unref();
  }

  /**
   * Sets the present part aside: a later snapshot will make it superfluous. Where one is aside already the present part
   * goes on, or begins again when it is not `whole`.
   */
  async setAside(whole: boolean): Promise<void> {
    await this.close();
    if (!existsSync(this.#aside)) {
      if (existsSync(this.#path)) await rename(this.#path, this.#aside);
    } else if (!whole) await rm(this.#path, { force: true });
  }

  async dropAside(): Promise<void> {
    await rm(this.#aside, { force: true });
  }

  async clear(): Promise<void> {
    await this.close();
    await this.dropAside();
    await rm(this.#path, { force: true });
  }

  async close(): Promise<void> {
    clearTimeout(this.#syncing);
    this.#syncing = undefined;
    const file = this.#file;
    this.#file = undefined;
    await file?.datasync().catch(() => undefined);
    await file?.close();
  }

  get #aside(): string {
    return `${this.#path}.aside`;
  }
}
