import type { ChangeTools } from '../change.ts';
import { employees } from '../employees/queries.ts';
import { mayGive } from '../may-give.ts';
import type { Rights } from '../reach.ts';
import { readActorRights, readRights } from '../rights-queries.ts';
import { userResource } from '../users/queries.ts';
import { invitationResource } from './queries.ts';
import type { Invitation } from './schemas.ts';

/** The operations that an invitation is made of. */
export const INVITING = [
  'users.invite',
  'users.assign_role',
  'users.add_organization',
  'users.link_employee',
] as const;

/**
 * Throws a 403 problem unless the judged actor may give now what the invitation gives: its role, its organization and
 * its employee, wherever that employee belongs by now. What others gave the invited user since is theirs to answer for.
 */
export async function judgeInvitation({ client, judge }: ChangeTools, invitation: Invitation): Promise<void> {
  const { user, organization, employee } = invitation;
  if (user === null) return;
  await judge.demand('users.invite', invitationResource(invitation));
  await judge.demand('users.assign_role', userResource({ ...invitation, id: user }));
  if (organization !== null) {
    const properties = { organizations: [organization] };
    await judge.demand('users.add_organization', { type: 'user', id: user, properties });
  }
  const linked = employee === null ? undefined : await employees.read(client, employee);
  if (linked !== undefined) {
    const { properties } = employees.resource(linked);
    await judge.demand('users.link_employee', { type: 'user', id: user, ...(properties && { properties }) });
  }
  const after = await readRights(client, user);
  await mayGive(client, await readActorRights(client, judge.actor), {
    kind: 'rights',
    before: without(after, invitation),
    after,
    whole: false,
  });
}

/** The rights as they would be without the invitation: its assignment, and all that comes from belonging somewhere. */
function without(rights: Rights, { role, organization, bound }: Invitation): Rights {
  const roles = rights.user.roles.filter(
    (held) => held.role !== role || (held.organization ?? null) !== (bound ? organization : null),
  );
  return { ...rights, user: { ...rights.user, roles, organizations: [], teams: [] } };
}
