import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import { transaction } from '../../src/db/transaction.ts';
import { testDatabase } from '../support/database.ts';
import { insertCompany } from './fixtures.ts';

test('returns the revision it took, or the present one when nothing changed', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  const changed = await transaction(pool, (client) =>
    client.query("UPDATE users SET status = 'deactivated'"),
  );
  const { rows } = await pool.query<{ epoch: number; number: number }>('SELECT epoch, number FROM revision');
  assert.deepEqual(changed.revision, rows[0]);
  assert.ok(changed.revision.epoch > 0);
  const unchanged = await transaction(pool, async () => 'nothing');
  assert.deepEqual(unchanged, { result: 'nothing', revision: changed.revision });
});

test('what is refused at commit is thrown from here, and nothing is kept', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  const work = async (client: pg.PoolClient) => {
    await client.query("UPDATE users SET name = 'Changed'");
    await client.query("INSERT INTO role_permissions VALUES ('r1', 'unknown.permission', NULL)");
  };
  await assert.rejects(transaction(pool, work), { constraint: 'permission_known' });
  const { rows } = await pool.query("SELECT count(*) FROM users WHERE name = 'Changed'");
  assert.deepEqual(rows, [{ count: 0 }]);
});

test('a deadlock is retried', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  let waiting = 0;
  let retried = 0;
  const inOrder = (first: string, second: string) => async (client: pg.PoolClient) => {
    await client.query('UPDATE users SET name = $1 WHERE id = $1', [first]);
    waiting += 1;
    while (waiting < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await client.query('UPDATE users SET name = $1 WHERE id = $1', [second]);
  };
  const onRetry = () => {
    retried += 1;
  };
  await Promise.all([
    transaction(pool, inOrder('u1', 'u2'), { onRetry }),
    transaction(pool, inOrder('u2', 'u1'), { onRetry }),
  ]);
  assert.equal(retried, 1);
});

test('a lost connection is an error, and the pool goes on', async (t) => {
  const { pool } = await testDatabase(t);
  await assert.rejects(
    transaction(pool, (client) => client.query('SELECT pg_terminate_backend(pg_backend_pid())')),
  );
  await transaction(pool, (client) => client.query('SELECT 1'));
});
