import { EvaluationLimit } from '../../policy/builtins/builtin.ts';
import { withColumns } from '../../policy/columns/assume-columns.ts';
import { EvaluationError } from '../../policy/evaluator/evaluation-error.ts';
import type { PolicyFilters } from '../../policy/filter/policy-filters.ts';
import { rowsAndFields } from '../../policy/filter/rows-and-fields.ts';
import { SqlError } from '../../policy/sql/columns.ts';
import type { Caller } from '../deciding/caller.ts';
import type { DecidedAt } from '../deciding/decided-at.ts';
import type { DecisionLog } from '../decision-log/decision-log.ts';
import { BadRequest, Refusal } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { answerFilter, type FilterAnswer } from './filter-answer.ts';
import type { FilterRequest } from './filter-request.ts';

export interface FiltererOptions {
  /** The active policy; undefined before there is one. */
  readonly filters: () => PolicyFilters | undefined;
  /** The rule that admits a row. */
  readonly rule: string;
  /** The rule that gives the set of fields to hide, where the policy has it. */
  readonly masks: string;
  readonly at: () => DecidedAt;
  readonly decisionLog?: DecisionLog | undefined;
  readonly metrics?: Metrics | undefined;
}

export interface Filtered {
  readonly answer: FilterAnswer;
  readonly at: DecidedAt;
}

/**
 * Makes a filter, metered and logged. Throws a NotLiftable for a rule that is no filter, a BadRequest where a database has
 * no exact words for it, and a Refusal where there is no answer.
 */
export type Filterer = (asked: FilterRequest, caller: Caller) => Filtered;

export function createFilterer(options: FiltererOptions): Filterer {
  const { rule, metrics, decisionLog } = options;
  return (asked, caller) => {
    const at = options.at();
    const began = performance.now();
    const answer = filter(options, at, asked);
    metrics?.decisions(rule).record('defined', performance.now() - began);
    decisionLog?.record({
      path: rule,
      input: asked.question,
      result: { kind: answer.kind },
      time: Date.now(),
      ...at,
      ...caller,
    });
    return { answer, at };
  };
}

function filter(
  { filters, rule, masks }: FiltererOptions,
  at: DecidedAt,
  { question, dialect, mapping, fields }: FilterRequest,
): FilterAnswer {
  const policy = filters();
  if (policy === undefined || at.revision === undefined) {
    throw new Refusal(503, 'there is no policy or no policy data to filter by yet', { 'Retry-After': '1' });
  }
  try {
    const found = rowsAndFields(policy, rule, masks, question, fields);
    const declared = fields === undefined ? policy.columns(question.resource.type) : undefined;
    return answerFilter(found, dialect, withColumns(mapping, declared));
  } catch (error) {
    if (error instanceof SqlError || error instanceof RangeError) throw new BadRequest(error.message);
    if (error instanceof EvaluationError || error instanceof EvaluationLimit) {
      throw new Refusal(500, `the policy has no answer: ${error.message}`);
    }
    throw error;
  }
}
