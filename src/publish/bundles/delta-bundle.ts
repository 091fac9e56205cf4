import { promisify } from 'node:util';
import { constants, gzip, gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { formatManifest } from '../../data/bundles/manifest.ts';
import { formatPatchPath } from '../../data/bundles/patch-path.ts';
import type { Change, Revision } from '../../data/feed.ts';
import { EVERYTHING, type Selection } from '../collections.ts';
import { formatStandpoint, type Standpoint } from './standpoint.ts';

/** Bytes up to which compressing at once takes less than handing over to another thread. */
const SMALL = 32 * 1024;
const LEVEL = { level: constants.Z_BEST_SPEED };

/** A delta as an OPA bundle (`.tar.gz`) that leads from `base` to `to`. There must be changes, and keys to all of them. */
export async function encodeDelta(
  base: Revision,
  to: Standpoint,
  changes: readonly Change[],
  { collections }: Selection = EVERYTHING,
): Promise<Buffer> {
  const manifest = formatManifest(formatStandpoint({ ...to, variant: undefined }), {
    roots: collections,
    base,
    ...(to.variant === undefined ? {} : { tag: formatStandpoint(to) }),
  });
  const patch = Buffer.from(`{"data":[${changes.map(operation).join(',')}]}`);
  const archive = await packTar([
    { header: { name: '/.manifest', size: Buffer.byteLength(manifest), mtime: new Date(0) }, body: manifest },
    { header: { name: '/patch.json', size: patch.length, mtime: new Date(0) }, body: patch },
  ]);
  return archive.length <= SMALL ? gzipSync(archive, LEVEL) : await promisify(gzip)(archive, LEVEL);
}

/**
 * Whether a delta bundle can say these changes: OPA takes a patch without operations for a snapshot of nothing, and a
 * path with an empty key for the collection.
 */
export function isEncodable(changes: readonly Change[]): boolean {
  return changes.length > 0 && changes.every(({ key }) => key !== '');
}

function operation({ collection, key, document }: Change): string {
  const path = JSON.stringify(formatPatchPath(collection, key));
  if (document === null) return `{"op":"remove","path":${path}}`;
  return `{"op":"upsert","path":${path},"value":${document}}`;
}
