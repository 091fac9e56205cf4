import type { AdminApp } from '../admin-app.ts';
import { alterThing, createThing, deleteThing, readThing } from '../change.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf } from '../http/page.ts';
import { listAllowed } from '../list-allowed.ts';
import { idParams, noContent } from '../schemas.ts';
import { listedOrganizations, listOrganizations, organizationQuery } from './list-organizations.ts';
import { insertOrganization, organizations, updateOrganization } from './queries.ts';
import { newOrganization, organization, organizationChange } from './schemas.ts';

export function organizationRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  app.get(
    '/organizations',
    {
      config: { operation: 'organizations.list' },
      schema: { querystring: organizationQuery, response: { 200: pageOf(organization) } },
    },
    (request) =>
      listAllowed(request, listedOrganizations, (page) => listOrganizations(pool, request.query, page)),
  );

  app.get(
    '/organizations/:id',
    {
      config: { operation: 'organizations.get' },
      schema: { params: idParams, response: { 200: organization } },
    },
    (request, reply) => readThing({ pool, request, reply }, organizations, request.params.id),
  );

  app.post(
    '/organizations',
    {
      config: { operation: 'organizations.create' },
      schema: { body: newOrganization, response: { 201: organization } },
    },
    (request, reply) =>
      createThing({ pool, request, reply }, organizations, {
        work: ({ client }) => insertOrganization(client, request.body),
      }),
  );

  app.patch(
    '/organizations/:id',
    {
      config: { operation: 'organizations.update' },
      schema: { params: idParams, body: organizationChange, response: { 200: organization } },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { thing } = await alterThing({ pool, request, reply }, organizations, {
        id,
        rights: 'same',
        work: ({ client }) => updateOrganization(client, id, request.body),
      });
      return thing;
    },
  );

  app.delete(
    '/organizations/:id',
    {
      config: { operation: 'organizations.delete' },
      schema: { params: idParams, response: { 204: noContent } },
    },
    async (request, reply) => {
      await deleteThing({ pool, request, reply }, organizations, request.params.id);
      return null;
    },
  );
}
