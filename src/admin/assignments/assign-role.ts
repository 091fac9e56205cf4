import type { ChangeTools } from '../change.ts';
import { organizationOfRole } from '../roles/queries.ts';
import { updateEnding } from '../user-rights/queries.ts';
import { insertAssignment, setAssignedRole } from './queries.ts';
import type { AssignmentChange, NewAssignment } from './schemas.ts';

/** Gives a user a role. Returns the assignment's id. */
export async function assignRole(
  tools: ChangeTools,
  user: string,
  assignment: NewAssignment,
): Promise<string> {
  await demandWhereItHolds(tools, user, assignment.role);
  return insertAssignment(tools.client, user, assignment);
}

/** Changes the role of an assignment, when it ends, or why it is there. */
export async function changeAssignment(
  tools: ChangeTools,
  user: string,
  assignment: string,
  { role, ...ending }: AssignmentChange,
): Promise<void> {
  if (role !== undefined) {
    await demandWhereItHolds(tools, user, role);
    await setAssignedRole(tools.client, assignment, role);
  }
  await updateEnding(tools.client, 'role_assignments', assignment, ending);
}

/**
 * A role of one organization is for those to give who may assign roles in that organization; the schema binds its
 * assignment to the organization.
 */
async function demandWhereItHolds({ client, judge }: ChangeTools, user: string, role: string): Promise<void> {
  const organization = await organizationOfRole(client, role);
  if (!organization) return;
  const properties = { organizations: [organization] };
  await judge.demand('users.assign_role', { type: 'user', id: user, properties });
}
