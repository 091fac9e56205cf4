import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { ensureEpoch } from '../../src/db/epoch.ts';
import { createPool } from '../../src/db/pool.ts';
import { testDatabase } from '../support/database.ts';

test('an epoch lasts as long as the database is the same', async (t) => {
  const { pool } = await testDatabase(t);
  const epoch = await ensureEpoch(pool);
  assert.ok(epoch > 1_700_000_000);
  assert.equal(await ensureEpoch(pool), epoch);
});

test('a copy begins a later epoch, and says so', async (t) => {
  const { pool, url } = await testDatabase(t);
  const epoch = await ensureEpoch(pool);
  const name = `postern_test_${randomBytes(8).toString('hex')}`;
  const copyUrl = Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const original = new URL(url).pathname.slice(1);
  await pool.end();
  const server = createPool(Object.assign(new URL(url), { pathname: '/template1' }).href);
  await server.query(`CREATE DATABASE ${name} TEMPLATE ${original}`);
  const copy = createPool(copyUrl);
  try {
    const listener = await copy.connect();
    const heard = new Promise((resolve) => listener.on('notification', ({ payload }) => resolve(payload)));
    await listener.query('LISTEN postern_revision');
    const later = await ensureEpoch(copy);
    assert.ok(later > epoch);
    assert.equal(await heard, `${later}.0`);
    listener.release();
  } finally {
    await copy.end();
    await server.query(`DROP DATABASE ${name}`);
    await server.end();
  }
});

test('a dump loaded over the same database begins a later epoch', async (t) => {
  const { pool } = await testDatabase(t);
  const epoch = await ensureEpoch(pool);
  await pool.query(
    'CREATE TABLE restored (LIKE revision INCLUDING ALL); INSERT INTO restored SELECT * FROM revision',
  );
  await pool.query('DROP TABLE revision CASCADE; ALTER TABLE restored RENAME TO revision');
  assert.ok((await ensureEpoch(pool)) > epoch);
});

test('a role that may not ask for the origin still gets an epoch', async (t) => {
  const { pool, url } = await testDatabase(t);
  const role = `limited_${randomBytes(6).toString('hex')}`;
  await pool.query(`CREATE ROLE ${role} LOGIN;
    GRANT USAGE ON SCHEMA postern TO ${role}; GRANT ALL ON ALL TABLES IN SCHEMA postern TO ${role};
    REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC`);
  const limited = createPool(Object.assign(new URL(url), { username: role }).href);
  try {
    const epoch = await ensureEpoch(limited);
    assert.equal(await ensureEpoch(limited), epoch);
  } finally {
    await limited.end();
    await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
});
