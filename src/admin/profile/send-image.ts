import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StoredImage } from './queries.ts';

/** Answers an image so that a browser shows it and does nothing else with it; 304 where the client has it. */
export function sendImage(
  request: FastifyRequest,
  reply: FastifyReply,
  { media_type, content, content_hash }: StoredImage,
): FastifyReply {
  const tag = `"${content_hash.toString('base64url')}"`;
  reply
    .header('etag', tag)
    .header('cache-control', 'private, no-cache')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cross-origin-resource-policy', 'same-origin');
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  return reply.type(media_type).send(content);
}
