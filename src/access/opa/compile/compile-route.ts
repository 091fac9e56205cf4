import type { FastifyInstance } from 'fastify';
import type { PolicyFilters } from '../../../policy/filter/policy-filters.ts';
import { setRevision } from '../../consistency/revision-header.ts';
import { callerOf } from '../../deciding/caller.ts';
import type { DecidedAt } from '../../deciding/decided-at.ts';
import type { DecisionLog } from '../../decision-log/decision-log.ts';
import { Refusal } from '../../errors.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { isSet, queryOf } from '../data-parameters.ts';
import { jsonText } from '../data-response.ts';
import { documentSegments } from '../document-path.ts';
import { evaluationErrors } from './compile-errors.ts';
import { compileFilters } from './compile-filters.ts';
import { readCompileRequest } from './compile-request.ts';

export interface CompileRouteOptions {
  /** The active policy; undefined before there is one. */
  readonly filters: () => PolicyFilters | undefined;
  readonly at: () => DecidedAt;
  /**
   * Whether comparing with NULL means what it means to OPA, where a request does not say: nothing, so that such rows are
   * left out. By default it means what it means to the policy, so that filters admit the rows that checks do.
   */
  readonly opaCompat?: boolean | undefined;
  readonly decisionLog?: DecisionLog | undefined;
  readonly metrics?: Metrics | undefined;
}

const PREFIX = '/v1/compile';

/**
 * `POST /v1/compile/<path>`: a rule as a filter, in the form that the `Accept` names.
 * Source: OPA's REST API, "Compile API"; `v1CompileFilters` of its server.
 */
export function compileRoute(scope: FastifyInstance, options: CompileRouteOptions): void {
  scope.post(`${PREFIX}/*`, { config: { authority: 'filter' } }, (request, reply) => {
    const began = performance.now();
    const at = options.at();
    setRevision(reply, at);
    const asked = readCompileRequest(
      Buffer.isBuffer(request.body) ? request.body : undefined,
      request.headers,
    );
    const query = queryOf(request.url);
    const policy = options.filters();
    if (policy === undefined || at.revision === undefined) {
      throw new Refusal(503, 'there is no policy or no policy data to filter by yet', { 'Retry-After': '1' });
    }
    const rule = documentSegments(request.url.slice(PREFIX.length).split('?', 1)[0] ?? '').join('/');
    const started = performance.now();
    const answer = compileFilters(policy, rule, asked, options.opaCompat ?? false);
    const evaluating = performance.now() - started;
    if ('errors' in answer) {
      reply.code(400).header('Content-Type', 'application/json');
      return reply.send(jsonText(evaluationErrors(answer.errors), true));
    }
    options.metrics?.decisions(rule).record('defined', evaluating);
    options.decisionLog?.record({
      path: rule,
      input: asked.input,
      result: answer.result,
      time: Date.now(),
      ...at,
      ...callerOf(request),
    });
    const wants = (name: string) => query !== undefined && isSet(query, name);
    const timers = wants('metrics') || wants('instrument') ? timersOf(began, evaluating) : undefined;
    reply.header('Content-Type', request.headers.accept);
    return reply.send(jsonText({ ...answer, metrics: timers }, wants('pretty')));
  });
}

function timersOf(began: number, evaluating: number): Record<string, number> {
  const nanoseconds = (milliseconds: number) => Math.round(milliseconds * 1e6);
  return {
    timer_rego_partial_eval_ns: nanoseconds(evaluating),
    timer_server_handler_ns: nanoseconds(performance.now() - began),
  };
}
