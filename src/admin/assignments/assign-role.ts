import type { ChangeTools } from '../change.ts';
import { organizationOfRole } from '../roles/queries.ts';
import { insertAssignment } from './queries.ts';
import type { NewAssignment } from './schemas.ts';

/**
 * Gives a user a role. A role of one organization is for those to give who may assign roles in that organization; the
 * schema binds its assignment to the organization. Returns the assignment's id.
 */
export async function assignRole(
  { client, judge }: ChangeTools,
  user: string,
  assignment: NewAssignment,
): Promise<string> {
  const organization = await organizationOfRole(client, assignment.role);
  if (organization) {
    const properties = { organizations: [organization] };
    await judge.demand('users.assign_role', { type: 'user', id: user, properties });
  }
  return insertAssignment(client, user, assignment);
}
