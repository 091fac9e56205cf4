import type { AdminApp } from '../admin-app.ts';
import { alterThing, createThing, deleteThing, readThing } from '../change.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf, pageQuery } from '../http/page.ts';
import { listAllowed } from '../list-allowed.ts';
import { idParams, noContent } from '../schemas.ts';
import { listedRoles, listRoles, roleQuery } from './list-roles.ts';
import { previewRole } from './preview/preview-role.ts';
import { rolePreview } from './preview/schemas.ts';
import { roles } from './queries.ts';
import { newRole, role, roleChange } from './schemas.ts';
import { changeRole, createRole } from './write-role.ts';

export function roleRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  app.get(
    '/roles',
    {
      config: { operation: 'roles.list' },
      schema: { querystring: roleQuery, response: { 200: pageOf(role) } },
    },
    (request) => listAllowed(request, listedRoles, (page) => listRoles(pool, request.query, page)),
  );

  app.get(
    '/roles/:id',
    { config: { operation: 'roles.get' }, schema: { params: idParams, response: { 200: role } } },
    (request, reply) => readThing({ pool, request, reply }, roles, request.params.id),
  );

  app.post(
    '/roles',
    { config: { operation: 'roles.create' }, schema: { body: newRole, response: { 201: role } } },
    (request, reply) =>
      createThing({ pool, request, reply }, roles, { work: (tools) => createRole(tools, request.body) }),
  );

  app.patch(
    '/roles/:id',
    {
      config: { operation: 'roles.update' },
      schema: { params: idParams, body: roleChange, response: { 200: role } },
    },
    async (request, reply) => {
      const { thing } = await alterThing({ pool, request, reply }, roles, {
        id: request.params.id,
        rights: 'same',
        work: (tools, before) => changeRole(tools, before, request.body),
      });
      return thing;
    },
  );

  app.post(
    '/roles/:id/preview',
    {
      config: { operation: 'roles.preview', furtherOperations: ['roles.update', 'users.get'] },
      schema: {
        params: idParams,
        querystring: pageQuery,
        body: roleChange,
        response: { 200: rolePreview },
      },
    },
    (request, reply) => previewRole({ pool, request, reply }, request.params.id, request.body, request.query),
  );

  app.delete(
    '/roles/:id',
    { config: { operation: 'roles.delete' }, schema: { params: idParams, response: { 204: noContent } } },
    async (request, reply) => {
      await deleteThing({ pool, request, reply }, roles, request.params.id);
      return null;
    },
  );
}
