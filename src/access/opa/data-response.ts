import type { Evaluation } from '../../policy/policy-engine.ts';
import type { DecidedAt } from '../deciding/decided-at.ts';

/** The answer of `/v1/data`. Source: `DataResponseV1` of OPA. */
export interface DataResponse {
  readonly decision_id?: string | undefined;
  readonly provenance?: Provenance | undefined;
  /** Nanoseconds, under OPA's names. */
  readonly metrics?: Readonly<Record<string, number>> | undefined;
  /** Events, or lines of text where the answer is to be easy to read. See `trace-events.ts`. */
  readonly explanation?: readonly unknown[] | undefined;
  /** Absent where the document is undefined. */
  readonly result?: unknown;
  readonly warning?: { readonly code: string; readonly message: string } | undefined;
}

/** What decided. OPA's members about its build are left out: some clients want a time where OPA itself has no text. */
export interface Provenance {
  readonly version: string;
  readonly bundles: Readonly<Record<string, { readonly revision: string }>>;
}

export function provenanceOf({ policyRevision, revision }: DecidedAt, version: string): Provenance {
  return {
    version,
    bundles: {
      ...(policyRevision === undefined ? {} : { policy: { revision: policyRevision } }),
      ...(revision === undefined ? {} : { data: { revision } }),
    },
  };
}

export const INPUT_MISSING = {
  code: 'api_usage_warning',
  message: "'input' key missing from the request",
} as const;

/** An error in OPA's form. Source: `ErrorV1` of OPA. */
export interface OpaError {
  readonly code: string;
  readonly message: string;
  readonly errors?: readonly { readonly code: string; readonly message: string }[];
}

/** The error that a failed evaluation is. Source: OPA's `topdown` errors. */
export function evaluationError({ message, unfinished }: Evaluation & { kind: 'failed' }): OpaError {
  const code = unfinished
    ? 'eval_cancel_error'
    : /conflict|multiple outputs/.test(message)
      ? 'eval_conflict_error'
      : 'eval_internal_error';
  return {
    code: 'internal_error',
    message: 'error(s) occurred while evaluating query',
    errors: [{ code, message }],
  };
}

/** JSON as OPA's server writes it, with a line break at its end. */
export function jsonText(value: unknown, pretty: boolean): string {
  return `${pretty ? JSON.stringify(value, null, 2) : JSON.stringify(value)}\n`;
}
