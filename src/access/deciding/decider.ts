import type { Log } from '../../log.ts';
import { decisionOf } from '../../policy/decide.ts';
import type { Decision, DecisionRequest } from '../../policy/decision.ts';
import { type Evaluation, evaluateFully, type PolicyEngine } from '../../policy/policy-engine.ts';
import type { DecisionLog } from '../decision-log/decision-log.ts';
import type { DecisionResult } from '../metrics/decision-meter.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Caller } from './caller.ts';
import type { DecidedAt } from './decided-at.ts';
import { type RegisteredProperties, withRegistered } from './registered-properties.ts';

export interface DeciderOptions {
  /** The active policy; undefined before there is one. */
  readonly engine: () => PolicyEngine | undefined;
  /** The rule that gives a boolean, or `{allow, reasons, masks}`. */
  readonly entrypoint: string;
  readonly at: () => DecidedAt;
  readonly log: Log;
  readonly decisionLog?: DecisionLog | undefined;
  readonly metrics?: Metrics | undefined;
  /** What is known of resources; undefined where nothing is. */
  readonly registered?: RegisteredProperties | undefined;
}

export interface Decided {
  readonly decision: Decision;
  readonly at: DecidedAt;
}

export interface Evaluated {
  readonly evaluation: Evaluation;
  readonly at: DecidedAt;
}

/** What every API of the decision plane asks. Nothing here throws or rejects: what goes wrong is a denial, or `failed`. */
export interface Decider {
  /** The rule that decides. */
  readonly entrypoint: string;
  /** The active policy; undefined before there is one. */
  readonly engine: () => PolicyEngine | undefined;
  readonly at: () => DecidedAt;
  /** One decision, metered and logged. Nearly always without a promise. */
  decide(asked: DecisionRequest, caller: Caller): Decided | Promise<Decided>;
  /** The same decision, neither metered nor logged: one of the many that a search makes. */
  consider(asked: DecisionRequest): Decision | Promise<Decision>;
  /** Any entrypoint on any input, metered and logged. */
  evaluate(
    entrypoint: string,
    input: unknown,
    caller: Caller,
    decisionId?: string,
  ): Evaluated | Promise<Evaluated>;
}

export function createDecider(options: DeciderOptions): Decider {
  const { engine, entrypoint, at, log, decisionLog, metrics, registered } = options;

  const ask = (rule: string, input: unknown): Evaluation | Promise<Evaluation> => {
    const active = engine();
    if (active === undefined || at().revision === undefined) return NOT_READY;
    return evaluateFully(active, rule, input);
  };

  const note = (asked: Asked, evaluation: Evaluation, result: DecisionResult, value: unknown) => {
    metrics?.decisions(asked.entrypoint).record(result, performance.now() - asked.began);
    if (evaluation.kind === 'failed') {
      const details = { entrypoint: asked.entrypoint, reason: evaluation.message, ...asked.at };
      log.error(details, 'the policy could not decide');
    }
    if (decisionLog === undefined) return;
    const failed = evaluation.kind === 'failed' ? evaluation : undefined;
    decisionLog.record({
      path: asked.entrypoint,
      input: asked.input,
      result: value,
      time: Date.now(),
      decisionId: asked.decisionId,
      ...asked.at,
      ...asked.caller,
      error: failed && { code: 'evaluation_error', message: failed.message },
    });
  };

  return {
    entrypoint,
    engine,
    at,
    decide(request, caller) {
      const input = withRegistered(request, registered);
      const asked: Asked = { entrypoint, input, caller, at: at(), began: performance.now() };
      const finish = (evaluation: Evaluation): Decided => {
        const decision = decisionOf(evaluation, entrypoint);
        note(asked, evaluation, resultOf(decision), decision);
        return { decision, at: asked.at };
      };
      const evaluation = ask(entrypoint, input);
      return evaluation instanceof Promise ? evaluation.then(finish) : finish(evaluation);
    },
    consider(request) {
      const evaluation = ask(entrypoint, withRegistered(request, registered));
      if (evaluation instanceof Promise) return evaluation.then((done) => decisionOf(done, entrypoint));
      return decisionOf(evaluation, entrypoint);
    },
    evaluate(rule, input, caller, decisionId) {
      const asked: Asked = {
        entrypoint: rule,
        input,
        caller,
        decisionId,
        at: at(),
        began: performance.now(),
      };
      const finish = (evaluation: Evaluation): Evaluated => {
        const value = evaluation.kind === 'defined' ? evaluation.result : undefined;
        note(asked, evaluation, evaluation.kind, value);
        return { evaluation, at: asked.at };
      };
      const evaluation = ask(rule, input);
      return evaluation instanceof Promise ? evaluation.then(finish) : finish(evaluation);
    },
  };
}

interface Asked {
  readonly entrypoint: string;
  readonly input: unknown;
  readonly caller: Caller;
  readonly decisionId?: string | undefined;
  readonly at: DecidedAt;
  readonly began: number;
}

function resultOf(decision: Decision): DecisionResult {
  if (decision.allow) return 'allowed';
  return decision.reasons[0]?.code === 'evaluation_error' ? 'failed' : 'denied';
}

const NOT_READY: Evaluation = {
  kind: 'failed',
  message: 'the decision plane has no policy or no policy data to decide by yet',
};
