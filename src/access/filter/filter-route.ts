import type { FastifyInstance } from 'fastify';
import { EvaluationError } from '../../policy/evaluator/evaluation-error.ts';
import { NotLiftable } from '../../policy/evaluator/residual/refusal.ts';
import type { PolicyFilters } from '../../policy/filter/policy-filters.ts';
import { SqlError } from '../../policy/sql/columns.ts';
import { type AwaitableData, REVISION_WAIT, reachRevision } from '../consistency/at-least-revision.ts';
import { setRevision } from '../consistency/revision-header.ts';
import { callerOf } from '../deciding/caller.ts';
import type { DecidedAt } from '../deciding/decided-at.ts';
import type { DecisionLog } from '../decision-log/decision-log.ts';
import { BadRequest, Refusal } from '../errors.ts';
import { setAside } from '../gate/load.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { answerFilter, type FilterAnswer } from './filter-answer.ts';
import { type FilterRequest, readFilterRequest } from './filter-request.ts';

export interface FilterOptions {
  /** The active policy; undefined before there is one. */
  readonly filters: () => PolicyFilters | undefined;
  /** The rule that admits a row. */
  readonly rule: string;
  /** The rule that gives the set of fields to hide, where the policy has it. */
  readonly masks: string;
  readonly data: AwaitableData;
  readonly at: () => DecidedAt;
  readonly revisionWaitMs?: number | undefined;
  readonly decisionLog?: DecisionLog | undefined;
  readonly metrics?: Metrics | undefined;
}

/**
 * `POST /access/v1/filter`: which rows may this subject see, as a condition and as SQL. A rule that can't be said as one
 * is a 400 with the places that stand in the way.
 */
export function filterRoute(app: FastifyInstance, options: FilterOptions): void {
  app.post('/access/v1/filter', { config: { authority: 'filter' } }, async (request, reply) => {
    setRevision(reply, options.at());
    const asked = readFilterRequest(request.body);
    if (asked.atLeastRevision !== undefined) {
      const resume = setAside(request);
      const waiting = reachRevision(
        options.data,
        asked.atLeastRevision,
        options.revisionWaitMs ?? REVISION_WAIT,
      );
      await waiting.finally(resume);
    }
    const at = options.at();
    const began = performance.now();
    let answer: FilterAnswer;
    try {
      answer = filter(options, asked);
    } catch (error) {
      if (!(error instanceof NotLiftable)) throw error;
      const message = "the policy can't be turned into a filter";
      return reply.code(400).send({ status: 400, message, errors: error.obstacles });
    }
    options.metrics?.decisions(options.rule).record('defined', performance.now() - began);
    options.decisionLog?.record({
      path: options.rule,
      input: asked.question,
      result: { kind: answer.kind },
      time: Date.now(),
      ...at,
      ...callerOf(request),
    });
    setRevision(reply, at);
    reply.header('Content-Type', 'application/json; charset=utf-8');
    return reply.send(
      JSON.stringify({ ...answer, revision: at.revision, policy_revision: at.policyRevision }),
    );
  });
}

function filter(
  { filters, rule, masks, at }: FilterOptions,
  { question, dialect, mapping, fields }: FilterRequest,
): FilterAnswer {
  const policy = filters();
  if (policy === undefined || at().revision === undefined) {
    throw new Refusal(503, 'there is no policy or no policy data to filter by yet', { 'Retry-After': '1' });
  }
  try {
    const rows = policy.rows(rule, question, fields);
    const hidden = policy.has(masks) ? policy.members(masks, question, fields) : new Map();
    return answerFilter({ ...rows, hidden }, dialect, mapping);
  } catch (error) {
    if (error instanceof SqlError || error instanceof RangeError) throw new BadRequest(error.message);
    if (error instanceof EvaluationError)
      throw new Refusal(500, `the policy has no answer: ${error.message}`);
    throw error;
  }
}
