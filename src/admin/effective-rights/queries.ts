import { readAssignments } from '../assignments/queries.ts';
import { readDenials } from '../denials/queries.ts';
import { readGrants } from '../grants/queries.ts';
import { type Queryable, row, rows } from '../queryable.ts';
import { readRights } from '../rights-queries.ts';
import { explainPermissions, type RightsFacts } from './explain-permissions.ts';
import type { EffectiveRights } from './schemas.ts';

/** Who the user is, where they belong and what they may do, or undefined. `db` must show one state throughout. */
export async function readEffectiveRights(db: Queryable, user: string): Promise<EffectiveRights | undefined> {
  const found = await row<Pick<EffectiveRights, 'id' | 'kind' | 'name' | 'status' | 'employee'>>(
    db,
    'SELECT id, kind, name, status, employee_id AS employee FROM users WHERE id = $1',
    [user],
  );
  if (found === undefined) return undefined;
  const facts = await readFacts(db, user, found.status === 'active');
  return {
    ...found,
    organizations: await readOrganizations(db, user),
    teams: await readTeams(db, user),
    permissions: explainPermissions(facts, Math.floor(Date.now() / 1000)),
  };
}

async function readFacts(db: Queryable, user: string, active: boolean): Promise<RightsFacts> {
  const rights = await readRights(db, user);
  const assignments = await readAssignments(db, user);
  const grants = await readGrants(db, user);
  const denials = await readDenials(db, user);
  const catalog = await rows<RightsFacts['catalog'][number]>(
    db,
    'SELECT name, category, feature, resource_types FROM permissions ORDER BY name COLLATE "C"',
  );
  const roleNames = await rows<{ id: string; name: string }>(
    db,
    'SELECT id, name FROM roles WHERE id = ANY ($1)',
    [assignments.map(({ role }) => role)],
  );
  const limits = await rows<{ organization_id: string; types: string[] }>(
    db,
    `SELECT organization_id, array_agg(resource_type ORDER BY resource_type COLLATE "C") AS types
     FROM organization_limits WHERE organization_id = ANY ($1) GROUP BY organization_id`,
    [[...rights.user.organizations, ...[...assignments, ...grants].map(({ organization }) => organization)]],
  );
  return {
    active,
    rights,
    assignments,
    grants,
    denials,
    catalog,
    forms: await readForms(
      db,
      [...grants, ...denials].map(({ permission }) => permission),
    ),
    roleNames: new Map(roleNames.map(({ id, name }) => [id, name])),
    limits: new Map(limits.map(({ organization_id, types }) => [organization_id, types])),
  };
}

async function readForms(db: Queryable, written: readonly string[]): Promise<RightsFacts['forms']> {
  const found = await rows<{ written: string; permissions: string[] }>(
    db,
    `SELECT written, array_agg(permission) AS permissions
     FROM permission_forms WHERE written = ANY ($1) GROUP BY written`,
    [written],
  );
  return new Map(found.map((form) => [form.written, new Set(form.permissions)]));
}

/** The user's organizations, each with everything that brings it. */
function readOrganizations(db: Queryable, user: string): Promise<EffectiveRights['organizations']> {
  return rows(
    db,
    `SELECT o.id, o.name, json_agg(json_build_object('by', b.by, 'id', b.id) ORDER BY b.by, b.id) AS through
     FROM (SELECT organization_id, 'membership' AS by, NULL AS id FROM organization_members WHERE user_id = $1
           UNION ALL
           SELECT e.organization_id, 'employee', e.id
           FROM users AS u JOIN employees AS e ON e.id = u.employee_id WHERE u.id = $1
           UNION ALL
           SELECT t.organization_id, 'team', t.id
           FROM team_members AS m JOIN teams AS t ON t.id = m.team_id WHERE m.user_id = $1
           UNION
           SELECT t.organization_id, 'team', t.id
           FROM users AS u JOIN employees AS e ON e.id = u.employee_id JOIN teams AS t ON t.id = e.team_id
           WHERE u.id = $1) AS b
     JOIN organizations AS o ON o.id = b.organization_id
     GROUP BY o.id, o.name ORDER BY o.id COLLATE "C"`,
    [user],
  );
}

function readTeams(db: Queryable, user: string): Promise<EffectiveRights['teams']> {
  return rows(
    db,
    `SELECT t.id, t.name, t.organization_id AS organization,
            json_agg(json_build_object('by', b.by, 'id', b.id) ORDER BY b.by, b.id) AS through
     FROM (SELECT team_id, 'membership' AS by, NULL AS id FROM team_members WHERE user_id = $1
           UNION ALL
           SELECT e.team_id, 'employee', e.id
           FROM users AS u JOIN employees AS e ON e.id = u.employee_id WHERE u.id = $1) AS b
     JOIN teams AS t ON t.id = b.team_id
     GROUP BY t.id, t.name, t.organization_id ORDER BY t.id COLLATE "C"`,
    [user],
  );
}
