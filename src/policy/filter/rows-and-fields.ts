import type { Condition } from '../conditions/condition.ts';
import type { DeclaredFields } from '../evaluator/residual/row-fields.ts';
import type { FilterQuestion, FilterRows, PolicyFilters } from './policy-filters.ts';

/** The rows that are admitted, and by field that may be hidden those in which it is seen. */
export interface RowsAndFields extends FilterRows {
  readonly visible: ReadonlyMap<string, Condition>;
}

/**
 * The rows for which a rule is `true` and, for each field that a rule of masks (`authz/masks`) may hide, the rows in which
 * it is seen; no fields where the policy has no such rule. Throws as `PolicyFilters.rows`.
 */
export function rowsAndFields(
  filters: PolicyFilters,
  rule: string,
  masks: string,
  question: FilterQuestion,
  fields?: DeclaredFields,
): RowsAndFields {
  if (!filters.has(masks)) return { ...filters.rows(rule, question, fields), visible: new Map() };
  const { condition, table, members } = filters.rowsAndMembers(rule, masks, question, fields);
  return {
    condition,
    table,
    visible: new Map([...members].map(([field, hidden]) => [field, table.not(hidden)])),
  };
}
