import fc from 'fast-check';
import type { Pool } from 'pg';

/** Who has the random rights. */
export const SOMEBODY = 'somebody';
/** An asset that limits may name. */
export const NAMED = 'named-asset';

const WRITTEN = ['assets.view', 'assets.edit', 'assets.*', 'incidents.*', 'users.view', 'users.manage', '*'];
const HOUR = 3_600_000;

const ending = fc.constantFrom(undefined, undefined, -HOUR, HOUR);
const organization = fc.constantFrom(undefined, undefined, 'a', 'b', 'c');
const scope = fc.constantFrom('all', 'organization', 'team', 'own');

/** Where somebody belongs, what was given to them and what denied, and what their organizations are limited to. */
export const randomRights = fc.record({
  status: fc.constantFrom('active', 'active', 'active', 'deactivated'),
  organizations: fc.subarray(['a', 'b']),
  teams: fc.subarray(['team-a', 'team-b']),
  employee: fc.constantFrom(undefined, 'works-in-a', 'works-in-team-b'),
  assignments: fc.uniqueArray(
    fc.record({
      role: fc.constantFrom('wide', 'mixed', 'narrow', 'local', 'previewed'),
      organization,
      ending,
    }),
    { maxLength: 3, selector: ({ role, organization: bound }) => `${role} ${bound}` },
  ),
  grants: fc.uniqueArray(
    fc.record({ permission: fc.constantFrom(...WRITTEN), scope, organization, ending }),
    {
      maxLength: 3,
      selector: (grant) => `${grant.permission} ${grant.scope} ${grant.organization}`,
    },
  ),
  denials: fc.uniqueArray(fc.record({ permission: fc.constantFrom(...WRITTEN.slice(0, -1)), ending }), {
    maxLength: 1,
    selector: ({ permission }) => permission,
  }),
  limits: fc.uniqueArray(fc.record({ organization: fc.constantFrom('a', 'b', 'c'), named: fc.boolean() }), {
    maxLength: 2,
    selector: (limit) => limit.organization,
  }),
});
export type RandomRights = typeof randomRights extends fc.Arbitrary<infer T> ? T : never;

/** Rights that reach something and not everything, for a run that otherwise may meet none that do. */
export const SOME_RIGHTS: RandomRights = {
  status: 'active',
  organizations: ['a'],
  teams: ['team-b'],
  employee: undefined,
  assignments: [{ role: 'mixed', organization: undefined, ending: undefined }],
  grants: [{ permission: 'users.view', scope: 'organization', organization: undefined, ending: HOUR }],
  denials: [],
  limits: [],
};

/** What the random rights refer to: three organizations, two teams, two employees and four roles. */
export async function insertSurroundings(pool: Pool): Promise<void> {
  await pool.query(`
    INSERT INTO organizations (id, code, name) VALUES ('a', 'A', 'A'), ('b', 'B', 'B'), ('c', 'C', 'C');
    INSERT INTO teams (id, organization_id, name) VALUES ('team-a', 'a', 'A'), ('team-b', 'b', 'B');
    INSERT INTO employees (id, name, organization_id, team_id) VALUES
      ('works-in-a', 'A', 'a', NULL), ('works-in-team-b', 'B', NULL, 'team-b');
    INSERT INTO users (id, name, email, status) VALUES ('${SOMEBODY}', 'Somebody', 'some@body.test', 'active');
    INSERT INTO roles (id, name, scope, organization_id) VALUES
      ('wide', 'Wide', 'organization', NULL), ('mixed', 'Mixed', 'own', NULL), ('narrow', 'Narrow', 'team', NULL),
      ('local', 'Local', 'all', 'c'), ('previewed', 'Previewed', 'team', NULL);
    INSERT INTO role_permissions (role_id, permission, scope) VALUES
      ('wide', '*', NULL), ('wide', 'assets.view', 'team'), ('mixed', 'assets.*', 'all'),
      ('mixed', 'assets.edit', NULL), ('mixed', 'incidents.view', 'team'), ('narrow', 'assets.*', NULL),
      ('narrow', 'users.view', 'organization'), ('local', 'assets.*', NULL), ('local', 'users.view', 'own'), ('previewed', 'assets.*', 'own'), ('previewed', '*', NULL);
  `);
}

/** Puts these rights in the place of those before. */
export async function replaceRights(pool: Pool, rights: RandomRights): Promise<void> {
  const now = Date.now();
  const moment = (after: number | undefined) =>
    after === undefined ? null : new Date(now + after).toISOString();
  const bound = (role: string, given: string | undefined) => (role === 'local' ? 'c' : (given ?? null));
  const assignments = new Map(
    rights.assignments.map(({ role, organization: given, ending: after }) => {
      const row = {
        role_id: role,
        organization_id: bound(role, given),
        not_after: moment(after),
        reason: 'drawn',
      };
      return [`${row.role_id} ${row.organization_id}`, row];
    }),
  );
  const insert = (table: string, columns: string, rows: readonly object[]) =>
    pool.query(
      `INSERT INTO ${table} (user_id, id, ${columns})
       SELECT '${SOMEBODY}', gen_random_uuid(), ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1)`,
      [JSON.stringify(rows)],
    );
  await pool.query(`
    DELETE FROM organization_members; DELETE FROM team_members; DELETE FROM permission_grants;
    DELETE FROM permission_denials; DELETE FROM organization_limits;
    DELETE FROM role_assignments WHERE user_id = '${SOMEBODY}'`);
  await pool.query('UPDATE users SET status = $2, employee_id = $3 WHERE id = $1', [
    SOMEBODY,
    rights.status,
    rights.employee ?? null,
  ]);
  await pool.query(
    `INSERT INTO organization_members (user_id, organization_id) SELECT '${SOMEBODY}', unnest($1::text[])`,
    [rights.organizations],
  );
  await pool.query(`INSERT INTO team_members (user_id, team_id) SELECT '${SOMEBODY}', unnest($1::text[])`, [
    rights.teams,
  ]);
  await insert('role_assignments', 'role_id, organization_id, not_after, reason', [...assignments.values()]);
  await insert(
    'permission_grants',
    'permission, scope, organization_id, not_after, reason',
    rights.grants.map(({ permission, scope: reach, organization: given, ending: after }) => ({
      permission,
      scope: reach,
      organization_id: given ?? null,
      not_after: moment(after),
      reason: 'drawn',
    })),
  );
  await insert(
    'permission_denials',
    'permission, not_after, reason',
    rights.denials.map(({ permission, ending: after }) => ({
      permission,
      not_after: moment(after),
      reason: 'drawn',
    })),
  );
  for (const { organization: limited, named } of rights.limits) {
    await pool.query(
      "INSERT INTO organization_limits (organization_id, resource_type) VALUES ($1, 'asset')",
      [limited],
    );
    if (!named) continue;
    await pool.query(
      `INSERT INTO organization_limit_resources (organization_id, resource_type, resource_id)
       VALUES ($1, 'asset', $2)`,
      [limited, NAMED],
    );
  }
}
