import { type Queryable, row, rows } from '../queryable.ts';

export type MembershipKind = 'organization' | 'team';

/** What is different between the two kinds of memberships. */
export const membershipTables = {
  organization: {
    table: 'organization_members',
    column: 'organization_id',
    /** The table of the groups, and the member of a resource that names them. */
    groups: 'organizations',
    operations: { add: 'users.add_organization', remove: 'users.remove_organization' },
  },
  team: {
    table: 'team_members',
    column: 'team_id',
    groups: 'teams',
    operations: { add: 'users.add_team', remove: 'users.remove_team' },
  },
} as const;

/** The groups a user was added to, not those that come from elsewhere. */
export async function readMemberships(db: Queryable, kind: MembershipKind, user: string): Promise<string[]> {
  const { table, column } = membershipTables[kind];
  const found = await rows<{ id: string }>(
    db,
    `SELECT ${column} AS id FROM ${table} WHERE user_id = $1 ORDER BY 1`,
    [user],
  );
  return found.map(({ id }) => id);
}

/** Adding twice is adding once. Returns whether there is such a group. */
export async function insertMembership(
  db: Queryable,
  kind: MembershipKind,
  user: string,
  group: string,
): Promise<boolean> {
  const { table, column, groups } = membershipTables[kind];
  const found = await row(db, `SELECT FROM ${groups} WHERE id = $1 FOR KEY SHARE`, [group]);
  if (found === undefined) return false;
  await db.query(`INSERT INTO ${table} (user_id, ${column}) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
    user,
    group,
  ]);
  return true;
}

/** Returns whether there was such a membership. */
export async function deleteMembership(
  db: Queryable,
  kind: MembershipKind,
  user: string,
  group: string,
): Promise<boolean> {
  const { table, column } = membershipTables[kind];
  const deleted = await row(
    db,
    `DELETE FROM ${table} WHERE user_id = $1 AND ${column} = $2 RETURNING user_id`,
    [user, group],
  );
  return deleted !== undefined;
}
