import { Type } from 'typebox';
import type { AccountDependencies } from '../../accounts.ts';
import type { AdminApp } from '../../admin-app.ts';
import { tokenHash } from '../../authentication.ts';
import { changeOwn } from '../../own-change.ts';
import { closed, email, noContent } from '../../schemas.ts';
import { linkOver, linkToken, unknownLink } from '../links.ts';
import { accountKey, clearAttempts } from '../lockout/attempts.ts';
import { demandGoodPassword, newPassword } from '../passwords/password-policy.ts';
import { readClaimant, setPassword } from '../passwords/queries.ts';
import { endedSessionCookie } from '../sessions/cookie.ts';
import { findReset, insertResetRequest, useReset } from './queries.ts';

const accepted = closed({ message: Type.String() });

/** Forgot password (K14) and choosing a new one, which also unlocks (K15). Neither needs a token. */
export function passwordResetRoutes(app: AdminApp, { pool, accounts }: AccountDependencies): void {
  app.post(
    '/password-resets',
    { schema: { body: closed({ email }), response: { 202: accepted } } },
    async (request, reply) => {
      await insertResetRequest(pool, request.body.email);
      accounts.mail.wake();
      reply.code(202);
      return { message: 'If there is such an account, a link is on its way.' };
    },
  );

  app.post(
    '/password-resets/complete',
    {
      schema: {
        body: closed({ token: linkToken, password: newPassword }),
        response: { 204: noContent },
      },
    },
    async (request, reply) => {
      const { token, password } = request.body;
      const hash = tokenHash(token);
      const open = await findReset(pool, hash);
      if (open === undefined) throw unknownLink();
      const claimant = await readClaimant(pool, open.user_id);
      if (open.over || claimant === undefined) throw linkOver('The link has ended. Ask for a new one.');
      demandGoodPassword(password, claimant, 'password');
      const kept = await accounts.hasher.hash(password);
      await changeOwn(pool, request, reply, {
        user: claimant.id,
        action: 'users.complete_password_reset',
        async work(client) {
          if (!(await useReset(client, hash))) throw unknownLink();
          await setPassword(client, claimant.id, kept);
          await clearAttempts(client, accountKey(claimant.email, accounts.settings.lockout));
        },
      });
      reply.header('set-cookie', endedSessionCookie());
      return reply.code(204).send(null);
    },
  );
}
