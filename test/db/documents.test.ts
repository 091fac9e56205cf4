import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import { testDatabase } from '../support/database.ts';
import { insertCompany, readDocument } from './fixtures.ts';

test('a user: what the employee brings, a team brings its organization, and what is absent is left out', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  await pool.query("INSERT INTO team_members VALUES ('t2', 'u2')");
  const bare = { status: 'active', roles: [], grants: {}, denials: {} };
  assert.deepEqual(await readDocument(pool, 'users', 'u1'), {
    ...bare,
    employee: 'e1',
    organizations: ['o1'],
    teams: ['t1'],
  });
  assert.deepEqual(await readDocument(pool, 'users', 'u2'), {
    ...bare,
    organizations: ['o2'],
    teams: ['t2'],
  });
});

test('employees, resources and roles say where they belong, and a resource its attributes', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  await pool.query(`
    INSERT INTO roles (id, name, scope, organization_id) VALUES ('r2', 'Local', 'team', 'o2');
    INSERT INTO resources (type, id, organization_id, team_id, owner_id, attributes) VALUES
      ('asset', 'a/1', 'o1', 't1', 'u1', '{"tags": ["x"], "price": 1.5}'), ('asset', 'a2', NULL, NULL, NULL, '{}');
  `);
  assert.deepEqual(await readDocument(pool, 'employees', 'e1'), { team: 't1' });
  assert.deepEqual(await readDocument(pool, 'employees', 'e2'), {});
  assert.deepEqual(await readDocument(pool, 'roles', 'r2'), { permissions: {}, organization: 'o2' });
  assert.deepEqual(await readDocument(pool, 'resources', 'asset/a2'), {});
  const asset = { organization: 'o1', team: 't1', owner: 'u1', tags: ['x'], price: 1.5 };
  assert.deepEqual(await readDocument(pool, 'resources', 'asset/a/1'), asset);
  await pool.query("UPDATE resources SET id = 'a3' WHERE id = 'a/1'; DELETE FROM employees WHERE id = 'e2'");
  assert.equal(await readDocument(pool, 'resources', 'asset/a/1'), null);
  assert.deepEqual(await readDocument(pool, 'resources', 'asset/a3'), asset);
  assert.equal(await readDocument(pool, 'employees', 'e2'), null);
});

test('assignments, grants and denials: features become permissions, endings seconds, and the last ending counts', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  await pool.query(`
    INSERT INTO role_assignments (id, user_id, role_id, organization_id, not_after) VALUES
      (gen_random_uuid(), 'u2', 'r1', 'o2', '2026-01-01T00:00:00.900Z'), (gen_random_uuid(), 'u2', 'r1', NULL, NULL);
    INSERT INTO permission_grants (id, user_id, permission, scope, organization_id) VALUES
      (gen_random_uuid(), 'u2', 'device', 'own', 'o1'), (gen_random_uuid(), 'u2', 'device.view', 'all', NULL);
    INSERT INTO permission_denials (id, user_id, permission, not_after) VALUES
      (gen_random_uuid(), 'u2', 'device', '2026-01-01Z'), (gen_random_uuid(), 'u2', 'device.manage', '2025-01-01Z'),
      (gen_random_uuid(), 'u2', 'device.view', NULL);
  `);
  assert.deepEqual(await readDocument(pool, 'users', 'u2'), {
    status: 'active',
    roles: [{ role: 'r1' }, { role: 'r1', organization: 'o2', not_after: 1767225600 }],
    grants: {
      'device.view': [{ scope: 'all' }, { scope: 'own', organization: 'o1' }],
      'device.manage': [{ scope: 'own', organization: 'o1' }],
    },
    denials: { 'device.view': {}, 'device.manage': { not_after: 1767225600 } },
    organizations: [],
    teams: [],
  });
});

test('a role: the entry that names a permission most closely decides its scope, and patterns follow the catalog', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  assert.deepEqual(await readDocument(pool, 'roles', 'r1'), {
    permissions: { 'assets.view': 'team', 'assets.edit': 'own' },
  });
  await pool.query(
    "INSERT INTO role_permissions VALUES ('r1', '*', 'organization'), ('r1', 'device', 'all')",
  );
  await pool.query(
    "INSERT INTO permissions (name, category, description, resource_types) VALUES ('assets.delete', 'CMDB', '', '{asset}')",
  );
  assert.deepEqual(await readDocument(pool, 'roles', 'r1'), {
    permissions: {
      'assets.view': 'team',
      'assets.edit': 'own',
      'assets.delete': 'team',
      'contracts.field.cost': 'organization',
      'device.view': 'all',
      'device.manage': 'all',
    },
  });
});

test('permissions, fields, organizations with limits, teams', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  await pool.query("INSERT INTO organization_limits VALUES ('o1', 'cluster'), ('o1', 'service')");
  await pool.query(
    "INSERT INTO organization_limit_resources VALUES ('o1', 'cluster', 'c1'), ('o1', 'cluster', 'c2')",
  );
  assert.deepEqual(await readDocument(pool, 'permissions', 'device.view'), {
    category: 'Features',
    feature: 'device',
    resource_types: { device: true },
  });
  assert.deepEqual(await readDocument(pool, 'fields', 'contract'), { cost: 'contracts.field.cost' });
  assert.deepEqual(await readDocument(pool, 'organizations', 'o1'), {
    code: 'ONE',
    limits: { cluster: { c1: true, c2: true }, service: {} },
  });
  assert.deepEqual(await readDocument(pool, 'teams', 't1'), { organization: 'o1' });
});

test('moves reach everyone they concern', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  await pool.query("UPDATE employees SET team_id = 't2' WHERE id = 'e1'");
  assert.deepEqual(await places(pool, 'u1'), { organizations: ['o2'], teams: ['t2'] });
  await pool.query("UPDATE teams SET organization_id = 'o1' WHERE id = 't2'");
  assert.deepEqual(await places(pool, 'u1'), { organizations: ['o1'], teams: ['t2'] });
});

async function places(pool: pg.Pool, user: string): Promise<unknown> {
  const { organizations, teams } = (await readDocument(pool, 'users', user)) as Record<string, unknown>;
  return { organizations, teams };
}

/** What one transaction changes and another links, before either is committed: whichever commits last, both count. */
const races: Record<
  string,
  { change: string; link: string; collection: string; key: string; expected: string }
> = {
  'an employee moves while a user is linked to it': {
    change: "UPDATE employees SET team_id = 't2' WHERE id = 'e2'",
    link: "UPDATE users SET employee_id = 'e2' WHERE id = 'u2'",
    collection: 'users',
    key: 'u2',
    expected: '"teams": ["t2"]',
  },
  'a team moves while a member joins': {
    change: "UPDATE teams SET organization_id = 'o2' WHERE id = 't1'",
    link: "INSERT INTO team_members VALUES ('t1', 'u2')",
    collection: 'users',
    key: 'u2',
    expected: '"organizations": ["o2"]',
  },
  'the catalog grows while a role is written': {
    change: "INSERT INTO permissions VALUES ('x.view', 'C', '', NULL, '{x}', NULL)",
    link: "INSERT INTO role_permissions VALUES ('r1', '*', NULL)",
    collection: 'roles',
    key: 'r1',
    expected: '"x.view": "team"',
  },
  'a feature gets a permission while it is granted': {
    change: "UPDATE permissions SET feature = 'device' WHERE name = 'assets.view'",
    link: "INSERT INTO permission_grants (id, user_id, permission, scope) VALUES (gen_random_uuid(), 'u2', 'device', 'all')",
    collection: 'users',
    key: 'u2',
    expected: '"assets.view": [{"scope": "all"}]',
  },
};

for (const [name, { change, link, collection, key, expected }] of Object.entries(races)) {
  test(`at once: ${name}`, async (t) => {
    for (const linkedLast of [true, false]) {
      const { pool } = await testDatabase(t);
      await insertCompany(pool);
      const [changing, linking] = await Promise.all([pool.connect(), pool.connect()]);
      await changing.query('BEGIN');
      await linking.query('BEGIN');
      await changing.query(change);
      await linking.query(link);
      for (const client of linkedLast ? [changing, linking] : [linking, changing])
        await client.query('COMMIT');
      changing.release();
      linking.release();
      const { rows } = await pool.query<{ text: string }>(
        'SELECT document::text AS text FROM policy_document WHERE collection = $1 AND key = $2',
        [collection, key],
      );
      assert.ok(rows[0]?.text.includes(expected), rows[0]?.text);
    }
  });
}

test('a transaction that changes no document takes no revision', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  const read = async () =>
    (await pool.query<{ number: number }>('SELECT number FROM revision')).rows[0]?.number;
  const before = await read();
  await pool.query("UPDATE users SET name = 'Other', last_login_at = now()");
  await pool.query("UPDATE employees SET title = 'Other' WHERE id = 'e2'");
  await pool.query(
    "BEGIN; UPDATE users SET status = 'deactivated'; UPDATE users SET status = 'active'; COMMIT",
  );
  assert.equal(await read(), before);
  await pool.query("UPDATE users SET status = 'deactivated'");
  assert.equal(await read(), Number(before) + 1);
});

test('what ended stays until it is cleaned away, and removals are trimmed', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  await pool.query(
    `INSERT INTO role_assignments (id, user_id, role_id, not_after) VALUES (gen_random_uuid(), 'u2', 'r1', '2020-01-01Z')`,
  );
  const roles = async () => ((await readDocument(pool, 'users', 'u2')) as { roles: unknown[] }).roles.length;
  assert.equal(await roles(), 1);
  const cleaned = await pool.query(
    "SELECT delete_ended('2020-01-01Z') AS kept, delete_ended('2020-01-02Z') AS gone",
  );
  assert.deepEqual(cleaned.rows, [{ kept: 0, gone: 1 }]);
  assert.equal(await roles(), 0);

  await pool.query("DELETE FROM users WHERE id = 'u2'");
  const count = 'SELECT count(*) FROM policy_document WHERE document IS NULL';
  assert.deepEqual((await pool.query(count)).rows, [{ count: 1 }]);
  await pool.query('SELECT trim_removals(0)');
  assert.deepEqual((await pool.query(count)).rows, [{ count: 0 }]);
  assert.deepEqual((await pool.query('SELECT trimmed_to = number AS trimmed FROM revision')).rows, [
    { trimmed: true },
  ]);
});
