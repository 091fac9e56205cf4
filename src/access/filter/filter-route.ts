import type { FastifyInstance } from 'fastify';
import { ConditionTable } from '../../policy/conditions/condition-table.ts';
import { EvaluationError } from '../../policy/evaluator/evaluation-error.ts';
import { NotLiftableError, type PolicyFilters } from '../../policy/filter/policy-filters.ts';
import { SqlError } from '../../policy/sql/columns.ts';
import { type AwaitableData, REVISION_WAIT, reachRevision } from '../consistency/at-least-revision.ts';
import { setRevision } from '../consistency/revision-header.ts';
import { callerOf } from '../deciding/caller.ts';
import type { DecidedAt } from '../deciding/decided-at.ts';
import type { DecisionLog } from '../decision-log/decision-log.ts';
import { BadRequest, Refusal } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { answerFilter, type FilterAnswer } from './filter-answer.ts';
import { type FilterRequest, readFilterRequest } from './filter-request.ts';

export interface FilterOptions {
  /** The active policy; undefined before there is one. */
  readonly filters: () => PolicyFilters | undefined;
  /** The rule that admits a row. */
  readonly rule: string;
  /** The rule that gives the set of fields to hide; undefined where the policy has none. */
  readonly masks: string | undefined;
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
      await reachRevision(options.data, asked.atLeastRevision, options.revisionWaitMs ?? REVISION_WAIT);
    }
    const at = options.at();
    const began = performance.now();
    let answer: FilterAnswer;
    try {
      answer = filter(options, asked);
    } catch (error) {
      if (!(error instanceof NotLiftableError)) throw error;
      const message = "the policy can't be turned into a filter";
      return reply.code(400).send({ status: 400, message, errors: error.problems });
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
  { question, dialect, mapping }: FilterRequest,
): FilterAnswer {
  const policy = filters();
  if (policy === undefined || at().revision === undefined) {
    throw new Refusal(503, 'there is no policy or no policy data to filter by yet', { 'Retry-After': '1' });
  }
  const table = new ConditionTable();
  try {
    const rows = policy.rows(rule, question, table);
    const hidden = masks === undefined ? new Map() : policy.members(masks, question, table);
    return answerFilter({ table, rows, hidden }, dialect, mapping);
  } catch (error) {
    if (error instanceof SqlError || error instanceof RangeError) throw new BadRequest(error.message);
    if (error instanceof EvaluationError)
      throw new Refusal(500, `the policy has no answer: ${error.message}`);
    throw error;
  }
}
