import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { transaction } from '../../src/db/transaction.ts';
import { testDatabase } from '../support/database.ts';
import { runs } from '../support/runs.ts';
import { type Random, seededRandom, times } from './random.ts';
import { randomWrite, TABLES, type Write } from './random-writes.ts';

const WRITERS = 6;
const TRANSACTIONS_EACH = runs(250);
const SEED = Number(process.env.POSTERN_TEST_SEED ?? Date.now() % 2 ** 32);

/** SQLSTATEs by which the database refuses a write; random ones run into them all the time. */
const REFUSALS = new Set(['23001', '23503', '23505', '23514', '23502']);
const isRefusal = (error: unknown) => error instanceof pg.DatabaseError && REFUSALS.has(error.code ?? '');

type Documents = Map<string, string>;
interface Snapshot {
  readonly number: number;
  readonly documents: Documents;
}

test(`replayed changes give what a snapshot gives, without gaps or deadlocks (seed ${SEED})`, async (t) => {
  const { pool, url } = await testDatabase(t);
  await fill(pool, seededRandom(SEED));
  const listener = new pg.Client({ connectionString: url });
  await listener.connect();
  const heard: string[] = [];
  listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
  await listener.query('LISTEN postern_revision');

  const filled = (await readSnapshot(pool)).number;
  const counts = { committed: 0, refused: 0, rolledBack: 0, retried: 0, statements: 0 };
  let running = true;
  const snapshots: Snapshot[] = [];
  const watching = watch(pool, snapshots, () => running);
  await Promise.all(times(WRITERS, () => 0).map((_, n) => write(pool, seededRandom(SEED + n), counts)));
  running = false;
  await watching;

  const last = await readSnapshot(pool);
  for (const snapshot of snapshots) {
    await replay(pool, snapshot.documents, snapshot.number);
    assert.deepEqual(snapshot.documents, last.documents, `replayed from revision ${snapshot.number}`);
  }
  const epoch = (await pool.query<{ epoch: number }>('SELECT epoch FROM revision')).rows[0]?.epoch;
  await listener.query('SELECT 1');
  const numbers = times(last.number - filled, () => 0).map((_, n) => filled + n + 1);
  assert.deepEqual(
    heard,
    numbers.map((number) => `${epoch}.${number}`),
  );
  assert.ok(counts.committed > counts.refused / 4 && snapshots.length > 0, JSON.stringify(counts));
  t.diagnostic(`${JSON.stringify(counts)}, revision ${last.number}, ${snapshots.length} snapshots`);
  await listener.end();
});

async function write(
  pool: pg.Pool,
  random: Random,
  counts: { committed: number; refused: number; rolledBack: number; retried: number; statements: number },
): Promise<void> {
  for (let n = 0; n < TRANSACTIONS_EACH; n += 1) {
    const writes = times(1 + random.below(4), () => ({
      ...randomWrite(random),
      undone: random.chance(0.15),
    }));
    const abandon = random.chance(0.1);
    const work = async (client: pg.PoolClient) => {
      for (const { text, values, undone } of writes) {
        counts.statements += 1;
        await client.query('SAVEPOINT one');
        try {
          await client.query(text, [...values]);
          if (undone) await client.query('ROLLBACK TO SAVEPOINT one');
        } catch (error) {
          if (!isRefusal(error)) throw error;
          await client.query('ROLLBACK TO SAVEPOINT one');
        }
      }
      if (abandon) throw new Abandoned();
    };
    try {
      if (writes.length > 1 || abandon) {
        await transaction(pool, work, {
          onRetry: () => {
            counts.retried += 1;
          },
        });
      } else {
        counts.statements += 1;
        for (const write of writes) await typeByHand(pool, write, counts);
      }
      counts.committed += 1;
    } catch (error) {
      if (error instanceof Abandoned) counts.rolledBack += 1;
      else if (isRefusal(error)) counts.refused += 1;
      else throw error;
    }
  }
}

/** One statement, committed by itself; who gets a deadlock types it again. */
async function typeByHand(
  pool: pg.Pool,
  { text, values }: Write,
  counts: { retried: number },
): Promise<void> {
  for (;;) {
    try {
      await pool.query(text, [...values]);
      return;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError && error.code === '40P01')) throw error;
      counts.retried += 1;
    }
  }
}

class Abandoned extends Error {}

/** Takes snapshots while writers run. At each, the table says what the views say. */
async function watch(pool: pg.Pool, snapshots: Snapshot[], running: () => boolean): Promise<void> {
  while (running()) {
    const snapshot = await readSnapshot(pool);
    snapshots.push(snapshot);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** Table and revision at one moment, compared with the views at that moment. */
async function readSnapshot(pool: pg.Pool): Promise<Snapshot> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const revision = await client.query<{ number: number }>('SELECT number FROM revision');
    assert.deepEqual(await differences(client), []);
    const { rows } = await client.query<{ path: string; document: string }>(
      `SELECT collection || '/' || key AS path, document::text FROM policy_document WHERE document IS NOT NULL`,
    );
    await client.query('COMMIT');
    const number = revision.rows[0]?.number ?? Number.NaN;
    return { number, documents: new Map(rows.map((row) => [row.path, row.document])) };
  } finally {
    client.release();
  }
}

/** The keys at which table and views say different things. */
async function differences(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ path: string }>(
    `SELECT collection || '/' || key AS path
     FROM (SELECT collection, key, document FROM policy_document WHERE document IS NOT NULL) AS held
     FULL JOIN current_document AS now USING (collection, key)
     WHERE held.document IS DISTINCT FROM now.document`,
  );
  return rows.map((row) => row.path);
}

async function replay(pool: pg.Pool, documents: Documents, after: number): Promise<void> {
  const { rows } = await pool.query<{ path: string; document: string | null }>(
    `SELECT collection || '/' || key AS path, document::text FROM policy_document WHERE revision > $1`,
    [after],
  );
  for (const { path, document } of rows) {
    if (document === null) documents.delete(path);
    else documents.set(path, document);
  }
}

test('a change that any one trigger does not note would be found', async (t) => {
  const { pool } = await testDatabase(t);
  const random = seededRandom(1);
  await fill(pool, random);
  const { rows } = await pool.query<{ table: string; trigger: string }>(
    `SELECT relname AS table, tgname AS trigger FROM pg_trigger JOIN pg_class AS c ON c.oid = tgrelid
     WHERE tgname LIKE 'note%'`,
  );
  assert.deepEqual([...new Set(rows.map(({ table }) => table))].sort(), [...TABLES].sort());
  const unseen: string[] = [];
  const client = await pool.connect();
  try {
    for (const { table, trigger } of rows) {
      await client.query(`BEGIN; ALTER TABLE ${table} DISABLE TRIGGER ${trigger}`);
      const kind = trigger.replace('note_', '') as Write['kind'];
      assert.notDeepEqual(
        await writeUntilDifferent(client, random, { table, kind }),
        [],
        `${table} ${trigger}`,
      );
      await client.query('ROLLBACK');
    }
  } finally {
    client.release(true);
  }
  assert.deepEqual(unseen, []);
});

/** Puts many rows into every table, and at last users that no other row refers to. */
async function fill(pool: pg.Pool, random: Random): Promise<void> {
  await transaction(pool, async (client) => {
    for (const table of [...TABLES, 'users']) {
      for (let n = 0; n < 40; n += 1) await attempt(client, randomWrite(random, { table, kind: 'insert' }));
    }
  });
}

/** Does a write, or nothing when the database refuses it. */
async function attempt(client: pg.PoolClient, { text, values }: Write): Promise<void> {
  await client.query('SAVEPOINT one');
  try {
    await client.query(text, [...values]);
    await client.query('SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED');
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await client.query('ROLLBACK TO SAVEPOINT one');
  }
}

async function writeUntilDifferent(
  client: pg.PoolClient,
  random: Random,
  wanted: Pick<Write, 'table' | 'kind'>,
): Promise<string[]> {
  for (let n = 0; n < 200; n += 1) {
    await attempt(client, randomWrite(random, wanted));
    const found = await differences(client);
    if (found.length > 0) return found;
  }
  return [];
}
