import type { AdminApp } from '../admin-app.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { entityTag } from '../http/entity-tag.ts';
import { pageOf } from '../http/page.ts';
import { notFound } from '../http/problems.ts';
import { listAllowed } from '../list-allowed.ts';
import { noContent } from '../schemas.ts';
import { changeManyResources } from './change-many-resources.ts';
import { listedResources, listResources } from './list-resources.ts';
import { deleteResource, putResource } from './put-resource.ts';
import { asResource, keyOf, readResource } from './queries.ts';
import {
  BULK_BYTES,
  bulkBody,
  bulkResult,
  resource,
  resourceBody,
  resourceParams,
  resourceQuery,
} from './schemas.ts';

/** The registry: what policies are told of the resources that other services keep. */
export function resourceRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  app.get(
    '/resources',
    {
      config: { operation: 'resources.list' },
      schema: { querystring: resourceQuery, response: { 200: pageOf(resource) } },
    },
    (request) => listAllowed(request, listedResources, (page) => listResources(pool, request.query, page)),
  );

  const single = '/resources/:type/:id';

  app.get(
    single,
    {
      config: { operation: 'resources.get' },
      schema: { params: resourceParams, response: { 200: resource } },
    },
    async (request, reply) => {
      const found = await readResource(pool, keyOf(request.params));
      await request.judge.demand('resources.get', asResource(found ?? request.params));
      if (found === undefined) throw notFound('resource', keyOf(request.params));
      reply.header('etag', entityTag(found.version));
      return found;
    },
  );

  app.put(
    single,
    {
      config: { operation: 'resources.put' },
      schema: { params: resourceParams, body: resourceBody, response: { 200: resource, 201: resource } },
    },
    (request, reply) => putResource({ pool, request, reply }, request.params, request.body),
  );

  app.delete(
    single,
    {
      config: { operation: 'resources.delete' },
      schema: { params: resourceParams, response: { 204: noContent } },
    },
    async (request, reply) => {
      await deleteResource({ pool, request, reply }, request.params);
      return null;
    },
  );

  app.post(
    '/resources/bulk',
    {
      bodyLimit: BULK_BYTES,
      config: { operation: 'resources.put', furtherOperations: ['resources.delete'] },
      schema: { body: bulkBody, response: { 200: bulkResult } },
    },
    (request, reply) => changeManyResources({ pool, request, reply }, request.body),
  );
}
