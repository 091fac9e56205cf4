import type { AccountSettings } from '../account-settings.ts';
import type { ChangeTools } from '../change.ts';
import { employees } from '../employees/queries.ts';
import { bodyError } from '../http/problem.ts';
import { conflict, unprocessable } from '../http/problems.ts';
import { row } from '../queryable.ts';
import { createUser } from '../users/create-user.ts';
import { findOpenInvitation, insertInvitation, invitations } from './queries.ts';
import { revokeInvitation } from './revoke.ts';
import type { NewInvitation } from './schemas.ts';
import { sendLink } from './send-link.ts';

/**
 * Invites an address: makes the invited user with role, organization and employee, each under its own operation, and
 * mails the link. An expired invitation of the same address gives way, a pending one is a 409. Returns the id.
 */
export async function invite(
  tools: ChangeTools,
  settings: AccountSettings,
  body: NewInvitation,
): Promise<string> {
  const { client } = tools;
  const { email, role } = body;
  const { organization = null, employee = null, bound = false, language = 'en' } = body;
  if (bound && organization === null) {
    throw unprocessable('A role can be bound to an organization only where one is given.', [
      bodyError(['organization'], 'is required when the role is bound to it'),
    ]);
  }
  if (organization !== null) await demandOrganization(tools, organization);
  const name = body.name ?? (await employeeName(tools, employee));
  await giveWay(tools, email);
  const user = await createUser(tools, {
    name,
    email,
    status: 'invited',
    employee,
    organizations: organization === null ? [] : [organization],
    assignments: [{ role, organization: bound ? organization : null, reason: 'invited' }],
  });
  await client.query('UPDATE users SET language = $2 WHERE id = $1', [user, language]);
  const record = { user, email, name, role, organization, bound, employee, language };
  const id = await insertInvitation(client, record);
  await sendLink(tools, settings, { id, name, email, language }, body.expires_in_hours);
  return id;
}

async function demandOrganization({ client }: ChangeTools, organization: string): Promise<void> {
  const found = await row(client, 'SELECT FROM organizations WHERE id = $1', [organization]);
  if (found !== undefined) return;
  throw unprocessable('There is no such organization.', [
    bodyError(['organization'], 'names no organization that exists'),
  ]);
}

async function employeeName({ client }: ChangeTools, employee: string | null): Promise<string> {
  if (employee === null) {
    throw unprocessable('An invitation needs a name, unless an employee is given.', [
      bodyError(['name'], 'is required unless an employee is given'),
    ]);
  }
  const found = await employees.read(client, employee);
  if (found !== undefined) return found.name;
  throw unprocessable('There is no such employee.', [
    bodyError(['employee'], 'names no employee that exists'),
  ]);
}

async function giveWay(tools: ChangeTools, email: string): Promise<void> {
  const open = await findOpenInvitation(tools.client, email);
  if (open === undefined) return;
  const before = await invitations.read(tools.client, open);
  if (before === undefined) return;
  if (before.status === 'pending') {
    const message = 'has a pending invitation already: resend or revoke that one';
    throw conflict('already-invited', `The address ${message}.`, [bodyError(['email'], message)], {
      invitation: open,
    });
  }
  await revokeInvitation(tools, before);
}
