import type { Explained } from '../access/explain/explainer.ts';
import type { FilterAnswer } from '../access/filter/filter-answer.ts';
import type { SearchPage } from '../access/search/searcher.ts';
import type { PlaneStatus } from '../access/status.ts';
import type { DecisionRequest, Reason } from '../policy/decision.ts';
import type { SqlMapping } from '../policy/sql/columns.ts';
import type { Dialect } from '../policy/sql/dialect.ts';

/**
 * What a subject asks to do with a resource: the request of an AuthZEN evaluation. Only JSON values can be in it.
 * Source: AuthZEN Authorization API 1.0, section 6.1.
 */
export type CheckRequest = DecisionRequest;

/** What the policy says. */
export interface CheckDecision {
  readonly allow: boolean;
  /** Why not; empty when allowed. A decision that could not be made is denied with the code `evaluation_error`. */
  readonly reasons: readonly Reason[];
  /** Fields of the resource to hide. */
  readonly masks: readonly string[];
  /** The revision of the policy data it was made at, `epoch.number`; undefined before there is any. */
  readonly revision: string | undefined;
  readonly policyRevision: string | undefined;
}

/** A decision, and why it is what it is. */
export interface WhyDecision extends CheckDecision {
  /** For a person, in the policy's own words. */
  readonly sentence: string;
  /** Which rules held, and the statement that stopped each other one; or why that can't be told. */
  readonly explanation: Explained;
}

export interface CheckOptions {
  /**
   * A revision that has to be in the decision, as a change of the control plane gave it in `Postern-Revision`. It is
   * waited for at most `revisionWait` milliseconds.
   */
  readonly atLeast?: string | undefined;
}

/** A search for who may, on what, or what: an evaluation without what is searched for. */
export interface SearchRequest {
  readonly subject: Partial<CheckRequest['subject']> & { readonly type: string };
  readonly resource: Partial<CheckRequest['resource']> & { readonly type: string };
  /** Absent in a search for actions. */
  readonly action?: CheckRequest['action'];
  readonly context?: Readonly<Record<string, unknown>>;
  /** `token` is the `next_token` of the page before, with the rest of the request as it was. */
  readonly page?: { readonly token?: string; readonly limit?: number };
}

/** A question about rows: an evaluation with nothing of its resource but the type. */
export interface FilterRequest {
  readonly subject: CheckRequest['subject'];
  readonly action: CheckRequest['action'];
  readonly resource: { readonly type: string };
  readonly context?: Readonly<Record<string, unknown>>;
  readonly options?: {
    /** The database to write SQL for. */
    readonly dialect?: Dialect;
    /** Fields (`properties.team`) and their columns; a field that is not named is in the column of its last part. */
    readonly mapping?: SqlMapping;
    /** The columns that rows have, by field. Without it, every path that the policy reads is one. */
    readonly fields?: Readonly<Record<string, 'string' | 'number' | 'boolean' | 'array' | 'any'>>;
  };
}

/** Decisions in this process: the same as the decision API gives. */
export interface Sidecar {
  /**
   * Resolves when there are a policy and data to decide by; until then every check is denied. Rejects when a file
   * can't be used. A control plane that is away is asked again and again.
   */
  readonly ready: Promise<void>;
  /** One decision. Rejects with a TypeError for a request that is none; whatever else goes wrong is a denial. */
  check(request: CheckRequest, options?: CheckOptions): Promise<CheckDecision>;
  /** Many decisions at one revision and one moment, in the order of the requests. */
  checkAll(requests: readonly CheckRequest[], options?: CheckOptions): Promise<readonly CheckDecision[]>;
  /** As `check`, with the reason. It takes a multiple of the time. */
  why(request: CheckRequest, options?: CheckOptions): Promise<WhyDecision>;
  /** One page of the subjects, resources or actions for which a check would allow. */
  search(
    kind: 'subject' | 'resource' | 'action',
    request: SearchRequest,
    options?: CheckOptions,
  ): Promise<SearchPage>;
  /**
   * The rows for which a check would allow: all, none, or those of which a condition holds, also as SQL with bound
   * parameters; and which fields to hide. Rejects with a NotLiftable where the policy can't be said as a condition, and
   * with a TypeError for a request that is none or a column that is none.
   */
  filter(request: FilterRequest, options?: CheckOptions): Promise<FilterAnswer>;
  /** How policy, data and decision log are doing. */
  status(): PlaneStatus;
  /** Stops following, and delivers what the decision log has for at most five seconds. Later checks are denied. */
  close(): Promise<void>;
}

/**
 * A revision that was asked for by `atLeast` is not there: `late` after the time to wait, `other_history` when it can't
 * come, because it is of another database, or because the data is from a file.
 */
export class RevisionError extends Error {
  override readonly name = 'RevisionError';
  readonly reason: 'late' | 'other_history';

  constructor(reason: 'late' | 'other_history', message: string) {
    super(message);
    this.reason = reason;
  }
}
