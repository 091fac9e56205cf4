import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { testDatabase } from '../support/database.ts';
import { insertCompany } from './fixtures.ts';

/** Statements that must be refused, each by the constraint of this name. Several statements are one transaction. */
const refused: Record<string, readonly string[]> = {
  organizations_code_key: ["INSERT INTO organizations (id, code, name) VALUES ('o9', 'one', 'Other')"],
  users_email_key: ["INSERT INTO users (id, name, email) VALUES ('u9', 'N', 'UNA@one.test')"],
  users_email_check: ["INSERT INTO users (id, name, email) VALUES ('u9', 'N', 'nobody')"],
  users_check: ["INSERT INTO users (id, name) VALUES ('u9', 'N')"],
  users_employee_id_key: ["UPDATE users SET employee_id = 'e1' WHERE id = 'u2'"],
  users_status_check: ["UPDATE users SET status = 'asleep'"],
  roles_name_key: [
    "INSERT INTO roles (id, name, scope) VALUES ('r9', 'ROLE', 'all')",
    "INSERT INTO roles (id, name, scope, organization_id) VALUES ('r9', 'ROLE', 'all', 'o1')",
    `INSERT INTO roles (id, name, scope, organization_id) VALUES ('r9', 'Nine', 'all', 'o1');
     INSERT INTO roles (id, name, scope) VALUES ('r8', 'nine', 'all')`,
    `INSERT INTO roles (id, name, scope, organization_id)
     VALUES ('r9', 'Nine', 'all', 'o1'), ('r8', 'nine', 'all', 'o1')`,
    `INSERT INTO roles (id, name, scope, organization_id)
     VALUES ('r9', 'Nine', 'all', 'o1'), ('r8', 'Eight', 'all', NULL);
     UPDATE roles SET name = 'nine' WHERE id = 'r8'`,
  ],
  roles_system_for_everyone_check: [
    "INSERT INTO roles (id, name, scope, organization_id, system) VALUES ('r9', 'Nine', 'all', 'o1', true)",
    "INSERT INTO roles (id, name, scope, organization_id, administrator) VALUES ('r9', 'Nine', 'all', 'o1', true)",
  ],
  role_organization_unchanged: [
    "UPDATE roles SET organization_id = 'o1'",
    `INSERT INTO roles (id, name, scope, organization_id) VALUES ('r9', 'Nine', 'all', 'o1');
     UPDATE roles SET organization_id = NULL WHERE id = 'r9'`,
  ],
  role_bound_to_its_organization: [
    `INSERT INTO roles (id, name, scope, organization_id) VALUES ('r9', 'Nine', 'all', 'o1');
     INSERT INTO role_assignments (id, user_id, role_id) VALUES (gen_random_uuid(), 'u1', 'r9')`,
    `INSERT INTO roles (id, name, scope, organization_id) VALUES ('r9', 'Nine', 'all', 'o1');
     INSERT INTO role_assignments (id, user_id, role_id, organization_id)
     VALUES (gen_random_uuid(), 'u1', 'r9', 'o1');
     UPDATE role_assignments SET organization_id = 'o2' WHERE role_id = 'r9'`,
    `INSERT INTO roles (id, name, scope, organization_id) VALUES ('r9', 'Nine', 'all', 'o1');
     INSERT INTO role_assignments (id, user_id, role_id) VALUES (gen_random_uuid(), 'u1', 'r1');
     UPDATE role_assignments SET role_id = 'r9' WHERE role_id = 'r1'`,
  ],
  roles_scope_check: ["UPDATE roles SET scope = 'planet'"],
  roles_administrator_key: [
    "INSERT INTO roles (id, name, scope, administrator) VALUES ('r9', 'Nine', 'all', true), ('r8', 'Eight', 'all', true)",
  ],
  role_assignments_user_id_role_id_organization_id_key: [
    `INSERT INTO role_assignments (id, user_id, role_id)
     VALUES (gen_random_uuid(), 'u1', 'r1'), (gen_random_uuid(), 'u1', 'r1')`,
  ],
  role_assignments_role_id_fkey: [
    "INSERT INTO role_assignments (id, user_id, role_id) VALUES (gen_random_uuid(), 'u1', 'r1'); DELETE FROM roles",
  ],
  role_assignments_not_after_check: [
    `INSERT INTO role_assignments (id, user_id, role_id, not_after)
     VALUES (gen_random_uuid(), 'u1', 'r1', 'infinity')`,
  ],
  teams_organization_id_fkey: ["DELETE FROM organizations WHERE id = 'o1'"],
  users_employee_id_fkey: ["DELETE FROM employees WHERE id = 'e1'"],
  permissions_name_check: ["UPDATE permissions SET name = 'Assets.*' WHERE name = 'assets.view'"],
  system_role_protected: [
    "UPDATE roles SET system = true; DELETE FROM roles WHERE id = 'r1'",
    "UPDATE roles SET system = true; UPDATE roles SET name = 'Renamed'",
    "UPDATE roles SET system = true; UPDATE roles SET id = 'renamed'",
    'UPDATE roles SET system = true; UPDATE roles SET system = false',
  ],
  permission_known: [
    "INSERT INTO role_permissions VALUES ('r1', 'assets.fly', NULL)",
    "INSERT INTO role_permissions VALUES ('r1', 'asset.*', NULL)",
    `INSERT INTO permission_grants (id, user_id, permission, scope) VALUES (gen_random_uuid(), 'u1', 'devices', 'all')`,
    `INSERT INTO permission_denials (id, user_id, permission) VALUES (gen_random_uuid(), 'u1', 'ASSETS.VIEW')`,
    "DELETE FROM permissions WHERE name = 'assets.edit'",
    "INSERT INTO role_permissions VALUES ('r1', 'device', NULL); UPDATE permissions SET feature = NULL",
  ],
  principal_ids_pkey: [
    "INSERT INTO users (id, name, kind) VALUES ('e1', 'N', 'service')",
    "INSERT INTO employees (id, name) VALUES ('u1', 'N')",
  ],
  retired_ids: [
    "DELETE FROM users WHERE id = 'u2'; INSERT INTO users (id, name, kind) VALUES ('u2', 'N', 'service')",
    "DELETE FROM employees WHERE id = 'e2'; INSERT INTO users (id, name, kind) VALUES ('e2', 'N', 'service')",
  ],
  id_unchanged: [
    "UPDATE users SET id = 'u9' WHERE id = 'u1'",
    "UPDATE employees SET id = 'e9' WHERE id = 'e2'",
  ],
  refuse_truncate: ['TRUNCATE users CASCADE', 'TRUNCATE organization_limit_resources'],
  read_committed: [
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; UPDATE users SET status = 'deactivated'",
  ],
};

for (const [constraint, transactions] of Object.entries(refused)) {
  test(`refused by ${constraint}`, async (t) => {
    const { pool } = await testDatabase(t);
    await insertCompany(pool);
    for (const statements of transactions) await assertRefused(pool, statements, constraint);
  });
}

async function assertRefused(pool: pg.Pool, statements: string, constraint: string): Promise<void> {
  const error = await pool.query(`BEGIN; ${statements}; COMMIT`).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof pg.DatabaseError, `not refused: ${statements}`);
  assert.equal(error.constraint, constraint, error.message);
}

/** Each of these leaves nobody who is active, unbound, unending and undenied in the administrator role. */
const losses: Record<string, string> = {
  demoted: "DELETE FROM role_assignments WHERE user_id = 'u1' AND role_id = 'admin'",
  deactivated: "UPDATE users SET status = 'deactivated' WHERE id = 'u1'",
  deleted: "DELETE FROM users WHERE id = 'u1'",
  denied:
    "INSERT INTO permission_denials (id, user_id, permission) VALUES (gen_random_uuid(), 'u1', 'device')",
  'given an end': "UPDATE role_assignments SET not_after = '2100-01-01Z'",
  'bound to an organization': "UPDATE role_assignments SET organization_id = 'o1'",
};

for (const [name, loss] of Object.entries(losses)) {
  test(`the last administrator can't be ${name}`, async (t) => {
    const { pool } = await testDatabase(t);
    await insertCompany(pool);
    await pool.query(
      "INSERT INTO roles (id, name, scope, system, administrator) VALUES ('admin', 'Admin', 'all', true, true)",
    );
    await pool.query(assign('u1'));
    await assertRefused(pool, loss, 'last_administrator');
    await pool.query(assign('u2'));
    await pool.query(loss.replace(/SET (not_after|organization_id) = \S+/, "$& WHERE user_id = 'u1'"));
  });
}

test('of two administrators who demote each other at once, one is refused', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  await pool.query(
    "INSERT INTO roles (id, name, scope, administrator) VALUES ('admin', 'Admin', 'all', true)",
  );
  await pool.query(assign('u1'));
  await pool.query(assign('u2'));
  const outcomes = await Promise.allSettled(
    ['u1', 'u2'].map((user) => pool.query('DELETE FROM role_assignments WHERE user_id = $1', [user])),
  );
  const [failed] = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal(failed?.reason.constraint, 'last_administrator');
  assert.deepEqual((await pool.query('SELECT count(*) FROM administrators')).rows, [{ count: 1 }]);
});

function assign(user: string): string {
  return `INSERT INTO role_assignments (id, user_id, role_id) VALUES (gen_random_uuid(), '${user}', 'admin')`;
}

test('a retired id is kept as a hash only', async (t) => {
  const { pool } = await testDatabase(t);
  await insertCompany(pool);
  await pool.query("DELETE FROM users WHERE id = 'u2'");
  assert.deepEqual((await pool.query("SELECT count(*) FROM principal_ids WHERE id = 'u2'")).rows, [
    { count: 0 },
  ]);
  const { rows } = await pool.query<{ id_hash: Buffer }>('SELECT id_hash FROM retired_ids');
  assert.deepEqual(
    rows.map((row) => row.id_hash.length),
    [32],
  );
});
