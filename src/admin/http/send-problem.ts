import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, type Problem } from './problem.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';
import { toProblem } from './to-problem.ts';

/** Answers an error as a problem document (RFC 9457) with the request's id. What is our fault is logged with its cause. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem: Problem = toProblem(error, request);
  if (problem.status >= 500) {
    request.log.error(
      { err: error, method: request.method, url: request.url },
      'a management request failed',
    );
  }
  // Set for something that was read on the way.
  reply.removeHeader('etag');
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .header(REQUEST_ID_HEADER, request.id)
    .type(PROBLEM_TYPE)
    .serializer(JSON.stringify)
    .send({ ...problem.document, request_id: request.id });
}
