import type { Queryable } from '../queryable.ts';
import type { EndingChange } from './ending.ts';

export type RightsTable = 'role_assignments' | 'permission_grants' | 'permission_denials';

export async function updateEnding(
  db: Queryable,
  table: RightsTable,
  id: string,
  { not_after, reason }: EndingChange,
): Promise<void> {
  await db.query(
    `UPDATE ${table}
     SET not_after = CASE WHEN $2 THEN $3::timestamptz ELSE not_after END, reason = COALESCE($4, reason)
     WHERE id = $1`,
    [id, not_after !== undefined, not_after ?? null, reason ?? null],
  );
}

export async function deleteRight(db: Queryable, table: RightsTable, id: string): Promise<void> {
  await db.query(`DELETE FROM ${table} WHERE id = $1`, [id]);
}
