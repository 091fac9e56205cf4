import type { AccountDependencies } from '../../accounts.ts';
import type { AdminApp } from '../../admin-app.ts';
import { Problem } from '../../http/problem.ts';
import { languageOf } from '../../mail/language.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { renderMail } from '../../mail/templates/render-mail.ts';
import { changeOwn } from '../../own-change.ts';
import { row } from '../../queryable.ts';
import { closed, noContent } from '../../schemas.ts';
import { startSession } from '../sign-in/start-session.ts';
import { confirmIdentity } from './confirm-identity.ts';
import { demandGoodPassword, givenPassword, newPassword, normalizePassword } from './password-policy.ts';
import { setPassword } from './queries.ts';

const passwordChange = closed({ current: givenPassword, new: newPassword, repeated: newPassword });

/**
 * `POST /me/password` (K13): every session ends, and the one that asks goes on under a new cookie. A wrong current
 * password and an unequal repetition are refused alike.
 */
export function passwordRoutes(app: AdminApp, deps: AccountDependencies): void {
  const { pool, accounts } = deps;
  app.post(
    '/me/password',
    { schema: { body: passwordChange, response: { 204: noContent } } },
    async (request, reply) => {
      const { current, new: chosen, repeated } = request.body;
      const equal = normalizePassword(chosen) === normalizePassword(repeated);
      const claimant = await confirmIdentity(deps, request, current, equal);
      if (claimant === undefined) throw notChanged();
      demandGoodPassword(chosen, claimant, 'new');
      const kept = await accounts.hasher.hash(chosen);
      const session = await changeOwn(pool, request, reply, {
        user: claimant.id,
        action: 'users.change_password',
        async work(client) {
          const own = await row<{ second_factor: boolean }>(
            client,
            `SELECT s.second_factor FROM sessions AS s JOIN passwords AS p ON p.user_id = s.user_id
             WHERE s.id = $1 AND s.user_id = $2 AND p.changed_at = $3::timestamptz`,
            [request.actor.token, claimant.id, claimant.password.changedAt],
          );
          if (own === undefined) throw notChanged();
          await setPassword(client, claimant.id, kept);
          await enqueueMail(client, {
            template: 'password-changed',
            language: languageOf(claimant.language),
            recipient: claimant.email,
            about: `password-changed:${request.id}`,
            content: renderMail('password-changed', languageOf(claimant.language), { name: claimant.name }),
            notAfter: null,
          });
          const { second_factor } = own;
          return startSession(client, request, accounts.settings.session, {
            user: claimant.id,
            secondFactor: second_factor,
          });
        },
      });
      accounts.mail.wake();
      reply.header('set-cookie', session.cookie);
      reply.header('x-csrf-token', session.csrf);
      return reply.code(204).send(null);
    },
  );
}

function notChanged(): Problem {
  return new Problem({
    status: 422,
    code: 'password-not-changed',
    title: 'Not changed',
    detail:
      'The password was not changed. Check the current one, and that the new one is the same both times.',
  });
}
