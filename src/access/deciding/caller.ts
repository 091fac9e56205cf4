import type { FastifyRequest } from 'fastify';
import { parseTraceparent, type TraceContext } from '../decision-log/trace-context.ts';

/** Who asked, as the decision log tells it. Nobody in particular has no member. */
export interface Caller {
  /** The address of the client. */
  readonly requestedBy?: string | undefined;
  /** Its `X-Request-ID`. */
  readonly requestId?: string | undefined;
  readonly trace?: TraceContext | undefined;
}

/** Who sends this request. */
export function callerOf(request: FastifyRequest): Caller {
  const { headers } = request;
  const requestId = headers['x-request-id'];
  return {
    requestedBy: request.raw.socket.remoteAddress,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    trace: headers.traceparent === undefined ? undefined : parseTraceparent(headers.traceparent),
  };
}
