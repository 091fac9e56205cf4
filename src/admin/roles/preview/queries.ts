import { type Queryable, row, rows } from '../../queryable.ts';
import type { Rights, RoleDocument, UserDocument } from '../../reach.ts';
import type { User } from '../../users/schemas.ts';

/** Somebody to whom a role is assigned. */
export interface Holder extends Pick<User, 'id' | 'name' | 'status'> {
  readonly document: UserDocument;
}

export async function countHolders(db: Queryable, role: string): Promise<number> {
  const found = await row<{ count: number }>(
    db,
    'SELECT count(DISTINCT user_id)::int AS count FROM role_assignments WHERE role_id = $1',
    [role],
  );
  return found?.count ?? 0;
}

/** Up to `limit` holders of a role in the order of their ids. */
export function readHolders(
  db: Queryable,
  role: string,
  after: string | undefined,
  limit: number,
): Promise<Holder[]> {
  return rows(
    db,
    `SELECT u.id, u.name, u.status, d.document
     FROM (SELECT DISTINCT user_id FROM role_assignments
           WHERE role_id = $1 AND ($2::text IS NULL OR user_id > $2)
           ORDER BY user_id LIMIT $3) AS h
     JOIN users AS u ON u.id = h.user_id
     JOIN users_document AS d ON d.key = u.id
     ORDER BY u.id`,
    [role, after ?? null, limit],
  );
}

/** What the holders' documents lead to. */
export async function readSurroundings(
  db: Queryable,
  holders: readonly Holder[],
): Promise<Pick<Rights, 'roles' | 'teams'>> {
  const documents = holders.map(({ document }) => document);
  const roles = await rows<{ key: string; document: RoleDocument }>(
    db,
    'SELECT key, document FROM roles_document WHERE key = ANY ($1)',
    [[...new Set(documents.flatMap((document) => document.roles.map(({ role }) => role)))]],
  );
  const teams = await rows<{ id: string; organization: string }>(
    db,
    'SELECT id, organization_id AS organization FROM teams WHERE id = ANY ($1)',
    [[...new Set(documents.flatMap((document) => document.teams))]],
  );
  return {
    roles: new Map(roles.map(({ key, document }) => [key, document])),
    teams: new Map(teams.map(({ id, organization }) => [id, organization])),
  };
}
