import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file being written beside the one it will replace, which it does as a whole or not at all. */
export interface Draft {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes it the file, also for after a loss of power. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Only the user of this process may read what is written. */
const MODE = 0o600;
const DRAFT = '.draft';

let drafts = 0;

export async function openDraft(path: string): Promise<Draft> {
  drafts += 1;
  const draftPath = `${path}.${drafts}${DRAFT}`;
  const file = await open(draftPath, 'w', MODE);
  return {
    write: (bytes) => writeAll(file, bytes),
    async commit() {
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draftPath, path);
      await syncFolder(dirname(path));
    },
    async discard() {
      await file.close().catch(() => undefined);
      await rm(draftPath, { force: true });
    },
  };
}

/** Removes what a process that ended has left of drafts for this file. */
export async function removeDrafts(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (name.startsWith(basename(path)) && name.endsWith(DRAFT))
      await rm(join(dirname(path), name), { force: true });
  }
}

export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
