import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.ts';

/** A request that can't be understood; the message says what is wrong with it. Answered with 400. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** A request that is understood and not served, with the status that says why and headers that go with it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(statusCode: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.statusCode = statusCode;
    this.headers = headers;
  }
}

/**
 * Answers every error in the form of its API: AuthZEN's of an evaluation's own error, or OPA's. Routes that ask for an
 * authority name the `revision` that decisions are made at.
 */
export function answerErrors(app: FastifyInstance, log: Log, revision: () => string | undefined): void {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ method, path }) => {
    const known = methods.get(path) ?? new Set();
    for (const each of [method].flat()) known.add(each);
    methods.set(path, known);
  });

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const [status, message] = explain(error);
    const at = request.routeOptions.config.authority === undefined ? undefined : revision();
    if (at !== undefined) reply.header('Postern-Revision', at);
    if (error instanceof Refusal) reply.headers(error.headers);
    else if (status >= 500)
      log.error({ err: error, method: request.method, url: request.url }, 'a request failed');
    return sendError(request, reply, status, message);
  });

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = methods.get(path);
    if (allowed === undefined) return sendError(request, reply, 404, `there is nothing at ${path}`);
    const list = [...allowed].join(', ');
    reply.header('Allow', list);
    return sendError(request, reply, 405, `${path} answers ${list}, not ${request.method}`);
  });
}

function explain(error: FastifyError): [status: number, message: string] {
  if (error instanceof BadRequest) return [400, error.message];
  if (error instanceof Refusal) return [error.statusCode, error.message];
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return [400, 'the Content-Type must be application/json'];
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return [400, 'the body is not as long as its Content-Length says'];
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return [413, 'the body is too long'];
    default: {
      const status = error.statusCode ?? 500;
      return status >= 500 ? [status, 'the request could not be served'] : [status, error.message];
    }
  }
}

/** Sends an error in the form of the API that the path belongs to, with the request's `X-Request-ID`. */
export function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  message: string,
): FastifyReply {
  const requestId = request.headers['x-request-id'];
  if (requestId !== undefined) reply.header('X-Request-ID', requestId);
  const body = JSON.stringify(errorBody(request.url, status, message));
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}

/**
 * What an error says: `{code, message}` at `/` and below `/v0` and `/v1`, which are OPA's; `{status, message}` elsewhere.
 * Source: OPA's REST API, "Errors"; its codes are those of `v1/server/types`.
 */
export function errorBody(url: string, status: number, message: string): Readonly<Record<string, unknown>> {
  return /^\/(?:v[01](?![^/?])|$|\?)/.test(url) ? { code: opaCode(status), message } : { status, message };
}

function opaCode(status: number): string {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'resource_not_found';
  if (status === 405) return 'invalid_operation';
  if (status === 409) return 'resource_conflict';
  return status >= 500 ? 'internal_error' : 'invalid_parameter';
}
