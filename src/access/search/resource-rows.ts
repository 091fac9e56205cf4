import type { Revision } from '../../data/feed.ts';
import type { Condition } from '../../policy/conditions/condition.ts';
import type { ConditionTable } from '../../policy/conditions/condition-table.ts';
import type { DeclaredFields, SparseRows } from '../../policy/evaluator/residual/row-fields.ts';

/** What the rows of a collection have, for the filter that is to be asked of them. */
export interface RowShape {
  /** The fields there are; undefined where every row has its own. */
  readonly fields?: DeclaredFields;
  readonly sparse: SparseRows;
}

export interface RowsQuery {
  readonly collection: string;
  /** What keys begin with. */
  readonly prefix: string;
  readonly condition: Condition;
  /** The one that made the condition. */
  readonly table: ConditionTable;
  /** The key to begin after; undefined for the first. */
  readonly after: string | undefined;
  readonly limit: number;
  /** The revision of the policy data that the condition was made of. */
  readonly revision: Revision;
}

export interface FoundRows {
  /** In the order of code points. */
  readonly keys: readonly string[];
  /** Whether the collection stood as at the revision that was asked for. */
  readonly steady: boolean;
}

/** The resources of the policy data where they are rows of a database. */
export interface ResourceRows {
  /** Undefined for a collection that is not here. */
  shape(collection: string): RowShape | undefined;
  /**
   * The keys of the first rows of which a condition holds. Rejects with a SqlError where the database has no words for
   * the condition, and with whatever comes of a database that does not answer.
   */
  find(query: RowsQuery): Promise<FoundRows>;
}
