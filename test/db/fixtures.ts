import type pg from 'pg';

/** Two organizations with a team each, an employee in the first team, a role, and two active users. */
export async function insertCompany(pool: pg.Pool): Promise<void> {
  await pool.query(`
    INSERT INTO permissions (name, category, description, feature, resource_types, field) VALUES
      ('assets.view', 'CMDB', '', NULL, '{asset}', NULL),
      ('assets.edit', 'CMDB', '', NULL, '{asset}', NULL),
      ('contracts.field.cost', 'CMDB', '', NULL, '{contract}', 'cost'),
      ('device.view', 'Features', '', 'device', '{device}', NULL),
      ('device.manage', 'Features', '', 'device', '{device}', NULL);
    INSERT INTO organizations (id, code, name) VALUES ('o1', 'ONE', 'One'), ('o2', 'TWO', 'Two');
    INSERT INTO teams (id, organization_id, name) VALUES ('t1', 'o1', 'T1'), ('t2', 'o2', 'T2');
    INSERT INTO employees (id, name, team_id) VALUES ('e1', 'Eva', 't1'), ('e2', 'Emil', NULL);
    INSERT INTO roles (id, name, scope) VALUES ('r1', 'Role', 'team');
    INSERT INTO role_permissions VALUES ('r1', 'assets.*', NULL), ('r1', 'assets.edit', 'own');
    INSERT INTO users (id, name, email, status, employee_id) VALUES
      ('u1', 'Una', 'una@one.test', 'active', 'e1'), ('u2', 'Udo', 'udo@one.test', 'active', NULL);
  `);
}

/** A document as it was written at commit, or null. */
export async function readDocument(pool: pg.Pool, collection: string, key: string): Promise<unknown> {
  const { rows } = await pool.query<{ document: unknown }>(
    'SELECT document FROM policy_document WHERE collection = $1 AND key = $2',
    [collection, key],
  );
  return rows[0]?.document ?? null;
}
