import { v7 as uuidv7 } from 'uuid';
import { type Queryable, rows } from '../queryable.ts';
import { type EndingRow, withEnding } from '../user-rights/ending.ts';
import type { Denial, NewDenial } from './schemas.ts';

/** A user's denials, the oldest first. */
export async function readDenials(db: Queryable, user: string): Promise<Denial[]> {
  const found = await rows<EndingRow<Denial>>(
    db,
    `SELECT id, permission, not_after, reason, created_at
     FROM permission_denials WHERE user_id = $1 ORDER BY created_at, id`,
    [user],
  );
  return found.map(withEnding);
}

/** Returns the id. */
export async function insertDenial(db: Queryable, user: string, body: NewDenial): Promise<string> {
  const id = uuidv7();
  await db.query(
    'INSERT INTO permission_denials (id, user_id, permission, not_after, reason) VALUES ($1, $2, $3, $4, $5)',
    [id, user, body.permission, body.not_after ?? null, body.reason ?? ''],
  );
  return id;
}
