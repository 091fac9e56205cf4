import { assignRole } from '../assignments/assign-role.ts';
import type { ChangeTools } from '../change.ts';
import { bodyError } from '../http/problem.ts';
import { unprocessable } from '../http/problems.ts';
import { addMembership } from '../memberships/add-membership.ts';
import { type MembershipKind, membershipTables } from '../memberships/queries.ts';
import { linkEmployee } from './link-employee.ts';
import { insertUser, users } from './queries.ts';
import type { NewUser } from './schemas.ts';

/** Makes a user with its employee, memberships and roles, each under its own operation. Returns the id. */
export async function createUser(tools: ChangeTools, body: NewUser): Promise<string> {
  const { client, judge } = tools;
  const id = await insertUser(client, body);
  if (typeof body.employee === 'string') await linkEmployee(tools, id, body.employee);
  await join(tools, 'organization', id, body.organizations ?? []);
  await join(tools, 'team', id, body.teams ?? []);
  for (const assignment of body.assignments ?? []) await assignRole(tools, id, assignment);
  if ((body.assignments ?? []).length > 0) {
    const made = await users.read(client, id);
    if (made !== undefined) await judge.demand('users.assign_role', users.resource(made));
  }
  return id;
}

async function join(
  tools: ChangeTools,
  kind: MembershipKind,
  user: string,
  ids: readonly string[],
): Promise<void> {
  for (const [index, id] of ids.entries()) {
    if (await addMembership(tools, kind, user, id)) continue;
    const path = [membershipTables[kind].groups, index];
    throw unprocessable(`There is no ${kind} "${id}".`, [bodyError(path, `names no ${kind} that exists`)]);
  }
}
