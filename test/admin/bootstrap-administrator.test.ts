import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Pool } from 'pg';
import { authenticate } from '../../src/admin/authentication.ts';
import { BOOTSTRAP_USER, ensureBootstrapAdministrator } from '../../src/admin/bootstrap-administrator.ts';
import { applyCatalog } from '../../src/admin/catalog/apply-catalog.ts';
import { loadCatalog } from '../../src/admin/catalog/load-catalog.ts';
import { testDatabase } from '../support/database.ts';

async function prepared(t: TestContext): Promise<Pool> {
  const { pool } = await testDatabase(t);
  await applyCatalog(pool, await loadCatalog('kaliaops'));
  return pool;
}

const actor = async (pool: Pool, token: string) =>
  (await authenticate(pool, { method: 'GET', headers: { authorization: `Bearer ${token}` } }, 0)).id;
const administrators = async (pool: Pool) =>
  (await pool.query<{ id: string }>('SELECT id FROM administrators ORDER BY id')).rows.map(({ id }) => id);

/** Another administrator, so that the first may go. */
async function addChief(pool: Pool): Promise<void> {
  await pool.query(
    `INSERT INTO users (id, kind, name, status) VALUES ('chief', 'service', 'Chief', 'active')`,
  );
  await pool.query(
    `INSERT INTO role_assignments (id, user_id, role_id) VALUES (gen_random_uuid(), 'chief', 'admin')`,
  );
}

test('the bootstrap administrator', async (t) => {
  await t.test('needs a catalog', async (t) => {
    const { pool } = await testDatabase(t);
    await assert.rejects(ensureBootstrapAdministrator(pool), /apply a catalog first/);
  });

  await t.test('gets a random token that is told once', async (t) => {
    const pool = await prepared(t);
    const { token = '' } = await ensureBootstrapAdministrator(pool);
    assert.equal(Buffer.from(token, 'base64url').length, 32);
    assert.equal(await actor(pool, token), BOOTSTRAP_USER);
    assert.deepEqual(await administrators(pool), [BOOTSTRAP_USER]);
    assert.deepEqual(await ensureBootstrapAdministrator(pool), {});
    assert.equal(await actor(pool, token), BOOTSTRAP_USER);
    const { rows } = await pool.query('SELECT * FROM api_tokens');
    assert.ok(!JSON.stringify(rows).includes(token), 'the token itself is not kept');
  });

  await t.test('takes a given token, and a later one in its place', async (t) => {
    const pool = await prepared(t);
    assert.deepEqual(await ensureBootstrapAdministrator(pool, { token: 'first' }), {});
    assert.deepEqual(await ensureBootstrapAdministrator(pool, { token: 'first' }), {});
    assert.equal(await actor(pool, 'first'), BOOTSTRAP_USER);
    await ensureBootstrapAdministrator(pool, { token: 'second' });
    assert.equal(await actor(pool, 'second'), BOOTSTRAP_USER);
    await assert.rejects(actor(pool, 'first'));
  });

  await t.test('is made beside other administrators when a token is given', async (t) => {
    const pool = await prepared(t);
    await addChief(pool);
    assert.deepEqual(await ensureBootstrapAdministrator(pool), {});
    assert.deepEqual(await administrators(pool), ['chief']);
    await ensureBootstrapAdministrator(pool, { token: 'given' });
    assert.deepEqual(await administrators(pool), [BOOTSTRAP_USER, 'chief']);
  });

  for (const [removal, statement] of [
    ['deleted', `DELETE FROM users WHERE id = $1`],
    ['deactivated', `UPDATE users SET status = 'deactivated' WHERE id = $1`],
    ['demoted', `DELETE FROM role_assignments WHERE user_id = $1`],
  ] as const) {
    await t.test(`stays ${removal} while there is another administrator`, async (t) => {
      const pool = await prepared(t);
      await ensureBootstrapAdministrator(pool, { token: 'given' });
      await addChief(pool);
      await pool.query(statement, [BOOTSTRAP_USER]);
      assert.deepEqual(await ensureBootstrapAdministrator(pool, { token: 'given' }), {});
      assert.deepEqual(await administrators(pool), ['chief']);
    });
  }

  await t.test('comes back when there is none, under another id where its own was deleted', async (t) => {
    const pool = await prepared(t);
    await ensureBootstrapAdministrator(pool, { token: 'given' });
    await addChief(pool);
    await pool.query('DELETE FROM users WHERE id = $1', [BOOTSTRAP_USER]);
    await pool.query('UPDATE revision SET administered = false');
    await pool.query(`DELETE FROM users WHERE id = 'chief'`);
    await ensureBootstrapAdministrator(pool, { token: 'again' });
    const [id = ''] = await administrators(pool);
    assert.match(id, /^bootstrap-administrator-[0-9a-f]{8}-/);
    assert.equal(await actor(pool, 'again'), id);
  });

  await t.test('is made once when several processes start', async (t) => {
    const pool = await prepared(t);
    const made = await Promise.all(Array.from({ length: 6 }, () => ensureBootstrapAdministrator(pool)));
    assert.equal(made.filter(({ token }) => token !== undefined).length, 1);
    assert.deepEqual(await administrators(pool), [BOOTSTRAP_USER]);
  });
});
