import type { AdminApp } from '../admin-app.ts';
import { alterThing, createThing, deleteThing, readThing } from '../change.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf } from '../http/page.ts';
import { conflict } from '../http/problems.ts';
import { listAllowed } from '../list-allowed.ts';
import { idParams, noContent } from '../schemas.ts';
import { changeUser } from './change-user.ts';
import { createUser } from './create-user.ts';
import { listedUsers, listUsers, userQuery } from './list-users.ts';
import { setUserStatus, users } from './queries.ts';
import { newUser, user, userChange, userDetail } from './schemas.ts';

export function userRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  app.get(
    '/users',
    {
      config: { operation: 'users.list' },
      schema: { querystring: userQuery, response: { 200: pageOf(user) } },
    },
    (request) => listAllowed(request, listedUsers, (page) => listUsers(pool, request.query, page)),
  );

  app.get(
    '/users/:id',
    { config: { operation: 'users.get' }, schema: { params: idParams, response: { 200: userDetail } } },
    (request, reply) => readThing({ pool, request, reply }, users, request.params.id),
  );

  app.post(
    '/users',
    {
      config: {
        operation: 'users.create',
        furtherOperations: [
          'users.link_employee',
          'users.add_organization',
          'users.add_team',
          'users.assign_role',
        ],
      },
      schema: { body: newUser, response: { 201: userDetail } },
    },
    (request, reply) =>
      createThing({ pool, request, reply }, users, { work: (tools) => createUser(tools, request.body) }),
  );

  app.patch(
    '/users/:id',
    {
      config: {
        operation: 'users.update',
        furtherOperations: ['users.link_employee', 'users.unlink_employee'],
      },
      schema: { params: idParams, body: userChange, response: { 200: userDetail } },
    },
    async (request, reply) => {
      const { thing } = await alterThing({ pool, request, reply }, users, {
        id: request.params.id,
        rights: request.body.email === undefined ? 'changed' : 'whole',
        work: (tools, before) => changeUser(tools, before, request.body),
      });
      return thing;
    },
  );

  const stateChanges = [
    { verb: 'deactivate', from: ['invited', 'active'], to: 'deactivated' },
    { verb: 'reactivate', from: ['deactivated'], to: 'active' },
  ] as const;
  for (const { verb, from, to } of stateChanges) {
    app.post(
      `/users/:id/${verb}`,
      {
        config: { operation: `users.${verb}` },
        schema: { params: idParams, response: { 200: userDetail } },
      },
      async (request, reply) => {
        const { id } = request.params;
        const { thing } = await alterThing({ pool, request, reply }, users, {
          id,
          rights: 'whole',
          async work({ client }, { status }) {
            if (!from.some((state) => state === status)) {
              throw conflict('wrong-status', `The user "${id}" is ${status}; expected ${from.join(' or ')}.`);
            }
            await setUserStatus(client, id, to);
          },
        });
        return thing;
      },
    );
  }

  app.delete(
    '/users/:id',
    { config: { operation: 'users.delete' }, schema: { params: idParams, response: { 204: noContent } } },
    async (request, reply) => {
      await deleteThing({ pool, request, reply }, users, request.params.id);
      return null;
    },
  );
}
