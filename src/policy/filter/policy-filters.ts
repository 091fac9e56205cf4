import type { DataSource } from '../../data/data-source.ts';
import { builtins } from '../builtins.ts';
import type { PolicyBundle } from '../bundle.ts';
import type { Condition } from '../conditions/condition.ts';
import type { ConditionTable } from '../conditions/condition-table.ts';
import type { DecisionRequest } from '../decision.ts';
import { createDataValue } from '../evaluator/data-value.ts';
import { createPlanEvaluator } from '../evaluator/plan-evaluator.ts';
import type { ResidualRequest } from '../evaluator/residual/residual.ts';
import type { DeclaredFields } from '../evaluator/residual/row-fields.ts';
import { fromPlain } from '../values/json.ts';

/** Everything of a request but the row: its id and its properties are what is asked about. */
export interface FilterQuestion {
  readonly subject: DecisionRequest['subject'];
  readonly action: DecisionRequest['action'];
  readonly resource: { readonly type: string };
  readonly context?: Record<string, unknown>;
}

/** The rows of which a rule holds, and the table that made the condition. */
export interface FilterRows {
  readonly condition: Condition;
  readonly table: ConditionTable;
}

/** A compiled policy as a source of filters. Fields of conditions are paths below `input.resource`. */
export interface PolicyFilters {
  /**
   * The rows for which a rule is `true`. Throws a NotLiftable where no condition says exactly that, and an EvaluationError
   * where the rule has no answer.
   */
  rows(rule: string, question: FilterQuestion, fields?: DeclaredFields): FilterRows;
  /** For each text that the set a rule gives may hold, the rows for which it does. Throws as `rows`. */
  members(rule: string, question: FilterQuestion, fields?: DeclaredFields): ReadonlyMap<string, Condition>;
  /** Whether the policy has a rule. */
  has(rule: string): boolean;
  close(): void;
}

/** Steps that one filter may take: some hundred milliseconds, in which nothing else is answered. */
const STEPS = 1_000_000;
/** Where the row lies in the input, and what of it is not known. */
const ROW = ['resource'];
const UNKNOWNS = [
  ['resource', 'id'],
  ['resource', 'properties'],
];

/**
 * Makes filters from a policy's plan, over policy data that it follows from now on.
 *
 * @param now nanoseconds since the epoch; read at most once a filter
 */
export function createPolicyFilters(
  { plan, modules }: Pick<PolicyBundle, 'plan' | 'modules'>,
  source: DataSource,
  now: () => bigint = () => BigInt(Date.now()) * 1_000_000n,
): PolicyFilters {
  const evaluator = createPlanEvaluator(plan, { builtins, sources: modules, stepLimit: STEPS });
  const data = createDataValue(source);
  const rules = new Set([...plan.functions.values()].map(({ path }) => path.slice(1).join('/')));
  const request = (question: FilterQuestion, fields: DeclaredFields | undefined): ResidualRequest => ({
    input: fromPlain({ ...question }),
    data: data.root,
    now,
    unknowns: UNKNOWNS,
    row: ROW,
    fields,
  });
  return {
    rows: (rule, question, fields) => evaluator.residual(rule, request(question, fields)),
    members(rule, question, fields) {
      const members = new Map<string, Condition>();
      for (const { value, condition } of evaluator.members(rule, request(question, fields))) {
        if (typeof value === 'string') members.set(value, condition);
      }
      return members;
    },
    has: (rule) => rules.has(rule),
    close: () => data.close(),
  };
}
