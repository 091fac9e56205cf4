import type { AdminApp } from '../admin-app.ts';
import { alterThing, readThing } from '../change.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf } from '../http/page.ts';
import { notFound, unprocessable } from '../http/problems.ts';
import { organizations } from '../organizations/queries.ts';
import { noContent } from '../schemas.ts';
import { guardLimits } from './guard-limits.ts';
import { deleteLimit, isResourceType, readLimit, readLimits, writeLimit } from './queries.ts';
import { limit, limitBody, limitParams, limitsParams } from './schemas.ts';

/** The limits of an organization (K9). A limit has its organization's `ETag`. */
export function limitRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  const single = '/organizations/:organization/limits/:type';

  app.get(
    '/organizations/:organization/limits',
    {
      config: { operation: 'organizations.list_limits' },
      schema: { params: limitsParams, response: { 200: pageOf(limit) } },
    },
    async (request, reply) => {
      const { id } = await readThing({ pool, request, reply }, organizations, request.params.organization);
      return { items: await readLimits(pool, id), next_cursor: null };
    },
  );

  app.get(
    single,
    {
      config: { operation: 'organizations.list_limits' },
      schema: { params: limitParams, response: { 200: limit } },
    },
    async (request, reply) => {
      const { organization, type } = request.params;
      await readThing({ pool, request, reply }, organizations, organization);
      const found = await readLimit(pool, organization, type);
      if (found === undefined) throw notFound('limit', type);
      return found;
    },
  );

  app.put(
    single,
    {
      config: { operation: 'organizations.set_limit' },
      schema: { params: limitParams, body: limitBody, response: { 200: limit } },
    },
    async (request, reply) => {
      const { organization, type } = request.params;
      const { result } = await alterThing({ pool, request, reply }, organizations, {
        id: organization,
        rights: 'same',
        async work(tools) {
          const { client } = tools;
          if (!(await isResourceType(client, type))) {
            throw unprocessable(`No permission of the catalog is for resources of the type "${type}".`, [
              { field: 'type', message: 'must be a resource type of the catalog' },
            ]);
          }
          const before = (await readLimit(client, organization, type)) ?? null;
          const { resources } = request.body;
          const put = () => writeLimit(client, { organization, resource_type: type, resources });
          await guardLimits(tools, organization, put);
          const after = await readLimit(client, organization, type);
          if (after === undefined) throw new Error('The limit is not there after its own change.');
          return { before, after };
        },
        history: (result) => result,
      });
      return result.after;
    },
  );

  app.delete(
    single,
    {
      config: { operation: 'organizations.remove_limit' },
      schema: { params: limitParams, response: { 204: noContent } },
    },
    async (request, reply) => {
      const { organization, type } = request.params;
      await alterThing({ pool, request, reply }, organizations, {
        id: organization,
        rights: 'same',
        async work(tools) {
          const { client } = tools;
          const before = await readLimit(client, organization, type);
          if (before === undefined) throw notFound('limit', type);
          await guardLimits(tools, organization, () => deleteLimit(client, organization, type));
          return { before, after: null };
        },
        history: (result) => result,
      });
      return reply.code(204).send(null);
    },
  );
}
