import type { TObject } from 'typebox';
import type { AdminApp } from '../admin-app.ts';
import { alterThing, type ChangeTools, readThing } from '../change.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf } from '../http/page.ts';
import { notFound } from '../http/problems.ts';
import { closed, id, noContent, uuid } from '../schemas.ts';
import { users } from '../users/queries.ts';
import type { UserDetail } from '../users/schemas.ts';
import { deleteRight, type RightsTable } from './queries.ts';

const userParams = closed({ user: id });
const rightParams = closed({ user: id, right: uuid });

/** A kind of rights that a user has: role assignments, direct grants or denials. */
export interface UserRights<Right extends { readonly id: string }, New, Change> {
  /** The last part of the path, and the member of the user that holds them. */
  readonly path: 'assignments' | 'grants' | 'denials';
  /** One of them, in words. */
  readonly noun: string;
  readonly table: RightsTable;
  /** The operations to add or change one, and to take one away. */
  readonly give: string;
  readonly take: string;
  readonly schema: TObject;
  readonly newSchema: TObject;
  readonly changeSchema: TObject;
  readonly pick: (user: UserDetail) => Right[];
  /** Returns the id. */
  readonly insert: (tools: ChangeTools, user: string, body: New) => Promise<string>;
  readonly update: (tools: ChangeTools, user: string, right: string, change: Change) => Promise<void>;
}

/**
 * The routes of one kind of rights. Each right belongs to its user: it has the user's `ETag`, and a change of it is a
 * change of the user.
 */
export function userRightsRoutes<Right extends { readonly id: string }, New, Change>(
  app: AdminApp,
  { pool }: AdminDependencies,
  kind: UserRights<Right, New, Change>,
): void {
  const list = `/users/:user/${kind.path}`;
  const single = `${list}/:right`;
  const find = (user: UserDetail, right: string) => {
    const wanted = right.toLowerCase();
    const found = kind.pick(user).find((item) => item.id === wanted);
    if (found === undefined) throw notFound(kind.noun, right);
    return found;
  };

  app.get(
    list,
    {
      config: { operation: 'users.get' },
      schema: { params: userParams, response: { 200: pageOf(kind.schema) } },
    },
    async (request, reply) => {
      const user = await readThing({ pool, request, reply }, users, request.params.user);
      return { items: kind.pick(user), next_cursor: null };
    },
  );

  app.get(
    single,
    { config: { operation: 'users.get' }, schema: { params: rightParams, response: { 200: kind.schema } } },
    async (request, reply) => {
      const user = await readThing({ pool, request, reply }, users, request.params.user);
      return find(user, request.params.right);
    },
  );

  app.post(
    list,
    {
      config: { operation: kind.give },
      schema: { params: userParams, body: kind.newSchema, response: { 201: kind.schema } },
    },
    async (request, reply) => {
      const { user } = request.params;
      const { thing, result } = await alterThing({ pool, request, reply }, users, {
        id: user,
        work: (tools) => kind.insert(tools, user, request.body as New),
      });
      reply.header('location', `/admin/v1/users/${encodeURIComponent(user)}/${kind.path}/${result}`);
      reply.code(201);
      return find(thing, result);
    },
  );

  app.patch(
    single,
    {
      config: { operation: kind.give },
      schema: { params: rightParams, body: kind.changeSchema, response: { 200: kind.schema } },
    },
    async (request, reply) => {
      const { user, right } = request.params;
      const { thing } = await alterThing({ pool, request, reply }, users, {
        id: user,
        work: (tools, before) => {
          find(before, right);
          return kind.update(tools, user, right, request.body as Change);
        },
      });
      return find(thing, right);
    },
  );

  app.delete(
    single,
    { config: { operation: kind.take }, schema: { params: rightParams, response: { 204: noContent } } },
    async (request, reply) => {
      const { user, right } = request.params;
      await alterThing({ pool, request, reply }, users, {
        id: user,
        work: ({ client }, before) => {
          find(before, right);
          return deleteRight(client, kind.table, right);
        },
      });
      return reply.code(204).send(null);
    },
  );
}
