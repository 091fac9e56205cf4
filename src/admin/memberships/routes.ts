import type { AdminApp } from '../admin-app.ts';
import { alterThing, readThing } from '../change.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf } from '../http/page.ts';
import { notFound } from '../http/problems.ts';
import { noContent } from '../schemas.ts';
import { users } from '../users/queries.ts';
import { userDetail } from '../users/schemas.ts';
import { addMembership } from './add-membership.ts';
import { deleteMembership, type MembershipKind, membershipTables, readMemberships } from './queries.ts';
import { membership, membershipParams, membershipsParams } from './schemas.ts';

/** `/users/{user}/organizations` and `/users/{user}/teams`. A membership has its user's `ETag`. */
export function membershipRoutes(app: AdminApp, deps: AdminDependencies): void {
  routesOf(app, deps, 'organization');
  routesOf(app, deps, 'team');
}

function routesOf(app: AdminApp, { pool }: AdminDependencies, kind: MembershipKind): void {
  const { groups, operations } = membershipTables[kind];
  const list = `/users/:user/${groups}`;
  const single = `${list}/:group`;

  app.get(
    list,
    {
      config: { operation: 'users.get' },
      schema: { params: membershipsParams, response: { 200: pageOf(membership) } },
    },
    async (request, reply) => {
      const user = await readThing({ pool, request, reply }, users, request.params.user);
      const found = await readMemberships(pool, kind, user.id);
      return { items: found.map((id) => ({ id })), next_cursor: null };
    },
  );

  app.put(
    single,
    {
      config: { operation: operations.add },
      schema: { params: membershipParams, response: { 200: userDetail } },
    },
    async (request, reply) => {
      const { user, group } = request.params;
      const { thing } = await alterThing({ pool, request, reply }, users, {
        id: user,
        async work(tools) {
          if (!(await addMembership(tools, kind, user, group))) throw notFound(kind, group);
        },
      });
      return thing;
    },
  );

  app.delete(
    single,
    {
      config: { operation: operations.remove },
      schema: { params: membershipParams, response: { 204: noContent } },
    },
    async (request, reply) => {
      const { user, group } = request.params;
      await alterThing({ pool, request, reply }, users, {
        id: user,
        async work({ client, judge }) {
          await judge.demand(operations.remove, {
            type: 'user',
            id: user,
            properties: { [groups]: [group] },
          });
          if (!(await deleteMembership(client, kind, user, group))) throw notFound('membership', group);
        },
      });
      return reply.code(204).send(null);
    },
  );
}
