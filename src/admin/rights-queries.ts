import type { Actor } from './authentication.ts';
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
  const roles = await rows<{ key: string; document: RoleDocument }>(
    client,
    'SELECT key, document FROM roles_document WHERE key = ANY ($1)',
    [document.roles.map((assignment) => assignment.role)],
  );
  const teams = await rows<{ id: string; organization_id: string }>(
    client,
    'SELECT id, organization_id FROM teams WHERE id = ANY ($1)',
    [document.teams],
  );
  return {
    user: document,
    roles: new Map(roles.map(({ key, document: role }) => [key, role])),
    teams: new Map(teams.map((team) => [team.id, team.organization_id])),
  };
}

/** What an actor may do now: what the user may, and of that what a restricted token is good for. */
export async function readActorRights(client: Queryable, actor: Actor): Promise<Rights> {
  const rights = await readRights(client, actor.id);
  return actor.permissions === undefined ? rights : limitRights(rights, actor.permissions);
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
