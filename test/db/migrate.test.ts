import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownMigrations, migrate, NewerDatabaseError, pendingMigrations } from '../../src/db/migrate.ts';
import { emptyDatabase, testDatabase } from '../support/database.ts';

test('processes that migrate at once queue, and one of them does the work', async (t) => {
  const { url } = await emptyDatabase(t);
  assert.deepEqual(await pendingMigrations(url), knownMigrations());
  const ran = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  assert.deepEqual(
    ran.map((names) => names.length).sort((a, b) => a - b),
    [0, 0, knownMigrations().length],
  );
  assert.deepEqual(await pendingMigrations(url), []);
});

test('a database of a newer program is refused', async (t) => {
  const { pool, url } = await testDatabase(t);
  await pool.query("INSERT INTO migrations (name, run_on) VALUES ('9999_from_the_future', now())");
  await assert.rejects(migrate(url), (error: Error) => {
    assert.ok(error instanceof NewerDatabaseError);
    assert.match(error.message, /9999_from_the_future/);
    return true;
  });
});
