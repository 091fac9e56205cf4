import type { Log } from '../../log.ts';
import { decisionOf } from '../../policy/decide.ts';
import type { Decision, DecisionRequest } from '../../policy/decision.ts';
import type { Moment } from '../../policy/moment.ts';
import { type Evaluation, evaluateFully, type PolicyEngine } from '../../policy/policy-engine.ts';
import type { DecisionLog } from '../decision-log/decision-log.ts';
import type { DecisionEvent } from '../decision-log/event.ts';
import type { DecisionResult } from '../metrics/decision-meter.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Caller } from './caller.ts';
import {
  type Batch,
  type BatchAnswer,
  type BatchError,
  type BatchItem,
  type BatchParts,
  decideBatch,
  FIRST_TURN,
} from './decide-batch.ts';
import type { DecidedAt } from './decided-at.ts';
import { type RegisteredProperties, withRegistered } from './registered-properties.ts';
import { Turns } from './turns.ts';

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

/** A document asked for by its path: the value of a rule, or something within it. */
export interface DocumentRequest {
  /** The rule to evaluate; undefined where the policy has none for the path, whose document then is undefined. */
  readonly entrypoint: string | undefined;
  /** What was asked for, as the decision log names it. */
  readonly path: string;
  /** Finds the document in the rule's value; undefined where it is not there. By default it is the value. */
  readonly within?: ((value: unknown) => unknown) | undefined;
  /** Undefined where there is no input, which is not the same as null. */
  readonly input: unknown;
  readonly caller: Caller;
  readonly decisionId?: string | undefined;
  readonly moment?: Moment | undefined;
}

export interface Evaluated {
  readonly evaluation: Evaluation;
  readonly at: DecidedAt;
  /** How long it took. */
  readonly milliseconds: number;
}

/** What every API of the decision plane asks. Nothing here throws or rejects: what goes wrong is a denial, or `failed`. */
export interface Decider {
  /** The rule that decides. */
  readonly entrypoint: string;
  /** The active policy; undefined before there is one. */
  readonly engine: () => PolicyEngine | undefined;
  readonly at: () => DecidedAt;
  /** What the policy is given for a request: what is registered of its resource is added. */
  input(asked: DecisionRequest): DecisionRequest;
  /** One decision, metered and logged. Nearly always without a promise. */
  decide(asked: DecisionRequest, caller: Caller, moment?: Moment): Decided | Promise<Decided>;
  /**
   * Many decisions at one revision and one moment, each metered and logged; see `decideBatch`. Up to the one that ends
   * the batch.
   */
  decideAll(batch: Batch, caller: Caller): Promise<readonly BatchAnswer[]>;
  /** The same decision as `decide`, neither metered nor logged: one of the many that a search makes. */
  consider(asked: DecisionRequest, moment?: Moment): Decision | Promise<Decision>;
  /** Any entrypoint on any input, metered and logged. */
  evaluate(asked: DocumentRequest): Evaluated | Promise<Evaluated>;
}

export function createDecider(options: DeciderOptions): Decider {
  const { engine, entrypoint, at, log, decisionLog, metrics, registered } = options;

  const ask = (
    rule: string,
    input: unknown,
    moment?: Moment,
    inputJson?: string,
  ): Evaluation | Promise<Evaluation> => {
    const active = engine();
    if (active === undefined || at().revision === undefined) return NOT_READY;
    if (active.readsResources === true && registered?.lacking?.() === true) return LACKING;
    return evaluateFully(active, rule, input, moment, inputJson);
  };

  /** For the policy and for the log: written once. */
  const jsonOf = (input: unknown) => (decisionLog === undefined ? undefined : tryToWrite(input));

  /** Before there is a policy nobody knows what it has no rule for. */
  const askNothing = (): Evaluation =>
    engine() === undefined || at().revision === undefined ? NOT_READY : { kind: 'undefined' };

  const note = (asked: Asked, evaluation: Evaluation, result: DecisionResult, value: unknown) => {
    metrics?.decisions(asked.entrypoint ?? NO_ENTRYPOINT).record(result, performance.now() - asked.began);
    if (evaluation.kind === 'failed') {
      const details = { entrypoint: asked.path, reason: evaluation.message, ...asked.at };
      log.error(details, 'the policy could not decide');
    }
    if (decisionLog !== undefined) decisionLog.record(eventOf(asked, evaluation, value));
  };

  const batchParts: BatchParts = {
    at,
    input: (request) => withRegistered(request, registered),
    ask: (input, moment) => ask(entrypoint, input, moment),
    decisionOf: (evaluation) => decisionOf(evaluation, entrypoint),
    turns: new Turns(FIRST_TURN),
  };

  const noteBatch = (items: readonly (BatchItem | BatchError)[], caller: Caller) => {
    const meter = metrics?.decisions(entrypoint);
    let failures = 0;
    let failure: BatchItem | undefined;
    for (const item of items) {
      if ('error' in item) {
        const message = item.error.message;
        decisionLog?.record({
          path: entrypoint,
          time: Date.now(),
          ...at(),
          ...caller,
          error: { code: 'not_decided', message },
        });
        continue;
      }
      meter?.record(resultOf(item.decision), item.milliseconds);
      if (item.evaluation.kind === 'failed') {
        failures += 1;
        failure ??= item;
      }
      const asked = { path: entrypoint, input: item.input, caller, at: item.at };
      decisionLog?.record(eventOf(asked, item.evaluation, item.decision));
    }
    if (failure?.evaluation.kind === 'failed') {
      const details = { entrypoint, reason: failure.evaluation.message, ...failure.at, failures };
      log.error(details, 'the policy could not decide some of a batch');
    }
  };

  return {
    entrypoint,
    engine,
    at,
    input: (request) => withRegistered(request, registered),
    decide(request, caller, moment) {
      const input = withRegistered(request, registered);
      const began = performance.now();
      const inputJson = jsonOf(input);
      const asked: Asked = { entrypoint, path: entrypoint, input, inputJson, caller, at: at(), began };
      const finish = (evaluation: Evaluation): Decided => {
        const decision = decisionOf(evaluation, entrypoint);
        note(asked, evaluation, resultOf(decision), decision);
        return { decision, at: asked.at };
      };
      const evaluation = ask(entrypoint, input, moment, inputJson);
      return evaluation instanceof Promise ? evaluation.then(finish) : finish(evaluation);
    },
    async decideAll(batch, caller) {
      const items = await decideBatch(batchParts, batch);
      noteBatch(items, caller);
      return items;
    },
    consider(request, moment) {
      const evaluation = ask(entrypoint, withRegistered(request, registered), moment);
      if (evaluation instanceof Promise) return evaluation.then((done) => decisionOf(done, entrypoint));
      return decisionOf(evaluation, entrypoint);
    },
    evaluate(request) {
      const { entrypoint: rule, path, within, input, caller, decisionId, moment } = request;
      const began = performance.now();
      const inputJson = jsonOf(input);
      const asked: Asked = {
        entrypoint: rule,
        path,
        input,
        inputJson,
        caller,
        decisionId,
        at: at(),
        began,
      };
      const finish = (evaluated: Evaluation): Evaluated => {
        const evaluation = within === undefined ? evaluated : lookWithin(evaluated, within);
        const value = evaluation.kind === 'defined' ? evaluation.result : undefined;
        note(asked, evaluation, evaluation.kind, value);
        return { evaluation, at: asked.at, milliseconds: performance.now() - asked.began };
      };
      const evaluation = rule === undefined ? askNothing() : ask(rule, input, moment, inputJson);
      return evaluation instanceof Promise ? evaluation.then(finish) : finish(evaluation);
    },
  };
}

interface AskedOf {
  readonly path: string;
  readonly input: unknown;
  /** The input as JSON, where somebody wrote it. */
  readonly inputJson?: string | undefined;
  readonly caller: Caller;
  readonly decisionId?: string | undefined;
  readonly at: DecidedAt;
}

interface Asked extends AskedOf {
  readonly entrypoint: string | undefined;
  readonly began: number;
}

function eventOf(asked: AskedOf, evaluation: Evaluation, value: unknown): DecisionEvent {
  const { path, input, inputJson, caller, decisionId, at } = asked;
  const failed = evaluation.kind === 'failed' ? evaluation : undefined;
  return {
    path,
    ...(inputJson === undefined ? { input } : { inputJson }),
    result: value,
    time: Date.now(),
    decisionId,
    ...at,
    ...caller,
    error: failed && { code: 'evaluation_error', message: failed.message },
  };
}

function tryToWrite(input: unknown): string | undefined {
  try {
    return JSON.stringify(input);
  } catch {
    // The engine says of it what there is to say.
    return undefined;
  }
}

function lookWithin(evaluation: Evaluation, within: (value: unknown) => unknown): Evaluation {
  if (evaluation.kind !== 'defined') return evaluation;
  const result = within(evaluation.result);
  return result === undefined ? { kind: 'undefined' } : { kind: 'defined', result };
}

function resultOf(decision: Decision): DecisionResult {
  if (decision.allow) return 'allowed';
  return decision.reasons[0]?.code === 'evaluation_error' ? 'failed' : 'denied';
}

/** What paths without a rule are metered as; the paths themselves are anybody's text. */
const NO_ENTRYPOINT = 'other';

const LACKING: Evaluation = {
  kind: 'failed',
  message: 'the policy reads what is registered of resources, and the registry is not here yet',
};

const NOT_READY: Evaluation = {
  kind: 'failed',
  message: 'the decision plane has no policy or no policy data to decide by yet',
};
