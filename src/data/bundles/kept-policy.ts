import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openDraft, removeDrafts } from './durable-file.ts';

/** A policy bundle and the entity tag it came with. */
export interface KeptPolicy {
  readonly bytes: Uint8Array;
  readonly etag: string | undefined;
}

/** Writes a policy bundle behind a line that tells its entity tag and checksum. Replaces the file as a whole. */
export async function keepPolicy(path: string, { bytes, etag }: KeptPolicy): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await removeDrafts(path);
  const draft = await openDraft(path);
  try {
    await draft.write(Buffer.from(`${JSON.stringify({ etag, sha256: sha256(bytes) })}\n`));
    await draft.write(bytes);
    await draft.commit();
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** Reads it back; undefined where there is none. Throws when it is not whole. */
export async function readKeptPolicy(path: string): Promise<KeptPolicy | undefined> {
  const file = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  const line = file.indexOf('\n');
  const head = JSON.parse(file.toString('utf8', 0, Math.max(0, line))) as {
    etag?: unknown;
    sha256?: unknown;
  };
  const bytes = file.subarray(line + 1);
  if (head.sha256 !== sha256(bytes)) throw new Error(`${path} is damaged`);
  return { bytes, etag: typeof head.etag === 'string' ? head.etag : undefined };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
