import { Type } from 'typebox';
import type { AccountDependencies } from '../accounts.ts';
import type { AdminApp } from '../admin-app.ts';
import { accountKey, clearAttempts, lockedUntil } from '../auth/lockout/attempts.ts';
import { mailReset } from '../auth/password-reset/queries.ts';
import { readClaimant } from '../auth/passwords/queries.ts';
import { deleteSecondFactor, readSecondFactor } from '../auth/second-factor/queries.ts';
import { endSession, endSessions, listSessions } from '../auth/sessions/queries.ts';
import { session } from '../auth/sessions/schemas.ts';
import { alterThing, readThing } from '../change.ts';
import { pageOf } from '../http/page.ts';
import { conflict, notFound } from '../http/problems.ts';
import { closed, id, idParams, moment, noContent, nullable, uuid } from '../schemas.ts';
import { users } from '../users/queries.ts';

const access = closed({
  has_password: Type.Boolean(),
  second_factor: Type.Boolean(),
  locked_until: nullable(moment),
});
const sessionParams = closed({ user: id, session: uuid });

/** What an administrator sees of how somebody signs in, and may do about it. Each demands all that the person holds. */
export function userAccessRoutes(app: AdminApp, { pool, accounts }: AccountDependencies): void {
  const { settings } = accounts;

  app.get(
    '/users/:id/access',
    { config: { operation: 'users.get' }, schema: { params: idParams, response: { 200: access } } },
    async (request, reply) => {
      const user = await readThing({ pool, request, reply }, users, request.params.id);
      const key = accountKey(user.email ?? '', settings.lockout);
      return {
        has_password: (await readClaimant(pool, user.id))?.password !== undefined,
        second_factor: (await readSecondFactor(pool, user.id))?.confirmed === true,
        locked_until: user.email === null ? null : ((await lockedUntil(pool, key))?.toISOString() ?? null),
      };
    },
  );

  app.post(
    '/users/:id/unlock',
    { config: { operation: 'users.unlock' }, schema: { params: idParams, response: { 204: noContent } } },
    async (request, reply) => {
      await alterThing({ pool, request, reply }, users, {
        id: request.params.id,
        rights: 'whole',
        async work({ client }, { email }) {
          if (email !== null) await clearAttempts(client, accountKey(email, settings.lockout));
        },
        history: () => ({ before: null, after: { locked_until: null } }),
      });
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/users/:id/reset-password',
    {
      config: { operation: 'users.reset_password' },
      schema: { params: idParams, response: { 202: closed({ message: Type.String() }) } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await alterThing({ pool, request, reply }, users, {
        id,
        rights: 'whole',
        async work({ client }, { status }) {
          const claimant = await readClaimant(client, id);
          if (claimant === undefined)
            throw conflict(
              'wrong-status',
              `The user "${id}" is ${status}; a link is for active people only.`,
            );
          await mailReset(client, claimant, settings);
        },
        history: () => ({ before: null, after: { link: 'mailed' } }),
      });
      accounts.mail.wake();
      reply.code(202);
      return { message: 'A link is on its way.' };
    },
  );

  app.post(
    '/users/:id/reset-second-factor',
    {
      config: { operation: 'users.reset_second_factor' },
      schema: { params: idParams, response: { 204: noContent } },
    },
    async (request, reply) => {
      await alterThing({ pool, request, reply }, users, {
        id: request.params.id,
        rights: 'whole',
        work: ({ client }) => deleteSecondFactor(client, request.params.id),
        history: (ended) => ({ before: { second_factor: ended }, after: { second_factor: false } }),
      });
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/users/:user/sessions',
    {
      config: { operation: 'sessions.list' },
      schema: { params: closed({ user: id }), response: { 200: pageOf(session) } },
    },
    async (request, reply) => {
      const user = await readThing({ pool, request, reply }, users, request.params.user);
      return { items: await listSessions(pool, user.id, settings.session.idle), next_cursor: null };
    },
  );

  app.delete(
    '/users/:user/sessions',
    {
      config: { operation: 'sessions.end' },
      schema: { params: closed({ user: id }), response: { 204: noContent } },
    },
    async (request, reply) => {
      const { user } = request.params;
      await alterThing({ pool, request, reply }, users, {
        id: user,
        rights: 'whole',
        work: ({ client }) => endSessions(client, user),
        history: (ended) => ({ before: { sessions: ended }, after: { sessions: 0 } }),
      });
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/users/:user/sessions/:session',
    {
      config: { operation: 'sessions.end' },
      schema: { params: sessionParams, response: { 204: noContent } },
    },
    async (request, reply) => {
      const { user, session: ended } = request.params;
      await alterThing({ pool, request, reply }, users, {
        id: user,
        rights: 'whole',
        async work({ client }) {
          if (!(await endSession(client, user, ended))) throw notFound('session', ended);
        },
        history: () => ({ before: { session: ended }, after: null }),
      });
      return reply.code(204).send(null);
    },
  );
}
