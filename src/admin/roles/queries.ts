import { v7 as uuidv7 } from 'uuid';
import { roleProperties } from '../../own-entities.ts';
import type { Noun } from '../noun.ts';
import { type Queryable, row } from '../queryable.ts';
import { type Moments, withMoments } from '../row-moments.ts';
import type { NewRole, Role, RoleChange } from './schemas.ts';

export const ROLE_COLUMNS = `r.id, r.name, r.description, r.scope, r.system, r.administrator, r.organization_id AS organization,
         COALESCE((SELECT jsonb_agg(jsonb_build_object('permission', p.permission, 'scope', p.scope)
                                    ORDER BY p.permission COLLATE "C")
                   FROM role_permissions AS p WHERE p.role_id = r.id), '[]') AS permissions,
         r.version, r.created_at, r.updated_at`;

export type RoleRow = Moments<Role>;

export const roles: Noun<Role> = {
  type: 'role',
  table: 'roles',
  async read(db, id) {
    const found = await row<RoleRow>(db, `SELECT ${ROLE_COLUMNS} FROM roles AS r WHERE r.id = $1`, [id]);
    return found && withMoments(found);
  },
  resource: (role) => ({ type: 'role', id: role.id, properties: roleProperties(role) }),
  everybodys: ({ organization }) => organization === null,
  people: () => Promise.resolve([]),
};

/** The organization that a role is one of; null for a role for everyone, undefined where there is no such role. */
export async function organizationOfRole(db: Queryable, role: string): Promise<string | null | undefined> {
  const found = await row<{ organization: string | null }>(
    db,
    'SELECT organization_id AS organization FROM roles WHERE id = $1',
    [role],
  );
  return found?.organization;
}

/** Returns the id. */
export async function insertRole(db: Queryable, body: NewRole): Promise<string> {
  const id = body.id ?? uuidv7();
  await db.query(
    'INSERT INTO roles (id, name, description, scope, organization_id) VALUES ($1, $2, $3, $4, $5)',
    [id, body.name, body.description ?? '', body.scope, body.organization ?? null],
  );
  return id;
}

export async function updateRole(db: Queryable, id: string, change: RoleChange): Promise<void> {
  await db.query(
    `UPDATE roles
     SET name = COALESCE($2, name), description = COALESCE($3, description), scope = COALESCE($4, scope)
     WHERE id = $1`,
    [id, change.name ?? null, change.description ?? null, change.scope ?? null],
  );
}

/** Puts these permissions in the place of all that the role had. */
export async function replacePermissions(
  db: Queryable,
  id: string,
  permissions: Role['permissions'],
): Promise<void> {
  await db.query('DELETE FROM role_permissions WHERE role_id = $1', [id]);
  await db.query(
    `INSERT INTO role_permissions (role_id, permission, scope)
     SELECT $1, w.permission, w.scope FROM unnest($2::text[], $3::text[]) AS w (permission, scope)`,
    [id, permissions.map(({ permission }) => permission), permissions.map(({ scope }) => scope)],
  );
}
