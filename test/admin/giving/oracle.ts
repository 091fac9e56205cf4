/**
 * What everybody may do, worked out from the tables alone: it shares nothing with `src`. Rights are compared as points:
 * a permission for one thing in one place at one time.
 */
import type { Pool } from 'pg';

type Scope = 'all' | 'organization' | 'team' | 'own';

interface Right {
  readonly written: string;
  readonly scope: Scope;
  readonly bound: string | null;
  readonly ends: number | null;
}

interface Principal {
  readonly rights: Right[];
  readonly denials: { written: string; ends: number | null }[];
  readonly organizations: Set<string>;
  readonly teams: Set<string>;
  /** An administrator is bound by limits in what they do, but not in what they give. */
  readonly administrator: boolean;
}

export interface World {
  readonly permissions: { name: string; feature: string | null; types: string[] }[];
  readonly teams: ReadonlyMap<string, string>;
  readonly organizations: readonly string[];
  readonly limits: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
  readonly people: ReadonlyMap<string, Principal>;
}

/** Seconds from now at which rights are compared. */
const MOMENTS = [0, 7_200, 10 * 365 * 86_400];

/** The ids that the test's limits name, and one that none does. */
export const NAMED = ['c1', 'c2', 'c3'];
const THINGS = [...NAMED, 'unnamed'];

interface Tables {
  permissions: World['permissions'];
  organizations: string[] | null;
  teams: { id: string; organization: string }[] | null;
  limits: { organization: string; type: string; ids: string[] }[] | null;
  users: { id: string; employee: string | null }[];
  employees: { id: string; organization: string | null; team: string | null }[] | null;
  members: { user: string; organization?: string; team?: string }[] | null;
  entries: { role: string; written: string; scope: Scope }[] | null;
  assignments:
    | { user: string; role: string; administrator: boolean; bound: string | null; ends: number | null }[]
    | null;
  grants: (Right & { user: string })[] | null;
  denials: { user: string; written: string; ends: number | null }[] | null;
}

/** Reads the tables. `prefix`: users and groups whose ids begin otherwise are left out. */
export async function readWorld(pool: Pool, prefix: string): Promise<World> {
  const mine = `LIKE '${prefix}%'`;
  const list = (columns: string, from: string) =>
    `(SELECT json_agg(t) FROM (SELECT ${columns} FROM ${from}) AS t)`;
  const seconds = 'floor(extract(epoch FROM not_after))::float8 AS ends';
  const { rows } = await pool.query<Tables>(`SELECT
    ${list('name, feature, resource_types AS types', 'permissions')} AS permissions,
    (SELECT json_agg(id) FROM organizations WHERE id ${mine}) AS organizations,
    ${list('id, organization_id AS organization', `teams WHERE id ${mine}`)} AS teams,
    ${list(
      `l.organization_id AS organization, l.resource_type AS type, ARRAY(SELECT r.resource_id
         FROM organization_limit_resources AS r
         WHERE (r.organization_id, r.resource_type) = (l.organization_id, l.resource_type)) AS ids`,
      'organization_limits AS l',
    )} AS limits,
    ${list('id, employee_id AS employee', `users WHERE id ${mine} OR email ${mine}`)} AS users,
    ${list('id, organization_id AS organization, team_id AS team', 'employees')} AS employees,
    (SELECT json_agg(m) FROM (
       SELECT user_id AS user, organization_id AS organization, NULL AS team FROM organization_members
       UNION ALL SELECT user_id, NULL, team_id FROM team_members) AS m) AS members,
    ${list('p.role_id AS role, p.permission AS written, COALESCE(p.scope, r.scope) AS scope', 'role_permissions AS p JOIN roles AS r ON r.id = p.role_id')} AS entries,
    ${list(`user_id AS user, role_id AS role, r.administrator, a.organization_id AS bound, ${seconds}`, 'role_assignments AS a JOIN roles AS r ON r.id = a.role_id')} AS assignments,
    ${list(`user_id AS user, permission AS written, scope, organization_id AS bound, ${seconds}`, 'permission_grants')} AS grants,
    ${list(`user_id AS user, permission AS written, ${seconds}`, 'permission_denials')} AS denials`);
  const [tables] = rows;
  if (tables === undefined) throw new Error("The tables can't be read.");
  return worldOf(tables);
}

function worldOf(tables: Tables): World {
  const teams = new Map((tables.teams ?? []).map(({ id, organization }) => [id, organization]));
  const limits = new Map<string, Map<string, Set<string>>>();
  for (const { organization, type, ids } of tables.limits ?? []) {
    const types = limits.get(organization) ?? new Map<string, Set<string>>();
    limits.set(organization, types.set(type, new Set(ids)));
  }
  const { permissions } = tables;
  const people = new Map<string, Principal>();
  for (const { id, employee } of tables.users) {
    const places = (tables.members ?? []).filter(({ user }) => user === id);
    const job = (tables.employees ?? []).find((one) => one.id === employee);
    const inTeams = new Set([...places.map(({ team }) => team), job?.team].flatMap((team) => team ?? []));
    const inOrganizations = new Set(
      [
        ...places.map(({ organization }) => organization),
        job?.organization,
        ...[...inTeams].map((team) => teams.get(team)),
      ].flatMap((organization) => organization ?? []),
    );
    const assigned = (tables.assignments ?? []).filter(({ user }) => user === id);
    const denials = (tables.denials ?? []).filter(({ user }) => user === id);
    people.set(id, {
      rights: [
        ...assigned.flatMap(({ role, bound, ends }) =>
          ofRole(tables, role).map((entry) => ({ ...entry, bound, ends })),
        ),
        ...(tables.grants ?? []).filter(({ user }) => user === id),
      ],
      denials,
      organizations: inOrganizations,
      teams: inTeams,
      administrator:
        assigned.some((held) => held.administrator && !held.bound && !held.ends) && denials.length === 0,
    });
  }
  return { permissions, teams, organizations: tables.organizations ?? [], limits, people };
}

/** A role's permissions one by one; what names a permission most closely decides its scope. */
function ofRole({ permissions, entries }: Tables, role: string): { written: string; scope: Scope }[] {
  const own = (entries ?? []).filter((entry) => entry.role === role);
  return permissions.flatMap((permission) => {
    const [closest] = own
      .filter(({ written }) => names(written, permission))
      .sort((a, b) => closeness(b.written, permission) - closeness(a.written, permission));
    return closest === undefined ? [] : [{ written: permission.name, scope: closest.scope }];
  });
}

function names(written: string, { name, feature }: { name: string; feature: string | null }): boolean {
  if (written === '*' || written === name || written === feature) return true;
  return written.endsWith('.*') && name.startsWith(written.slice(0, -1));
}

function closeness(written: string, { name, feature }: { name: string; feature: string | null }): number {
  if (written === name) return 3_000;
  return written === feature ? 2_000 : written.length;
}

/** Every point that a user reaches, of these permissions. `giving`: as what the user may give. */
export function pointsOf(
  world: World,
  user: string,
  watched: readonly string[],
  giving = false,
): Set<string> {
  const points = new Set<string>();
  const person = world.people.get(user);
  if (person === undefined) return points;
  const now = Math.floor(Date.now() / 1000);
  for (const permission of world.permissions.filter(({ name }) => watched.includes(name))) {
    for (const moment of MOMENTS) {
      const live = ({ ends }: { ends: number | null }) => ends === null || ends > now + moment;
      if (person.denials.some((denial) => live(denial) && names(denial.written, permission))) continue;
      for (const right of person.rights.filter((one) => live(one) && names(one.written, permission))) {
        for (const type of permission.types) {
          for (const id of THINGS) {
            if (!(giving && person.administrator) && !withinLimits(world, person, right, type, id)) continue;
            for (const place of placesOf(world, person, right)) {
              points.add([permission.name, type, id, place, moment].join(' '));
            }
          }
        }
      }
    }
  }
  return points;
}

function withinLimits(world: World, person: Principal, { bound }: Right, type: string, id: string): boolean {
  const obeyed = bound === null ? [...person.organizations] : [bound];
  const lists = obeyed.flatMap((organization) => world.limits.get(organization)?.get(type) ?? []);
  return lists.length === 0 || lists.some((ids) => ids.has(id));
}

/** Where a right reaches: nowhere in particular, organizations, teams, and things of one's own wherever they are. */
function placesOf({ organizations, teams }: World, person: Principal, { scope, bound }: Right): string[] {
  const inBounds = (organization: string | undefined) => bound === null || organization === bound;
  const places = organizations.filter(inBounds).map((organization) => `own@${organization}`);
  if (bound === null) places.push('own@');
  if (scope === 'own') return places;
  if (scope === 'all' && bound === null) places.push('nowhere');
  for (const organization of organizations) {
    const reached = scope === 'all' || (scope === 'organization' && person.organizations.has(organization));
    if (reached && inBounds(organization)) places.push(`organization:${organization}`);
  }
  for (const [team, organization] of teams) {
    const ofTheirs =
      person.teams.has(team) || (scope === 'organization' && person.organizations.has(organization));
    if ((scope === 'all' || ofTheirs) && inBounds(organization)) places.push(`team:${team}`);
  }
  return places;
}
