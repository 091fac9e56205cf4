import type { FastifyRequest } from 'fastify';
import type { AccountDependencies } from '../accounts.ts';
import type { AdminReply } from '../admin-request.ts';
import { linkOver, unknownLink } from '../auth/links.ts';
import { demandGoodPassword } from '../auth/passwords/password-policy.ts';
import { setPassword } from '../auth/passwords/queries.ts';
import { tokenHash } from '../authentication.ts';
import { Problem } from '../http/problem.ts';
import { conflict } from '../http/problems.ts';
import { createJudge } from '../judge.ts';
import { changeOwn } from '../own-change.ts';
import { type Queryable, row } from '../queryable.ts';
import { INVITING, judgeInvitation } from './judge-invitation.ts';
import { findByLink, markAccepted } from './queries.ts';
import type { Invitation } from './schemas.ts';

/** The pending invitation a link opens. Throws a 404 or 410 problem when it opens none (any more). */
export async function openInvitation(
  db: Queryable,
  token: string,
): Promise<Invitation & { readonly user: string }> {
  const found = await findByLink(db, tokenHash(token));
  if (found === undefined) throw unknownLink();
  const { status, user } = found;
  if (status === 'pending' && user !== null) return { ...found, user };
  const why = {
    accepted: 'The invitation was accepted already. Sign in.',
    expired: 'The invitation has expired. Ask for a new one.',
    revoked: 'The invitation was withdrawn.',
    pending: 'The invitation was withdrawn.',
  };
  throw linkOver(why[status]);
}

/**
 * Accepts an invitation: the user gets the password and is active. Whoever sent it last must still be allowed to give
 * all that it gives. Throws 404, 410, or a 409 problem where that is not so any more.
 */
export async function acceptInvitation(
  deps: AccountDependencies,
  request: FastifyRequest,
  reply: AdminReply,
  { token, password }: { readonly token: string; readonly password: string },
): Promise<{ id: string; name: string; email: string }> {
  const { pool, accounts } = deps;
  const open = await openInvitation(pool, token);
  demandGoodPassword(password, open, 'password');
  const judge = await createJudge(deps, { id: open.invited_by, token: '', by: 'session' }, INVITING);
  const kept = await accounts.hasher.hash(password);
  return changeOwn(pool, request, reply, {
    user: open.user,
    action: 'invitations.accept',
    inactiveToo: true,
    async work(client) {
      await client.query('SELECT FROM invitations WHERE id = $1 FOR UPDATE', [open.id]);
      const invitation = await openInvitation(client, token);
      const { id, user } = invitation;
      await stillGiven(() => judgeInvitation({ client, judge }, invitation));
      await markAccepted(client, id);
      await client.query(
        `UPDATE users SET status = 'active', version = version + 1, updated_at = now() WHERE id = $1`,
        [user],
      );
      await setPassword(client, user, kept);
      const made = await row<{ id: string; name: string; email: string }>(
        client,
        'SELECT id, name, email FROM users WHERE id = $1',
        [user],
      );
      if (made === undefined) throw unknownLink();
      return made;
    },
    history: () => ({
      targetType: 'invitation',
      targetId: open.id,
      before: { status: 'pending', organizations: open.organizations, teams: open.teams },
      after: { status: 'accepted', user: open.user, organizations: open.organizations, teams: open.teams },
    }),
  });
}

/** What the sender lacks is not for the invited to read. */
async function stillGiven(judging: () => Promise<void>): Promise<void> {
  try {
    await judging();
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 403) throw error;
    throw conflict(
      'no-longer-given',
      'Whoever sent this invitation may not give what it promises any more. Ask for a new one.',
    );
  }
}
