import type { Client } from 'pg';
import Cursor from 'pg-cursor';
import type { FeedSink, Revision } from '../data/feed.ts';
import type { AnswerWithin } from './answer-within.ts';
import { EVERYTHING, type Selection } from './collections.ts';

/** Rows read at a time: a batch is worked off in about a millisecond or two, between which decisions are made. */
const BATCH_ROWS = 1000;

type Row = [collection: string, key: string, document: string];

/**
 * Loads every record of the selected collections as of one revision into a sink and makes it the active document. Each
 * of these collections is there, without members where there are none.
 */
export async function loadSnapshot(
  client: Client,
  sink: FeedSink,
  answered: AnswerWithin,
  { collections }: Selection = EVERYTHING,
): Promise<{ readonly revision: Revision; readonly records: number }> {
  await answered(
    client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL enable_seqscan = on'),
  );
  const { rows } = await answered(
    client.query<[number, number]>({ text: 'SELECT epoch, number FROM postern.revision', rowMode: 'array' }),
  );
  const [epoch, number] = rows[0] ?? [];
  if (epoch === undefined || number === undefined) throw new Error('the database has no revision');
  const revision = { epoch: Number(epoch), number: Number(number) };

  const snapshot = sink.beginSnapshot();
  for (const collection of collections) snapshot.setValue(collection, '{}');
  const records = await readRecords(client, answered, collections, (row) => snapshot.add(...row));
  await answered(client.query('COMMIT'));
  snapshot.commit(revision);
  return { revision, records };
}

async function readRecords(
  client: Client,
  answered: AnswerWithin,
  collections: readonly string[],
  take: (row: Row) => void,
): Promise<number> {
  const cursor = client.query(
    new Cursor<Row>(
      `SELECT collection, key, document::text FROM postern.policy_document
       WHERE document IS NOT NULL AND collection = ANY ($1)`,
      [collections],
      { rowMode: 'array' },
    ),
  );
  // On an error the cursor is not closed: its connection is given up, and closing would wait for it.
  let records = 0;
  for (;;) {
    const rows = await answered(cursor.read(BATCH_ROWS));
    for (const row of rows) take(row);
    records += rows.length;
    if (rows.length < BATCH_ROWS) return records;
  }
}
