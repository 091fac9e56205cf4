import { unkept } from '../../db/unkept.ts';
import type { AccountDependencies } from '../accounts.ts';
import type { AdminApp } from '../admin-app.ts';
import { authenticate } from '../authentication.ts';
import { readThing } from '../change.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { notFound, unauthenticated } from '../http/problems.ts';
import { idParams } from '../schemas.ts';
import { users } from '../users/queries.ts';
import { readEffectiveRights } from './queries.ts';
import { effectiveRights, whoAmI } from './schemas.ts';

/** What a user may do, and where each permission comes from. */
export function effectiveRightsRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  app.get(
    '/users/:id/rights',
    {
      config: { operation: 'users.effective_rights' },
      schema: { params: idParams, response: { 200: effectiveRights } },
    },
    async (request, reply) => {
      const user = await readThing({ pool, request, reply }, users, request.params.id);
      const found = await unkept(pool, (client) => readEffectiveRights(client, user.id));
      if (found === undefined) throw notFound('user', user.id);
      return found;
    },
  );
}

/** Who am I: whoever sends a token or signed in reads this of themselves, without any permission. */
export function whoAmIRoutes(app: AdminApp, { pool, accounts }: AccountDependencies): void {
  app.addHook('onRequest', async (request) => {
    request.actor = await authenticate(pool, request, accounts.settings.session.idle);
  });

  app.get('/me/rights', { schema: { response: { 200: whoAmI } } }, async ({ actor }) => {
    const found = await unkept(pool, (client) => readEffectiveRights(client, actor.id));
    if (found === undefined) throw unauthenticated('invalid');
    const { permissions: goodFor } = actor;
    const permissions = found.permissions.filter(({ permission }) => goodFor?.has(permission) ?? true);
    return { ...found, permissions, by: actor.by, restricted: goodFor !== undefined };
  });
}
