import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyCatalog, previewCatalog } from '../../../src/admin/catalog/apply-catalog.ts';
import { loadCatalog, shippedCatalogs } from '../../../src/admin/catalog/load-catalog.ts';
import { testDatabase } from '../../support/database.ts';

for (const name of await shippedCatalogs()) {
  test(`${name}: applied, previewed and applied again changes nothing`, async (t) => {
    const { pool } = await testDatabase(t);
    const catalog = await loadCatalog(name);
    const first = await applyCatalog(pool, catalog);
    assert.ok(first.plan.steps.length > catalog.permissions.length);
    assert.equal(first.revision.number, 1);
    assert.deepEqual((await previewCatalog(pool, catalog)).steps, []);
    const second = await applyCatalog(pool, catalog);
    assert.deepEqual(second.plan.steps, []);
    assert.deepEqual(second.revision, first.revision);
    const { rows } = await pool.query<{ key: string }>(
      "SELECT key FROM policy_document WHERE collection = 'permissions'",
    );
    assert.equal(rows.length, catalog.permissions.length);
  });
}

test('two processes that apply at once both succeed', async (t) => {
  const { pool } = await testDatabase(t);
  const catalog = await loadCatalog('kaliaops');
  const both = await Promise.all([applyCatalog(pool, catalog), applyCatalog(pool, catalog)]);
  assert.deepEqual(both.map(({ plan }) => plan.steps.length === 0).sort(), [false, true]);
});

test('what administrators made outlives a new version of the catalog', async (t) => {
  const { pool } = await testDatabase(t);
  const catalog = await loadCatalog('kaliaops');
  await applyCatalog(pool, catalog);
  await pool.query(`
    INSERT INTO roles (id, name, scope) VALUES ('l1', 'L1 Support', 'team');
    INSERT INTO role_permissions VALUES ('l1', 'incidents.view', NULL), ('viewer', 'audit_logs.view', 'own');
    DELETE FROM role_permissions WHERE role_id = 'tech' AND permission =
      (SELECT min(permission) FROM role_permissions WHERE role_id = 'tech');
    INSERT INTO users (id, name, email) VALUES ('u1', 'Una', 'una@one.test');
    INSERT INTO role_assignments (id, user_id, role_id) VALUES (gen_random_uuid(), 'u1', 'l1');
  `);
  const made = `SELECT (SELECT jsonb_agg(p ORDER BY p) FROM role_permissions AS p) AS entries,
                       (SELECT jsonb_agg(a) FROM role_assignments AS a) AS assignments`;
  const before = (await pool.query(made)).rows;
  const [firstPermission] = catalog.permissions;
  assert.ok(firstPermission);
  const next = {
    ...catalog,
    version: '2',
    permissions: [...catalog.permissions, { ...firstPermission, name: 'robots.view' }],
  };
  const { plan } = await applyCatalog(pool, next);
  assert.equal(plan.steps.length, 1);
  assert.ok(
    plan.kept.some((text) => text.includes('"viewer"')) && plan.kept.some((text) => text.includes('"tech"')),
  );
  assert.deepEqual((await pool.query(made)).rows, before);
});

test('another catalog is refused, and nothing changes', async (t) => {
  const { pool } = await testDatabase(t);
  const { revision } = await applyCatalog(pool, await loadCatalog('kaliaops'));
  await assert.rejects(applyCatalog(pool, await loadCatalog('kiwi')), /began with the catalog "kaliaops"/);
  const { rows } = await pool.query('SELECT epoch, number FROM revision');
  assert.deepEqual(rows, [revision]);
});
