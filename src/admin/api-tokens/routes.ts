import { Type } from 'typebox';
import type { AdminApp } from '../admin-app.ts';
import { createThing, deleteThing, readThing } from '../change.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf, pageQuery } from '../http/page.ts';
import { uuidCursor } from '../http/uuid-cursor.ts';
import { listAllowed } from '../list-allowed.ts';
import { closed, id, noContent, uuid } from '../schemas.ts';
import { createToken } from './create-token.ts';
import { apiTokenResource, apiTokens, listApiTokens } from './queries.ts';
import { apiToken, createdApiToken, newApiToken } from './schemas.ts';

const params = closed({ id: uuid });
/** Nobody's rights are other ones for a new token; `createToken` judges what it is good for. */
const newApiTokens = { ...apiTokens, people: () => Promise.resolve([]) };

export function apiTokenRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  app.get(
    '/api-tokens',
    {
      config: { operation: 'api_tokens.list' },
      schema: {
        querystring: closed({ ...pageQuery.properties, user: Type.Optional(id) }),
        response: { 200: pageOf(apiToken) },
      },
    },
    (request) =>
      listAllowed(request, {
        type: apiTokens.type,
        read: (after, limit) => listApiTokens(pool, uuidCursor(after), limit, request.query.user),
        resource: apiTokenResource,
      }),
  );

  app.get(
    '/api-tokens/:id',
    { config: { operation: 'api_tokens.get' }, schema: { params, response: { 200: apiToken } } },
    (request, reply) => readThing({ pool, request, reply }, apiTokens, request.params.id),
  );

  app.post(
    '/api-tokens',
    {
      config: { operation: 'api_tokens.create', shownOnce: ['token'] },
      schema: { body: newApiToken, response: { 201: createdApiToken } },
    },
    async (request, reply) => {
      let token = '';
      const made = await createThing({ pool, request, reply }, newApiTokens, {
        async work(tools) {
          const created = await createToken(tools, request.body);
          token = created.token;
          return created.id;
        },
      });
      reply.header('cache-control', 'no-store');
      return { ...made, token };
    },
  );

  app.delete(
    '/api-tokens/:id',
    { config: { operation: 'api_tokens.revoke' }, schema: { params, response: { 204: noContent } } },
    async (request, reply) => {
      await deleteThing({ pool, request, reply }, apiTokens, request.params.id);
      return null;
    },
  );
}
