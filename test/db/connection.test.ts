import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientBase } from 'pg';
import { openConnection } from '../../src/db/connection.ts';
import { createPool } from '../../src/db/pool.ts';
import { testDatabase } from '../support/database.ts';

const CUT = 'SELECT pg_terminate_backend($1)';

test('a connection that is lost while no query runs rejects the next one, and can be ended', async (t) => {
  const { pool, url } = await testDatabase(t);
  const client = await openConnection({ connectionString: url });
  const lost = ended(client);
  await pool.query(CUT, [await backend(client)]);
  await lost;
  await assert.rejects(client.query('SELECT 1'));
  await client.end();
});

test('a pool tells of connections that are lost before its end, and of none after', async (t) => {
  const { pool, url } = await testDatabase(t);
  const told: Error[] = [];
  const watched = createPool(url, { onError: (error) => told.push(error) });
  const [before, after] = [await watched.connect(), await watched.connect()];
  await lose(before);
  assert.ok(told.length > 0);
  told.length = 0;
  const closed = watched.end();
  await lose(after);
  assert.deepEqual(told, []);
  before.release(true);
  after.release(true);
  await closed;

  async function lose(client: ClientBase): Promise<void> {
    const lost = ended(client);
    await pool.query(CUT, [await backend(client)]);
    await lost;
  }
});

function ended(client: ClientBase): Promise<void> {
  return new Promise((resolve) => client.once('end', resolve));
}

async function backend(client: ClientBase): Promise<number | undefined> {
  return (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
}
