import type { Change, Revision, SnapshotWriter } from '../feed.ts';
import { formatRevision } from '../revision.ts';
import type { ArchivedFile } from './archive.ts';
import { createDataJsonReader } from './data-json-reader.ts';
import { type DataManifest, parseManifest } from './manifest.ts';
import { createPatchReader } from './read-patch.ts';

/** A data bundle, read to its end. */
export type DataBundle =
  | {
      readonly kind: 'snapshot';
      readonly revision: Revision;
      readonly snapshot: SnapshotWriter;
      readonly tag: string;
    }
  | {
      readonly kind: 'delta';
      readonly revision: Revision;
      /** Where it leads on from, when it says so. */
      readonly base: Revision | undefined;
      readonly changes: readonly Change[];
      /** The entity tag by what the bundle says itself. */
      readonly tag: string;
    };

/** The longest `.manifest` in bytes. */
const LONGEST_MANIFEST = 1024 * 1024;

/**
 * Reads a data bundle from the files of its archive. The records of a snapshot go to a writer from `beginSnapshot`,
 * uncommitted, so that a bundle that breaks off or is malformed leaves no trace; then an Error is thrown.
 * Source: https://www.openpolicyagent.org/docs/management-bundles#bundle-file-format
 */
export async function readDataBundle(
  files: AsyncIterable<ArchivedFile>,
  beginSnapshot: () => SnapshotWriter,
): Promise<DataBundle> {
  let manifest: DataManifest | undefined;
  let snapshot: SnapshotWriter | undefined;
  let changes: readonly Change[] | undefined;
  for await (const { name, body } of files) {
    if (name === '.manifest' && manifest === undefined) {
      manifest = parseManifest(await readText(body));
    } else if (name === 'data.json' && snapshot === undefined) {
      snapshot = beginSnapshot();
      const reader = createDataJsonReader(snapshot);
      for await (const piece of body) reader.write(piece);
      reader.end();
    } else if (name === 'patch.json' && changes === undefined) {
      const patch = createPatchReader();
      for await (const piece of body) patch.write(piece);
      changes = patch.end();
    } else if (/(^|\/)(\.manifest|patch\.json|data\.(json|ya?ml))$/.test(name)) {
      throw new Error(`a data bundle has one .manifest and one data.json or patch.json, not ${name}`);
    }
  }
  if (manifest === undefined) throw new Error('the bundle has no .manifest');
  const { revision, base, tag = formatRevision(revision) } = manifest;
  if (changes !== undefined && snapshot === undefined) return { kind: 'delta', revision, base, changes, tag };
  if (snapshot === undefined || changes !== undefined) {
    throw new Error('a data bundle has either data.json or patch.json');
  }
  return { kind: 'snapshot', revision, snapshot, tag };
}

async function readText(body: ArchivedFile['body']): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > LONGEST_MANIFEST) throw new Error(`.manifest is longer than ${LONGEST_MANIFEST} bytes`);
    pieces.push(piece);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
}
