import type { Decision, DecisionRequest } from '../../policy/decision.ts';
import type { Moment } from '../../policy/moment.ts';
import type { Evaluation } from '../../policy/policy-engine.ts';
import type { DecidedAt } from './decided-at.ts';
import type { Turns } from './turns.ts';

/** One of many decisions asked for together, or why it is no question that could be decided. */
export type BatchQuestion = DecisionRequest | BatchError;

/** Why one of many was not decided: it counts as a denial. The status is that of HTTP. */
export interface BatchError {
  readonly error: { readonly status: number; readonly message: string };
}

export type BatchAnswer = { readonly decision: Decision; readonly at: DecidedAt } | BatchError;

/** The answer after which no more are wanted; undefined where all are. */
export type BatchEnd = 'first_denial' | 'first_permit' | undefined;

export interface Batch {
  readonly length: number;
  /** Called in order, and again for all where the batch is begun anew. */
  question(index: number): BatchQuestion;
  readonly end?: BatchEnd;
}

/** A decision of a batch that has come to its end, with what is told of it to log and metrics. */
export interface BatchItem {
  readonly input: DecisionRequest;
  readonly evaluation: Evaluation;
  readonly decision: Decision;
  readonly at: DecidedAt;
  readonly milliseconds: number;
}

export interface BatchParts {
  readonly at: () => DecidedAt;
  /** What the policy is given for a request. */
  readonly input: (request: DecisionRequest) => DecisionRequest;
  readonly ask: (input: DecisionRequest, moment: Moment) => Evaluation | Promise<Evaluation>;
  readonly decisionOf: (evaluation: Evaluation) => Decision;
  readonly turns: Turns;
}

/** How long deciding goes on without a pause at first, in milliseconds. */
export const FIRST_TURN = 4;
/** How often a batch is begun anew before its decisions may be of several revisions, each naming its own. */
const MOST_BEGINNINGS = 10;
/** How long a batch may take, in milliseconds; what is not decided then is denied. */
export const BATCH_PATIENCE = 10_000;

/**
 * Decides many at one revision and one moment, with pauses in which others are answered and policy data comes in. Where
 * the revision has changed in a pause, what was decided before it is thrown away and the batch begins anew, with
 * twice the time between pauses, so that it comes to an end however often the data changes. (Only where single
 * evaluations go to another thread can that last; then, in the end, each answer names the revision it was made at.)
 * Never rejects. Gives one item or error for each question, up to the one that ends the batch.
 */
export async function decideBatch(
  parts: BatchParts,
  batch: Batch,
  patience: number = BATCH_PATIENCE,
): Promise<(BatchItem | BatchError)[]> {
  const deadline = performance.now() + patience;
  let turn = FIRST_TURN;
  for (let beginning = 1; beginning < MOST_BEGINNINGS; beginning += 1) {
    const items = await attempt(parts, batch, turn, deadline, true);
    if (items !== undefined) return items;
    turn *= 2;
  }
  return (await attempt(parts, batch, turn, deadline, false)) ?? [];
}

/** Undefined where the revision changed on the way and had to stay. */
async function attempt(
  parts: BatchParts,
  batch: Batch,
  turn: number,
  deadline: number,
  oneRevision: boolean,
): Promise<(BatchItem | BatchError)[] | undefined> {
  const { at, ask, input: inputOf, decisionOf, turns } = parts;
  const moment: Moment = {};
  const items: (BatchItem | BatchError)[] = [];
  let asOf = at();
  let began = performance.now();
  let turnEnds = began + turn;
  for (let index = 0; index < batch.length; index += 1) {
    if (began >= turnEnds) {
      await turns.next();
      began = performance.now();
      turnEnds = began + turn;
      if (began >= deadline) return [...items, ...late(batch, index)];
      if (at() !== asOf && oneRevision) return undefined;
    }
    if (!oneRevision) asOf = at();
    const question = batch.question(index);
    if ('error' in question) {
      items.push(question);
      if (batch.end === 'first_denial') break;
      began = performance.now();
      continue;
    }
    const input = inputOf(question);
    let evaluation = ask(input, moment);
    if (evaluation instanceof Promise) {
      evaluation = await evaluation;
      if (at() !== asOf && oneRevision) return undefined;
    }
    const decision = decisionOf(evaluation);
    const ended = performance.now();
    items.push({ input, evaluation, decision, at: asOf, milliseconds: ended - began });
    began = ended;
    if (decision.allow ? batch.end === 'first_permit' : batch.end === 'first_denial') break;
  }
  return items;
}

/** What is left of a batch that took too long. */
function late({ length, end }: Batch, index: number): BatchError[] {
  const message = 'not decided in time: the evaluations before it took too long';
  const count = end === 'first_denial' ? 1 : length - index;
  return Array.from({ length: count }, () => ({ error: { status: 503, message } }));
}
