import type { FastifyInstance } from 'fastify';

/**
 * Gives every answer the `X-Request-ID` of its request; none is made up. Source: AuthZEN Authorization API 1.0, section
 * 10.1.3.
 */
export function echoRequestIds(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, next) => {
    const requestId = request.headers['x-request-id'];
    if (requestId !== undefined) reply.header('X-Request-ID', requestId);
    next();
  });
}
