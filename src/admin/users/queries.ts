import { v7 as uuidv7 } from 'uuid';
import { userProperties } from '../../own-entities.ts';
import { readAssignments } from '../assignments/queries.ts';
import { readDenials } from '../denials/queries.ts';
import { readGrants } from '../grants/queries.ts';
import type { Resource } from '../judge.ts';
import { languageOf } from '../mail/language.ts';
import type { Noun } from '../noun.ts';
import { type Queryable, row } from '../queryable.ts';
import { type Moments, withMoments } from '../row-moments.ts';
import type { NewUser, User, UserChange, UserDetail } from './schemas.ts';

/** Of the users `u` and their documents `d`. */
export const USER_COLUMNS = `u.id, u.kind, u.name, u.email, u.status, u.employee_id AS employee,
  COALESCE((SELECT json_agg(json_build_object('id', r.id, 'name', r.name) ORDER BY r.name, r.id)
            FROM roles AS r
            WHERE r.id IN (SELECT a.role_id FROM role_assignments AS a
                           WHERE a.user_id = u.id AND (a.not_after IS NULL OR a.not_after > now()))), '[]') AS roles,
  COALESCE(d.document -> 'organizations', '[]') AS organizations, COALESCE(d.document -> 'teams', '[]') AS teams,
  u.last_login_at, u.version, u.created_at, u.updated_at`;

export type UserRow = Omit<Moments<User>, 'last_login_at' | 'status_label'> & { last_login_at: Date | null };

const STATUS_LABELS = { invited: 'Invited', active: 'Active', deactivated: 'Inactive' } as const;

export const users: Noun<UserDetail> = {
  type: 'user',
  table: 'users',
  async read(db, id) {
    const found = await row<UserRow & { phone: string | null; language: string; image: boolean }>(
      db,
      `SELECT ${USER_COLUMNS}, u.phone, u.language,
              EXISTS (SELECT FROM user_images AS i WHERE i.user_id = u.id) AS image
       FROM users AS u JOIN users_document AS d ON d.key = u.id WHERE u.id = $1`,
      [id],
    );
    if (found === undefined) return undefined;
    const { phone, language, image, ...user } = found;
    return {
      ...fromRow(user),
      phone,
      language: languageOf(language),
      image,
      assignments: await readAssignments(db, id),
      grants: await readGrants(db, id),
      denials: await readDenials(db, id),
    };
  },
  resource: userResource,
  people: (_client, id) => Promise.resolve([id]),
};

export function userResource(user: Pick<User, 'id' | 'organizations' | 'teams'>): Resource {
  return { type: 'user', id: user.id, properties: userProperties(user) };
}

/** Writes a row as answers write it. */
export function fromRow(found: UserRow): User {
  return {
    ...withMoments(found),
    status_label: STATUS_LABELS[found.status],
    last_login_at: found.last_login_at?.toISOString() ?? null,
  };
}

/** Returns the id. What belongs to the user is inserted apart. */
export async function insertUser(db: Queryable, body: NewUser): Promise<string> {
  const id = body.id ?? uuidv7();
  await db.query('INSERT INTO users (id, kind, name, email, status) VALUES ($1, $2, $3, $4, $5)', [
    id,
    body.kind ?? 'person',
    body.name,
    body.email ?? null,
    body.status ?? 'active',
  ]);
  return id;
}

export async function updateUser(
  db: Queryable,
  id: string,
  { name, email, phone, language }: UserChange,
): Promise<void> {
  await db.query(
    `UPDATE users
     SET name = COALESCE($2, name), email = CASE WHEN $3 THEN $4 ELSE email END,
         phone = CASE WHEN $5 THEN $6 ELSE phone END, language = COALESCE($7, language)
     WHERE id = $1`,
    [
      ...[id, name ?? null, email !== undefined, email ?? null],
      ...[phone !== undefined, phone ?? null, language ?? null],
    ],
  );
}

export async function setUserStatus(db: Queryable, id: string, status: User['status']): Promise<void> {
  await db.query('UPDATE users SET status = $2 WHERE id = $1', [id, status]);
}

export async function setUserEmployee(db: Queryable, id: string, employee: string | null): Promise<void> {
  await db.query('UPDATE users SET employee_id = $2 WHERE id = $1', [id, employee]);
}

/** The user that an employee is linked to, or undefined. */
export async function userOfEmployee(db: Queryable, employee: string): Promise<string | undefined> {
  return (await row<{ id: string }>(db, 'SELECT id FROM users WHERE employee_id = $1', [employee]))?.id;
}
