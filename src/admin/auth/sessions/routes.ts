import { Type } from 'typebox';
import type { AccountDependencies } from '../../accounts.ts';
import type { AdminApp } from '../../admin-app.ts';
import { pageOf } from '../../http/page.ts';
import { notFound } from '../../http/problems.ts';
import { changeOwn } from '../../own-change.ts';
import { closed, id, noContent, uuid } from '../../schemas.ts';
import { csrfToken, endedSessionCookie, sessionToken } from './cookie.ts';
import { endSession, endSessions, listSessions } from './queries.ts';
import { session } from './schemas.ts';

const current = closed({
  id: uuid,
  user: id,
  csrf_token: Type.String({ description: 'To be sent in X-CSRF-Token with every change.' }),
});

/** One's own sessions: the present one, all of them, and ending one or all. */
export function ownSessionRoutes(app: AdminApp, { pool, accounts }: AccountDependencies): void {
  app.get('/session', { schema: { response: { 200: current } } }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return {
      id: request.actor.token,
      user: request.actor.id,
      csrf_token: csrfToken(sessionToken(request.headers.cookie) ?? ''),
    };
  });

  app.delete('/session', { schema: { response: { 204: noContent } } }, async (request, reply) => {
    const { actor } = request;
    await changeOwn(pool, request, reply, {
      user: actor.id,
      action: 'sessions.end',
      work: (client) => endSession(client, actor.id, actor.token),
      history: () => ({ targetType: 'session', targetId: actor.token, before: { user: actor.id } }),
    });
    reply.header('set-cookie', endedSessionCookie());
    return reply.code(204).send(null);
  });

  app.get('/me/sessions', { schema: { response: { 200: pageOf(session) } } }, async (request) => ({
    items: await listSessions(pool, request.actor.id, accounts.settings.session.idle),
    next_cursor: null,
  }));

  app.delete('/me/sessions', { schema: { response: { 204: noContent } } }, async (request, reply) => {
    const { actor } = request;
    await changeOwn(pool, request, reply, {
      user: actor.id,
      action: 'sessions.end',
      work: (client) => endSessions(client, actor.id),
      history: (ended) => ({ before: { sessions: ended } }),
    });
    reply.header('set-cookie', endedSessionCookie());
    return reply.code(204).send(null);
  });

  app.delete(
    '/me/sessions/:id',
    { schema: { params: closed({ id: uuid }), response: { 204: noContent } } },
    async (request, reply) => {
      const { actor, params } = request;
      await changeOwn(pool, request, reply, {
        user: actor.id,
        action: 'sessions.end',
        async work(client) {
          if (!(await endSession(client, actor.id, params.id))) throw notFound('session', params.id);
        },
        history: () => ({ targetType: 'session', targetId: params.id, before: { user: actor.id } }),
      });
      return reply.code(204).send(null);
    },
  );
}
