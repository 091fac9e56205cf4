import type { FastifyRequest } from 'fastify';

/** What the helpers read of a request, whatever its schema. */
export type AdminRequest = Pick<
  FastifyRequest,
  'actor' | 'judge' | 'keyedChange' | 'headers' | 'method' | 'url' | 'ip' | 'id' | 'routeOptions'
>;

/** What they set in an answer. */
export interface AdminReply {
  code(status: number): unknown;
  header(name: string, value: string): unknown;
}

/** The management operation that the request's route declares. */
export function operationOf(request: Pick<AdminRequest, 'routeOptions'>): string {
  const { operation } = request.routeOptions.config;
  if (operation === undefined)
    throw new Error(`The route ${request.routeOptions.url} declares no operation.`);
  return operation;
}
