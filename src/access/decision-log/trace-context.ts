import { randomBytes } from 'node:crypto';

/** Where a request belongs in a distributed trace. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The caller's span: 16 hexadecimal digits. */
  readonly spanId: string;
  /** One byte of flags; bit 0 says that the caller samples the trace. */
  readonly flags: number;
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;

/**
 * Reads a `traceparent` header; undefined where there is none or it is invalid, which is then ignored. Later versions
 * than 00 may add fields after these. Source: W3C Trace Context, section 3.2.
 */
export function parseTraceparent(header: string | readonly string[] | undefined): TraceContext | undefined {
  if (typeof header !== 'string') return undefined;
  const match = FORM.exec(header);
  if (match === null) return undefined;
  const [whole, version, traceId = '', spanId = '', flags = ''] = match;
  if (version === 'ff' || (version === '00' && whole.length !== header.length)) return undefined;
  if (version === '00' && header.endsWith('-')) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}

/** Writes a `traceparent` header of version 00. */
export function formatTraceparent({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${(flags & 0xff).toString(16).padStart(2, '0')}`;
}

/** The same trace with a new span, for a request that this process makes on behalf of the caller's. */
export function childSpan(context: TraceContext): TraceContext {
  let spanId = randomBytes(8).toString('hex');
  if (/^0+$/.test(spanId)) spanId = '0000000000000001';
  return { ...context, spanId };
}
