import type { DataSource } from '../../data/data-source.ts';
import { builtins } from '../builtins.ts';
import type { PolicyBundle } from '../bundle.ts';
import { createDataValue } from '../evaluator/data-value.ts';
import { positionOf } from '../evaluator/evaluation-error.ts';
import { createPlanEvaluator } from '../evaluator/plan-evaluator.ts';
import type { Moment } from '../moment.ts';
import { fromPlain, toPlain } from '../values/json.ts';
import { explainTrace } from './explain-trace.ts';
import type { Explanation } from './explanation.ts';

export interface ExplainedValue {
  /** What the entrypoint is, as `JSON.parse` would give it; undefined where it is undefined. */
  readonly value: unknown;
  readonly explanation: Explanation;
}

/** A compiled policy as a source of explanations. */
export interface PolicyExplanations {
  /**
   * Evaluates an entrypoint once more, by the plan, and tells what became of its rules. The moment is that of the
   * evaluation to explain. Throws an EvaluationError or an EvaluationLimit where it has no answer.
   *
   * @param admits the rule whose causes are wanted (`authz/allow`)
   */
  explain(entrypoint: string, admits: string, input: unknown, moment: Moment): ExplainedValue;
  close(): void;
}

/** Steps that an explanation may take: it is worked out while others wait. */
const STEP_LIMIT = 1_000_000;

/** Makes explanations from a policy's plan, over policy data that it follows from now on. */
export function createPolicyExplanations(
  { plan, modules }: Pick<PolicyBundle, 'plan' | 'modules'>,
  source: DataSource,
  now: () => bigint = () => BigInt(Date.now()) * 1_000_000n,
): PolicyExplanations {
  const evaluator = createPlanEvaluator(plan, { builtins, sources: modules, stepLimit: STEP_LIMIT });
  const data = createDataValue(source);
  return {
    explain(entrypoint, admits, input, moment) {
      const { value, trace } = evaluator.trace(entrypoint, {
        input: input === undefined ? undefined : fromPlain(input),
        data: data.root,
        now: () => {
          moment.reading ??= now();
          return moment.reading;
        },
      });
      const explanation = explainTrace(trace, {
        entrypoint,
        admits,
        place: (at) => positionOf(plan, at),
        sources: modules,
        functions: plan.functions,
      });
      return { value: value === undefined ? undefined : toPlain(value), explanation };
    },
    close: () => data.close(),
  };
}
