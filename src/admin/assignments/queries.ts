import { v7 as uuidv7 } from 'uuid';
import { type Queryable, rows } from '../queryable.ts';
import { type EndingRow, withEnding } from '../user-rights/ending.ts';
import type { Assignment, NewAssignment } from './schemas.ts';

const COLUMNS = 'id, role_id AS role, organization_id AS organization, not_after, reason, created_at';

/** A user's role assignments, the oldest first. */
export async function readAssignments(db: Queryable, user: string): Promise<Assignment[]> {
  const found = await rows<EndingRow<Assignment>>(
    db,
    `SELECT ${COLUMNS} FROM role_assignments WHERE user_id = $1 ORDER BY created_at, id`,
    [user],
  );
  return found.map(withEnding);
}

/** Returns the id. */
export async function insertAssignment(db: Queryable, user: string, body: NewAssignment): Promise<string> {
  const id = uuidv7();
  await db.query(
    `INSERT INTO role_assignments (id, user_id, role_id, organization_id, not_after, reason)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [id, user, body.role, body.organization ?? null, body.not_after ?? null, body.reason ?? ''],
  );
  return id;
}

/** Puts another role in the place of the one that is assigned. */
export async function setAssignedRole(db: Queryable, id: string, role: string): Promise<void> {
  await db.query('UPDATE role_assignments SET role_id = $2 WHERE id = $1', [id, role]);
}
