import { promisify } from 'node:util';
import { constants, gzip, gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { formatManifest } from '../../data/bundles/manifest.ts';
import { formatPatchPath } from '../../data/bundles/patch-path.ts';
import type { Change, Revision } from '../../data/feed.ts';
import { COLLECTIONS } from '../collections.ts';
import type { Delta } from '../delta.ts';

/** Bytes up to which compressing at once takes less than handing over to another thread. */
const SMALL = 32 * 1024;
const LEVEL = { level: constants.Z_BEST_SPEED };

/**
 * A delta as an OPA bundle (`.tar.gz`) that leads from `base` to its revision. Undefined where a bundle can't say it:
 * OPA takes a patch without operations for a snapshot of nothing, and a path with an empty key for the collection.
 */
export async function encodeDelta(base: Revision, delta: Delta): Promise<Buffer | undefined> {
  if (delta.changes.length === 0 || delta.changes.some(({ key }) => key === '')) return undefined;
  const manifest = formatManifest({ revision: delta.to, roots: COLLECTIONS, base });
  const patch = Buffer.from(`{"data":[${delta.changes.map(operations).join(',')}]}`);
  const archive = await packTar([
    { header: { name: '/.manifest', size: Buffer.byteLength(manifest), mtime: new Date(0) }, body: manifest },
    { header: { name: '/patch.json', size: patch.length, mtime: new Date(0) }, body: patch },
  ]);
  return archive.length <= SMALL ? gzipSync(archive, LEVEL) : await promisify(gzip)(archive, LEVEL);
}

/** A removal sets the record first: OPA fails to remove what it never had, such as what came and went since. */
function operations({ collection, key, document }: Change): string {
  const path = JSON.stringify(formatPatchPath(collection, key));
  const upsert = `{"op":"upsert","path":${path},"value":${document}}`;
  return document === null ? `${upsert},{"op":"remove","path":${path}}` : upsert;
}
