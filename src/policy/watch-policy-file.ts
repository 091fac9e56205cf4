import type { BaseLogger } from 'pino';
import { FileWatch } from '../data/file-feed/file-watch.ts';
import { readPieces } from '../data/file-feed/read-pieces.ts';

export interface WatchPolicyFileOptions {
  /** Where the bundle is. */
  readonly path: string;
  readonly log: Pick<BaseLogger, 'warn'>;
  /** How often the file is looked at when the system told of no change, in milliseconds. */
  readonly pollMs?: number;
  /** Takes the file's content, at first and whenever it has changed. What it makes of it is its own matter. */
  readonly onBytes: (bytes: Uint8Array) => Promise<unknown>;
}

export interface WatchedPolicyFile {
  /** Why the file can't be read as it is now; undefined when it was. */
  readonly failure: Error | undefined;
  close(): Promise<void>;
}

/**
 * Hands over a policy bundle's file, and again when its content changes. Resolves when `onBytes` has taken the first;
 * rejects when the file can't be read, or `onBytes` rejects. Later both are logged, and the next change is waited for.
 */
export async function watchPolicyFile(options: WatchPolicyFileOptions): Promise<WatchedPolicyFile> {
  const { path, log, pollMs, onBytes } = options;
  let digest: string | undefined;
  let failure: Error | undefined;
  let started = false;
  const read = async () => {
    try {
      const pieces: Uint8Array[] = [];
      const file = await readPieces(path, (piece) => pieces.push(piece));
      const changed = file.digest !== digest;
      digest = file.digest;
      failure = undefined;
      if (changed) await onBytes(Buffer.concat(pieces));
    } catch (cause) {
      const message = `policy: ${path} can't be taken: ${(cause as Error).message}`;
      if (message === failure?.message) return;
      failure = new Error(message, { cause });
      if (started) log.warn({ path, err: cause }, message);
    }
  };
  const watch = await new Promise<FileWatch>((resolve, reject) => {
    const made = new FileWatch(path, {
      ...(pollMs === undefined ? {} : { pollMs }),
      onChange: async () => {
        await read();
        if (failure === undefined) resolve(made);
        else if (!started) reject(failure);
        started ||= failure === undefined;
        if (!started) void made.close();
      },
    });
  });
  return {
    get failure() {
      return failure;
    },
    close: () => watch.close(),
  };
}
