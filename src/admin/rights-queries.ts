import type { Actor } from './authentication.ts';
import type { Limits, OrganizationLimits } from './limited-things.ts';
import { type Queryable, row, rows } from './queryable.ts';
import { limitRights, type Rights, type RoleDocument, type UserDocument } from './reach.ts';

const NOBODY: UserDocument = { roles: [], grants: {}, denials: {}, organizations: [], teams: [] };

/** What a user's documents say now, inside of the running transaction. A user that is not there has no rights. */
export async function readRights(client: Queryable, user: string): Promise<Rights> {
  const found = await row<{ document: UserDocument }>(
    client,
    'SELECT document FROM users_document WHERE key = $1',
    [user],
  );
  const document = found?.document ?? NOBODY;
  const surroundings = await readSurroundings(client, [document]);
  return { user: document, ...surroundings };
}

/**
 * What an actor may do now: what the user may, and of that what a restricted token is good for. Limits do not
 * bind administrators in what they give: nobody could lift one again that binds them all.
 */
export async function readActorRights(client: Queryable, actor: Actor): Promise<Rights> {
  const { limits, ...all } = await readRights(client, actor.id);
  const unlimited = limits === undefined || (await isAdministrator(client, actor.id));
  const rights: Rights = unlimited ? all : { ...all, limits };
  return actor.permissions === undefined ? rights : limitRights(rights, actor.permissions);
}

/**
 * The rights of everyone who obeys the limits of an organization, as last committed: those who belong to it, and those
 * with rights that are bound to it. Equal ones once.
 */
export async function readRightsUnder(client: Queryable, organization: string): Promise<Rights[]> {
  const found = await rows<{ document: UserDocument }>(
    client,
    `SELECT DISTINCT d.document - '{status,employee}'::text[] AS document
     FROM (SELECT user_id FROM organization_members WHERE organization_id = $1
           UNION SELECT m.user_id FROM team_members AS m JOIN teams AS t ON t.id = m.team_id
                 WHERE t.organization_id = $1
           UNION SELECT u.id FROM employees AS e JOIN users AS u ON u.employee_id = e.id WHERE e.organization_id = $1
           UNION SELECT u.id FROM teams AS t JOIN employees AS e ON e.team_id = t.id
                 JOIN users AS u ON u.employee_id = e.id WHERE t.organization_id = $1
           UNION SELECT user_id FROM role_assignments WHERE organization_id = $1
           UNION SELECT user_id FROM permission_grants WHERE organization_id = $1) AS concerned
     JOIN policy_document AS d ON d.collection = 'users' AND d.key = concerned.user_id COLLATE "C"
     WHERE d.document IS NOT NULL`,
    [organization],
  );
  const documents = found.map(({ document }) => document);
  const surroundings = await readSurroundings(client, documents);
  return documents.map((user) => ({ user, ...surroundings }));
}

async function readSurroundings(
  client: Queryable,
  documents: readonly UserDocument[],
): Promise<Omit<Rights, 'user'>> {
  const roles = await rows<{ key: string; document: RoleDocument }>(
    client,
    'SELECT key, document FROM roles_document WHERE key = ANY ($1)',
    [[...new Set(documents.flatMap((document) => document.roles.map(({ role }) => role)))]],
  );
  const teams = await rows<{ id: string; organization_id: string }>(
    client,
    'SELECT id, organization_id FROM teams WHERE id = ANY ($1)',
    [[...new Set(documents.flatMap((document) => document.teams))]],
  );
  const limits = await readLimitsOf(client, [...new Set(documents.flatMap(organizationsObeyed))]);
  return {
    roles: new Map(roles.map(({ key, document: role }) => [key, role])),
    teams: new Map(teams.map((team) => [team.id, team.organization_id])),
    ...(limits.size === 0 ? {} : { limits }),
  };
}

function organizationsObeyed({ organizations, roles, grants }: UserDocument): string[] {
  const rights = [...roles, ...Object.values(grants).flat()];
  return [...organizations, ...rights.flatMap(({ organization }) => organization ?? [])];
}

/** What these organizations limit now; none that limits nothing. */
export async function readLimitsOf(client: Queryable, organizations: readonly string[]): Promise<Limits> {
  if (organizations.length === 0) return new Map();
  const found = await rows<{ key: string; limits: OrganizationLimits }>(
    client,
    `SELECT d.key, d.document -> 'limits' AS limits
     FROM organizations_document AS d
     WHERE d.key IN (SELECT organization_id FROM organization_limits WHERE organization_id = ANY ($1))`,
    [organizations],
  );
  return new Map(found.map(({ key, limits }) => [key, limits]));
}

/** The permissions for each of these resource types. */
export async function readPermissionsFor(
  client: Queryable,
  types: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (types.length === 0) return new Map();
  const found = await rows<{ type: string; permissions: string[] }>(
    client,
    `SELECT t.type, array_agg(p.name) AS permissions
     FROM unnest($1::text[]) AS t (type) JOIN permissions AS p ON t.type = ANY (p.resource_types)
     GROUP BY t.type`,
    [types],
  );
  return new Map(found.map(({ type, permissions }) => [type, new Set(permissions)]));
}

/** What a role's document says now, or undefined. */
export async function readRoleDocument(client: Queryable, role: string): Promise<RoleDocument | undefined> {
  const found = await row<{ document: RoleDocument }>(
    client,
    'SELECT document FROM roles_document WHERE key = $1',
    [role],
  );
  return found?.document;
}

/** Whether the user holds the administrator role, in whatever reach. */
export async function holdsAdministratorRole(client: Queryable, user: string): Promise<boolean> {
  const found = await row(
    client,
    `SELECT FROM role_assignments AS a JOIN roles AS r ON r.id = a.role_id AND r.administrator
     WHERE a.user_id = $1
     LIMIT 1`,
    [user],
  );
  return found !== undefined;
}

/** Whether the user is an administrator: holds the administrator role unbound, without an end, and without denials. */
async function isAdministrator(client: Queryable, user: string): Promise<boolean> {
  const found = await row(
    client,
    `SELECT FROM role_assignments AS a JOIN roles AS r ON r.id = a.role_id AND r.administrator
     WHERE a.user_id = $1 AND a.organization_id IS NULL AND a.not_after IS NULL
       AND NOT EXISTS (SELECT FROM permission_denials AS d
                       WHERE d.user_id = a.user_id AND (d.not_after IS NULL OR d.not_after > now()))
     LIMIT 1`,
    [user],
  );
  return found !== undefined;
}

/** The organizations and teams of everyone who holds a role, as last committed. */
export async function readHoldersPlaces(
  client: Queryable,
  role: string,
): Promise<{ organizations: string[]; teams: { id: string; organization: string }[] }> {
  const organizations = await rows<{ id: string }>(
    client,
    `SELECT DISTINCT o.id
     FROM role_assignments AS a
     JOIN policy_document AS d ON d.collection = 'users' AND d.key = a.user_id COLLATE "C"
     CROSS JOIN jsonb_array_elements_text(d.document -> 'organizations') AS o (id)
     WHERE a.role_id = $1`,
    [role],
  );
  const teams = await rows<{ id: string; organization: string }>(
    client,
    `SELECT DISTINCT t.id, t.organization_id AS organization
     FROM role_assignments AS a
     JOIN policy_document AS d ON d.collection = 'users' AND d.key = a.user_id COLLATE "C"
     CROSS JOIN jsonb_array_elements_text(d.document -> 'teams') AS m (id)
     JOIN teams AS t ON t.id = m.id
     WHERE a.role_id = $1`,
    [role],
  );
  return { organizations: organizations.map(({ id }) => id), teams };
}

/** The feature a permission belongs to, or undefined. */
export async function readFeature(client: Queryable, permission: string): Promise<string | undefined> {
  const found = await row<{ feature: string | null }>(
    client,
    'SELECT feature FROM permissions WHERE name = $1',
    [permission],
  );
  return found?.feature ?? undefined;
}
