import type { FastifyRequest } from 'fastify';
import { constraintProblem } from './constraint-problem.ts';
import { Problem } from './problem.ts';
import { malformed } from './problems.ts';

/** Titles for what Fastify itself refuses, by status. */
const TITLES: Readonly<Record<number, string>> = {
  400: 'Malformed request',
  408: 'Request timeout',
  413: 'Body too large',
  414: 'URL too long',
  415: 'Unsupported media type',
};

/** The answer to any error thrown in a request. Whatever is not known for something else is a 500 that tells nothing. */
export function toProblem(error: unknown, request: Pick<FastifyRequest, 'method'>): Problem {
  if (error instanceof Problem) return error;
  const fromDatabase = constraintProblem(error, request.method === 'DELETE');
  if (fromDatabase !== undefined) return fromDatabase;
  const status = statusOf(error);
  if (error instanceof SyntaxError && status === 400)
    return malformed(`The body is not JSON: ${error.message}.`);
  const title = status === undefined ? undefined : TITLES[status];
  if (status !== undefined && title !== undefined && error instanceof Error) {
    return new Problem({
      status,
      code: title.toLowerCase().replaceAll(' ', '-'),
      title,
      detail: error.message,
    });
  }
  return new Problem({
    status: 500,
    code: 'internal-error',
    title: 'Internal error',
    detail: 'Something went wrong here. The log has more under this request id.',
  });
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
