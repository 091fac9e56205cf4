import type { AdminApp } from '../admin-app.ts';
import { createThing, deleteThing, readThing } from '../change.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf } from '../http/page.ts';
import { listAllowed } from '../list-allowed.ts';
import { closed, noContent, uuid } from '../schemas.ts';
import { createToken } from './create-token.ts';
import { apiTokenQuery, listApiTokens, listedApiTokens } from './list-api-tokens.ts';
import { apiTokens } from './queries.ts';
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
        querystring: apiTokenQuery,
        response: { 200: pageOf(apiToken) },
      },
    },
    (request) => listAllowed(request, listedApiTokens, (page) => listApiTokens(pool, request.query, page)),
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
