import type { Log } from '../../log.ts';
import { readDecision } from '../../policy/decide.ts';
import type { Decision, DecisionRequest } from '../../policy/decision.ts';
import type { Explanation } from '../../policy/explain/explanation.ts';
import type { ExplainedValue, PolicyExplanations } from '../../policy/explain/policy-explanations.ts';
import type { Moment } from '../../policy/moment.ts';
import type { Caller } from '../deciding/caller.ts';
import type { DecidedAt } from '../deciding/decided-at.ts';
import type { Decided, Decider, DocumentRequest, Evaluated } from '../deciding/decider.ts';
import { sameJson } from './same-json.ts';

export interface ExplainOptions {
  /** The active policy; undefined before there is one. */
  readonly explanations: () => PolicyExplanations | undefined;
  /** The rule that admits, whose causes are told (`authz/allow`). */
  readonly rule: string;
}

/** An explanation, or why there is none. */
export type Explained = Explanation | { readonly error: string };

export interface Explainer {
  /**
   * A decision, metered and logged, and why it is what it is. The explanation is worked out by another evaluator than the
   * decision; where the two disagree the decision is a denial that says so.
   */
  decide(asked: DecisionRequest, caller: Caller): Promise<Decided & { readonly explanation: Explained }>;
  /** The same for any document; where the two disagree it comes back as `failed`. */
  evaluate(asked: DocumentRequest): Promise<Evaluated & { readonly explanation: Explained }>;
}

const DISAGREE = 'the decision and its explanation disagree, so that neither can be relied on';
const CHANGED = 'policy or policy data changed before it could be explained: ask again';

export function createExplainer(
  decider: Decider,
  { explanations, rule: admits }: ExplainOptions,
  log: Log,
): Explainer {
  const explain = (
    entrypoint: string,
    input: unknown,
    moment: Moment,
    at: DecidedAt,
  ): ExplainedValue | { readonly error: string } => {
    const policy = explanations();
    if (policy === undefined || at.revision === undefined)
      return { error: 'there is nothing to explain yet' };
    if (decider.at() !== at) return { error: CHANGED };
    try {
      return policy.explain(entrypoint, admits, input, moment);
    } catch (error) {
      return { error: `it can't be explained: ${error instanceof Error ? error.message : String(error)}` };
    }
  };

  const disagree = (entrypoint: string, at: DecidedAt) => {
    log.error({ entrypoint, ...at }, DISAGREE);
    return { error: DISAGREE };
  };

  return {
    async decide(asked, caller) {
      const moment: Moment = {};
      const { entrypoint } = decider;
      const decided = await decider.decide(asked, caller, moment);
      const explained = explain(entrypoint, decider.input(asked), moment, decided.at);
      if ('error' in explained) return { ...decided, explanation: explained };
      const allowed = readDecision(explained.value)?.allow ?? false;
      if (allowed === decided.decision.allow) return { ...decided, explanation: explained.explanation };
      return { ...decided, decision: DENIED, explanation: disagree(entrypoint, decided.at) };
    },
    async evaluate(asked) {
      const moment: Moment = {};
      const evaluated = await decider.evaluate({ ...asked, moment });
      const { entrypoint, within } = asked;
      if (entrypoint === undefined) return { ...evaluated, explanation: { error: 'there is no such rule' } };
      const explained = explain(entrypoint, asked.input, moment, evaluated.at);
      const { evaluation } = evaluated;
      if ('error' in explained || evaluation.kind === 'failed') {
        return { ...evaluated, explanation: 'error' in explained ? explained : explained.explanation };
      }
      const value = within === undefined ? explained.value : within(explained.value);
      const result = evaluation.kind === 'defined' ? evaluation.result : undefined;
      if (sameJson(value, result)) return { ...evaluated, explanation: explained.explanation };
      const explanation = disagree(entrypoint, evaluated.at);
      return { ...evaluated, evaluation: { kind: 'failed', message: DISAGREE }, explanation };
    },
  };
}

const DENIED: Decision = {
  allow: false,
  reasons: [{ code: 'evaluation_error', message: DISAGREE }],
  masks: [],
};
