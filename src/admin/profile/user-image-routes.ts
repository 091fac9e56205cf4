import type { AdminApp } from '../admin-app.ts';
import { readThing } from '../change.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { notFound } from '../http/problems.ts';
import { idParams } from '../schemas.ts';
import { users } from '../users/queries.ts';
import { readImage } from './queries.ts';
import { sendImage } from './send-image.ts';

/** The image of somebody else, for those who may see the user. */
export function userImageRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  app.get(
    '/users/:id/image',
    { config: { operation: 'users.get' }, schema: { params: idParams } },
    async (request, reply) => {
      const user = await readThing({ pool, request, reply }, users, request.params.id);
      const image = await readImage(pool, user.id);
      if (image === undefined) throw notFound('image', user.id);
      return sendImage(request, reply, image);
    },
  );
}
