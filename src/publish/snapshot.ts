import type { Client } from 'pg';
import Cursor from 'pg-cursor';
import type { FeedSink, Revision } from '../data/feed.ts';
import { COLLECTIONS } from './collections.ts';

/** Rows read at a time: a batch is worked off in about a millisecond or two, between which decisions are made. */
const BATCH_ROWS = 1000;

type Row = [collection: string, key: string, document: string];

/**
 * Loads every record as of one revision into a sink and makes it the active document. Every collection is there,
 * without members where there are none. Fails when the database sends nothing for `answerMs` milliseconds.
 */
export async function loadSnapshot(
  client: Client,
  sink: FeedSink,
  answerMs: number,
): Promise<{ readonly revision: Revision; readonly records: number }> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL enable_seqscan = on');
  const { rows } = await client.query<[string, string]>({
    text: 'SELECT epoch, number FROM postern.revision',
    rowMode: 'array',
  });
  const [epoch, number] = rows[0] ?? [];
  if (epoch === undefined || number === undefined) throw new Error('the database has no revision');
  const revision = { epoch: Number(epoch), number: Number(number) };

  const snapshot = sink.beginSnapshot();
  for (const collection of COLLECTIONS) snapshot.setValue(collection, '{}');
  const records = await readRecords(client, answerMs, (row) => snapshot.add(...row));
  await client.query('COMMIT');
  snapshot.commit(revision);
  return { revision, records };
}

async function readRecords(client: Client, answerMs: number, take: (row: Row) => void): Promise<number> {
  const cursor = client.query(
    new Cursor<Row>(
      'SELECT collection, key, document::text FROM postern.policy_document WHERE document IS NOT NULL',
      [],
      { rowMode: 'array' },
    ),
  );
  // A cursor's read has no time limit of its own; ending the client makes a pending read fail.
  const alarm = setTimeout(() => void client.end().catch(() => undefined), answerMs);
  let records = 0;
  try {
    for (;;) {
      const rows = await cursor.read(BATCH_ROWS);
      alarm.refresh();
      for (const row of rows) take(row);
      records += rows.length;
      if (rows.length < BATCH_ROWS) return records;
    }
  } finally {
    // The cursor is not closed: it is through, or its connection is given up (and closing would wait for it).
    clearTimeout(alarm);
  }
}
