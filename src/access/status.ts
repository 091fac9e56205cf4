import type { Revision } from '../data/feed.ts';
import type { PolicyStatus } from '../policy/policy-status.ts';
import type { DecisionLogStats } from './decision-log/decision-log.ts';

/** How a decision plane is doing. Times are milliseconds since the epoch. */
export interface PlaneStatus {
  /** Which policy decides, and how the last load ended; and how its source is doing. */
  readonly policy: PolicyStatus & { readonly source: SourceStatus };
  readonly data: {
    /** What decisions are made at; undefined before the first data. */
    readonly revision: Revision | undefined;
    readonly source: SourceStatus;
  };
  /** Undefined where no decisions are logged. */
  readonly decisionLog: DecisionLogStats | undefined;
  /** Names this process: what `POSTERN_LABELS` says, and `id` and `version`. */
  readonly labels: Readonly<Record<string, string>>;
  /** When the process began. */
  readonly startedAt: number;
}

/** Where the policy, or its data, comes from. */
export interface SourceStatus {
  /** `database`: the control plane in this process; `control`: bundles over HTTP; `file`; `memory`: given by the program. */
  readonly kind: 'database' | 'control' | 'file' | 'memory';
  /** When what is active was last known to be the latest; undefined where it never was. */
  readonly confirmedAt: number | undefined;
  /** Why it can't be followed at present; undefined while it can. */
  readonly failure: string | undefined;
}
