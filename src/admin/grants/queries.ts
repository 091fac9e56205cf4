import { v7 as uuidv7 } from 'uuid';
import { type Queryable, rows } from '../queryable.ts';
import { type EndingRow, withEnding } from '../user-rights/ending.ts';
import type { Grant, NewGrant } from './schemas.ts';

const COLUMNS = 'id, permission, scope, organization_id AS organization, not_after, reason, created_at';

/** A user's direct grants, the oldest first. */
export async function readGrants(db: Queryable, user: string): Promise<Grant[]> {
  const found = await rows<EndingRow<Grant>>(
    db,
    `SELECT ${COLUMNS} FROM permission_grants WHERE user_id = $1 ORDER BY created_at, id`,
    [user],
  );
  return found.map(withEnding);
}

/** Returns the id. */
export async function insertGrant(db: Queryable, user: string, body: NewGrant): Promise<string> {
  const id = uuidv7();
  await db.query(
    `INSERT INTO permission_grants (id, user_id, permission, scope, organization_id, not_after, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      id,
      user,
      body.permission,
      body.scope,
      body.organization ?? null,
      body.not_after ?? null,
      body.reason ?? '',
    ],
  );
  return id;
}
