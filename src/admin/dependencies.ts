import type { FastifyBaseLogger } from 'fastify';
import type { Pool } from 'pg';
import type { Revision } from '../data/feed.ts';
import type { RevisionWait } from '../data/wait-for-revision.ts';
import type { Decision, DecisionRequest } from '../policy/decision.ts';
import type { AccountSettings } from './account-settings.ts';
import type { AllowedRows } from './list-scope.ts';

/** What the management API is given by whoever joins the planes. */
export interface AdminDependencies {
  readonly pool: Pool;
  /** Asks the policy. The decision plane and the management API ask the same one. */
  readonly authorize: (request: DecisionRequest) => Promise<Decision>;
  /** Which rows `authorize` would allow something to be done to. */
  readonly allowedRows: AllowedRows;
  /** Waits, for a bounded time, until `authorize` decides on data at least as new as `revision`. */
  readonly waitForRevision: (revision: Revision) => Promise<RevisionWait>;
  readonly logger: FastifyBaseLogger;
  /** How people get their accounts and sign in, where it departs from the defaults. */
  readonly accountSettings?: Partial<AccountSettings>;
}
