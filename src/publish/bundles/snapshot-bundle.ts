import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { constants, createGzip } from 'node:zlib';
import { createTarPacker } from 'modern-tar';
import type pg from 'pg';
import Cursor from 'pg-cursor';
import { formatManifest } from '../../data/bundles/manifest.ts';
import type { Revision } from '../../data/feed.ts';
import { formatRevision } from '../../data/revision.ts';
import { readRevision } from '../../db/transaction.ts';
import { EVERYTHING, type Selection } from '../collections.ts';
import { formatStandpoint } from './standpoint.ts';

/** Rows read and written at a time. */
const BATCH_ROWS = 1000;

export interface SnapshotBundle {
  readonly revision: Revision;
  /** The bundle as `.tar.gz`. It fails when the database does; destroying it ends the transaction. */
  readonly bytes: Readable;
}

/**
 * Begins a bundle of every record of the selection as of one revision: `.manifest`, and `data.json` with collections and keys in
 * order of their bytes. Records pass through in batches; the length that a tar entry begins with is summed up by the
 * database in the same transaction.
 */
export async function streamSnapshot(
  pool: pg.Pool,
  selection: Selection = EVERYTHING,
): Promise<SnapshotBundle> {
  const client = await pool.connect();
  // A failing connection fails the query under way; without a listener it would end the process.
  const ignore = () => undefined;
  client.on('error', ignore);
  const release = (error?: Error) => {
    client.off('error', ignore);
    client.release(error);
  };
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const revision = await readRevision(client);
    const sizes = await readSizes(client);
    const { readable, controller } = createTarPacker();
    const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 64 * 1024 });
    const bytes = Readable.fromWeb(readable as ReadableStream)
      .on('error', (error) => gzip.destroy(error))
      .pipe(gzip);
    gzip.once('close', () => controller.error(new Error('nobody reads this bundle any more')));
    pack(controller, client, { revision, sizes, selection }).then(
      () => release(),
      (error: Error) => {
        release(error);
        controller.error(error);
      },
    );
    return { revision, bytes };
  } catch (error) {
    release(error as Error);
    throw error;
  }
}

type Packer = ReturnType<typeof createTarPacker>['controller'];
/** Bytes and number of each collection's members. */
type Sizes = ReadonlyMap<string, { readonly bytes: number; readonly records: number }>;

async function readSizes(client: pg.ClientBase): Promise<Sizes> {
  const { rows } = await client.query<{ collection: string; bytes: string; records: string }>(
    `SELECT collection, count(*) AS records,
            sum(octet_length(to_json(key)::text) + 1 + octet_length(document::text)) AS bytes
     FROM postern.policy_document WHERE document IS NOT NULL GROUP BY collection`,
  );
  return new Map(
    rows.map(({ collection, bytes, records }) => [
      collection,
      { bytes: Number(bytes), records: Number(records) },
    ]),
  );
}

interface Content {
  readonly revision: Revision;
  readonly sizes: Sizes;
  readonly selection: Selection;
}

async function pack(
  tar: Packer,
  client: pg.PoolClient,
  { revision, sizes, selection: { collections, variant } }: Content,
): Promise<void> {
  const tag =
    variant === undefined ? {} : { tag: formatStandpoint({ revision, nullsSince: undefined, variant }) };
  const manifest = Buffer.from(formatManifest(formatRevision(revision), { roots: collections, ...tag }));
  const head = tar.add({ name: '/.manifest', size: manifest.length, mtime: new Date(0) }).getWriter();
  await head.write(manifest);
  await head.close();
  const body = tar
    .add({ name: '/data.json', size: documentBytes(sizes, collections), mtime: new Date(0) })
    .getWriter();
  for await (const text of documentText(client, collections)) await body.write(Buffer.from(text));
  await body.close();
  await client.query('COMMIT');
  tar.finalize();
}

function documentBytes(sizes: Sizes, collections: readonly string[]): number {
  let bytes = 2 + collections.length - 1;
  for (const collection of collections) {
    const { bytes: members, records } = sizes.get(collection) ?? { bytes: 0, records: 0 };
    bytes += `"${collection}":{}`.length + members + Math.max(0, records - 1);
  }
  return bytes;
}

async function* documentText(client: pg.PoolClient, collections: readonly string[]): AsyncGenerator<string> {
  let before = '{';
  for (const collection of collections) {
    yield `${before}"${collection}":{`;
    let separator = '';
    for await (const members of readMembers(client, collection)) {
      yield separator + members;
      separator = ',';
    }
    before = '},';
  }
  yield '}}';
}

/** The members of a collection as JSON text, with commas between them. */
async function* readMembers(client: pg.PoolClient, collection: string): AsyncGenerator<string> {
  const cursor = client.query(
    new Cursor<[string]>(
      `SELECT to_json(key)::text || ':' || document::text FROM postern.policy_document
       WHERE collection = $1 AND document IS NOT NULL ORDER BY key`,
      [collection],
      { rowMode: 'array' },
    ),
  );
  for (;;) {
    const rows = await cursor.read(BATCH_ROWS);
    if (rows.length > 0) yield rows.map(([member]) => member).join(',');
    if (rows.length < BATCH_ROWS) return;
  }
}
