import type { ChangeTools } from '../change.ts';
import { conflict } from '../http/problems.ts';
import { markRevoked } from './queries.ts';
import type { Invitation } from './schemas.ts';

/** Kills an open invitation's link, with a mail that was not sent yet, and deletes the invited user. */
export async function revokeInvitation(
  { client, judge }: ChangeTools,
  { id, user, status, organizations, teams }: Invitation,
): Promise<void> {
  demandOpen(id, status);
  if (user !== null) {
    const properties = { organizations, teams, owner: user };
    await judge.demand('invitations.revoke', { type: 'invitation', id, properties });
  }
  await markRevoked(client, id);
  await client.query(`DELETE FROM users WHERE id = $1 AND status = 'invited'`, [user]);
}

/** Throws a 409 problem unless the invitation is pending or expired. */
export function demandOpen(id: string, status: Invitation['status']): void {
  if (status === 'pending' || status === 'expired') return;
  throw conflict('wrong-status', `The invitation "${id}" is ${status}; expected pending or expired.`);
}
