import { randomUUID } from 'node:crypto';
import type { DecisionEvent, Labels, LogEvent } from './event.ts';

type Building = { -readonly [K in keyof LogEvent]: LogEvent[K] };

/** A decision in OPA's form, with the labels of this process. Members that say nothing are left out. */
export function toLogEvent(event: DecisionEvent, labels: Labels): LogEvent {
  const built: Building = {
    labels,
    decision_id: event.decisionId ?? randomUUID(),
    path: event.path,
    timestamp: new Date(Math.floor(event.time)).toISOString(),
  };
  if (event.trace !== undefined) {
    built.trace_id = event.trace.traceId;
    built.span_id = event.trace.spanId;
  }
  const bundles = bundlesOf(event);
  if (bundles !== undefined) built.bundles = bundles;
  const input = event.inputJson === undefined ? event.input : JSON.parse(event.inputJson);
  if (input !== undefined) built.input = input;
  const result = event.resultJson === undefined ? event.result : JSON.parse(event.resultJson);
  if (result !== undefined) built.result = result;
  if (event.error !== undefined) built.error = event.error;
  if (event.requestedBy !== undefined) built.requested_by = event.requestedBy;
  if (event.requestId !== undefined) {
    built.request_context = { http: { headers: { 'X-Request-ID': [event.requestId] } } };
  }
  if (event.metrics !== undefined) built.metrics = event.metrics;
  if (event.requestNumber !== undefined) built.req_id = event.requestNumber;
  return built;
}

function bundlesOf({ policyRevision, revision }: DecisionEvent): LogEvent['bundles'] {
  if (policyRevision === undefined) return revision === undefined ? undefined : { data: { revision } };
  if (revision === undefined) return { policy: { revision: policyRevision } };
  return { policy: { revision: policyRevision }, data: { revision } };
}

/** The event without what was asked and answered, for when nobody can say what of it may be shown. */
export function withoutContent(event: LogEvent, code: string, message: string): LogEvent {
  const { input, result, masked, request_context, ...rest } = event;
  const erased = [
    ...(input === undefined ? [] : ['/input']),
    ...(result === undefined ? [] : ['/result']),
    ...(request_context === undefined ? [] : ['/request_context']),
  ];
  return { ...rest, ...(erased.length > 0 ? { erased } : {}), error: { code, message } };
}
