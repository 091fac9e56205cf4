import type { FastifyReply } from 'fastify';
import { BUNDLE_TYPE } from '../../data/bundles/manifest.ts';
import { entityTag } from './entity-tags.ts';

/** Seconds after which a client that was turned away may come again. */
const RETRY_AFTER = 1;

/** A bundle of this name, whole or as a stream. What is sent depends on where the client stands, so nothing keeps it. */
export function sendBundle(
  reply: FastifyReply,
  name: string,
  bytes: Uint8Array | NodeJS.ReadableStream,
): FastifyReply {
  return reply
    .header('etag', entityTag(name))
    .header('cache-control', 'no-store')
    .type(BUNDLE_TYPE)
    .send(bytes);
}

export function sendNotModified(reply: FastifyReply, name: string): FastifyReply {
  return reply.code(304).header('etag', entityTag(name)).header('cache-control', 'no-store').send();
}

export function sendUnavailable(reply: FastifyReply, message: string): FastifyReply {
  return reply.code(503).header('retry-after', RETRY_AFTER).send({ code: 'unavailable', message });
}
