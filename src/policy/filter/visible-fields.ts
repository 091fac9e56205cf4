import type { Condition } from '../conditions/condition.ts';
import type { ConditionTable } from '../conditions/condition-table.ts';
import type { DeclaredFields } from '../evaluator/residual/row-fields.ts';
import type { FilterQuestion, PolicyFilters } from './policy-filters.ts';

/**
 * For each field that a rule of masks (`authz/masks`) may hide, the rows in which it is seen; none where the policy has no
 * such rule. Throws as `PolicyFilters.members`.
 *
 * @param table makes the conditions: that of the filter they belong to
 */
export function visibleFields(
  filters: PolicyFilters,
  masks: string,
  question: FilterQuestion,
  table: ConditionTable,
  fields?: DeclaredFields,
): ReadonlyMap<string, Condition> {
  if (!filters.has(masks)) return new Map();
  const hidden = filters.members(masks, question, fields);
  return new Map([...hidden].map(([field, condition]) => [field, table.not(condition)]));
}
