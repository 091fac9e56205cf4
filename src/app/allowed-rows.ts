import type { AllowedRows } from '../admin/list-scope.ts';
import { EvaluationError } from '../policy/evaluator/evaluation-error.ts';
import type { PolicyFilters } from '../policy/filter/policy-filters.ts';

/** Filters by the rule that holds wherever a decision allows. Throws an EvaluationError where the policy has none. */
export function allowedRows(filters: () => PolicyFilters | undefined, decision: string): AllowedRows {
  return (question, fields, sparse) => {
    const policy = filters();
    const rule = policy?.filteringRule(decision);
    if (policy === undefined || rule === undefined) {
      throw new EvaluationError(
        'unsupported',
        `no rule is known that holds exactly where ${decision} allows`,
      );
    }
    return policy.rows(rule, question, fields, sparse);
  };
}
