import type { TraceContext } from './trace-context.ts';

/** What is recorded of one decision. Nothing in it may change afterwards: it is written some time later. */
export interface DecisionEvent {
  /** The rule that was asked for, such as `authz/decision`. */
  readonly path: string;
  readonly input?: unknown;
  /** The input as `JSON.stringify` writes it, instead of `input`, where it is at hand. */
  readonly inputJson?: string | undefined;
  /** What was answered; absent where the rule is undefined. */
  readonly result?: unknown;
  /** The result as `JSON.stringify` writes it, instead of `result`. */
  readonly resultJson?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** A UUID; made when the event is written where it is absent. */
  readonly decisionId?: string | undefined;
  /** The revision of the policy data. */
  readonly revision?: string | undefined;
  readonly policyRevision?: string | undefined;
  /** The address of the client. */
  readonly requestedBy?: string | undefined;
  readonly trace?: TraceContext | undefined;
  /** Numbers the requests of this process. */
  readonly requestNumber?: number | undefined;
  /** The `X-Request-ID` of the request. */
  readonly requestId?: string | undefined;
  /** Durations in nanoseconds, under OPA's names: `timer_rego_query_eval_ns`, … */
  readonly metrics?: Readonly<Record<string, number>> | undefined;
  /** Why there is no result. */
  readonly error?: EventError | undefined;
  /** About how many bytes the event keeps in memory until it is written; EVENT_BYTES where absent. */
  readonly bytes?: number | undefined;
}

/** What an event is taken to keep in memory where it does not say. */
export const EVENT_BYTES = 1024;

export interface EventError {
  readonly code: string;
  readonly message: string;
}

export type Labels = Readonly<Record<string, string>>;

/** A decision as OPA writes it. Source: OPA documentation, "Decision Logs"; `EventV1` in its `plugins/logs`. */
export interface LogEvent {
  readonly labels: Labels;
  readonly decision_id: string;
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly bundles?: Readonly<Record<string, { readonly revision: string }>>;
  readonly path: string;
  /** Of ad-hoc queries, which are not served. */
  readonly query?: string;
  readonly input?: unknown;
  readonly result?: unknown;
  /** Pointers to what was removed. */
  readonly erased?: readonly string[];
  /** Pointers to what was replaced. */
  readonly masked?: readonly string[];
  readonly error?: EventError;
  readonly requested_by?: string;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly req_id?: number;
  readonly request_context?: {
    readonly http: { readonly headers: Readonly<Record<string, readonly string[]>> };
  };
}
