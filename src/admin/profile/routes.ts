import type { FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import type { AccountDependencies } from '../accounts.ts';
import type { AdminApp } from '../admin-app.ts';
import type { AdminReply } from '../admin-request.ts';
import { checkIfMatch, entityTag } from '../http/entity-tag.ts';
import { Problem } from '../http/problem.ts';
import { notFound, unauthenticated } from '../http/problems.ts';
import { changeOwn } from '../own-change.ts';
import { noContent } from '../schemas.ts';
import { type ImageType, imageTypeOf } from './image-type.ts';
import { deleteImage, raiseVersion, readImage, readProfile, setImage, updateProfile } from './queries.ts';
import { type Profile, profile, profileChange } from './schemas.ts';
import { sendImage } from './send-image.ts';

/** My profile (K12): name, phone number, language, and an image that is told by its content. */
export function profileRoutes(app: AdminApp, { pool }: AccountDependencies): void {
  const change = (
    request: FastifyRequest,
    reply: AdminReply,
    action: string,
    work: (client: PoolClient, before: Profile) => Promise<void>,
  ) =>
    changeOwn(pool, request, reply, {
      user: request.actor.id,
      action,
      async work(client) {
        const before = await readProfile(client, request.actor.id);
        if (before === undefined) throw unauthenticated('invalid');
        checkIfMatch(request.headers['if-match'], before.version, true);
        await work(client, before);
        await raiseVersion(client, before.id);
        const after = await readProfile(client, before.id);
        reply.header('etag', entityTag(after?.version ?? before.version));
        return { before, after: after ?? before };
      },
      history: (states) => states,
    });

  app.get('/me', { schema: { response: { 200: profile } } }, async (request, reply) => {
    const found = await readProfile(pool, request.actor.id);
    if (found === undefined) throw unauthenticated('invalid');
    reply.header('etag', entityTag(found.version));
    return found;
  });

  app.patch(
    '/me',
    { schema: { body: profileChange, response: { 200: profile } } },
    async (request, reply) => {
      const { after } = await change(request, reply, 'users.update_profile', (client, { id }) =>
        updateProfile(client, id, request.body),
      );
      return after;
    },
  );

  app.get('/me/image', async (request, reply) => {
    const image = await readImage(pool, request.actor.id);
    if (image === undefined) throw notFound('image', request.actor.id);
    return sendImage(request, reply, image);
  });

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    (scope as AdminApp).put(
      '/me/image',
      { schema: { response: { 200: profile } } },
      async (request, reply) => {
        const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const type = demandImage(content);
        const { after } = await change(request, reply, 'users.set_image', (client, { id }) =>
          setImage(client, id, type, content),
        );
        return after;
      },
    );
  });

  app.delete('/me/image', { schema: { response: { 204: noContent } } }, async (request, reply) => {
    await change(request, reply, 'users.remove_image', (client, { id }) => deleteImage(client, id));
    return reply.code(204).send(null);
  });
}

function demandImage(content: Buffer): ImageType {
  const type = imageTypeOf(content);
  if (type !== undefined) return type;
  throw new Problem({
    status: 415,
    code: 'unsupported-image',
    title: 'Unsupported image',
    detail: 'Send a whole PNG, JPEG or WebP image of up to 1 MiB as the body. It is told by its content.',
  });
}
