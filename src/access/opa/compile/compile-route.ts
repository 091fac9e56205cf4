import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PolicyFilters } from '../../../policy/filter/policy-filters.ts';
import { setRevision } from '../../consistency/revision-header.ts';
import { inBatches } from '../../deciding/batches.ts';
import { type Caller, callerOf } from '../../deciding/caller.ts';
import type { DecidedAt } from '../../deciding/decided-at.ts';
import type { DecisionLog } from '../../decision-log/decision-log.ts';
import { Refusal } from '../../errors.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { isSet, queryOf } from '../data-parameters.ts';
import { jsonText } from '../data-response.ts';
import { documentSegments } from '../document-path.ts';
import { evaluationErrors } from './compile-errors.ts';
import { type CompileAnswer, compileFilters, type Uncompilable } from './compile-filters.ts';
import { type CompileRequest, readCompileRequest } from './compile-request.ts';

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
  const enqueue = inBatches();
  scope.post(`${PREFIX}/*`, { config: { authority: 'filter' } }, (request, reply) => {
    const began = performance.now();
    const body = Buffer.isBuffer(request.body) ? request.body : undefined;
    const asked = readCompileRequest(body, request.headers);
    const rule = documentSegments(request.url.slice(PREFIX.length).split('?', 1)[0] ?? '').join('/');
    const job = () => {
      const compiled = compile(rule, asked, callerOf(request), options);
      return () => answer(compiled, { request, reply, began });
    };
    enqueue(job, (error) => reply.send(error));
  });
}

interface Compiled {
  readonly answer: CompileAnswer | Uncompilable;
  readonly at: DecidedAt;
  /** Of the evaluation. */
  readonly milliseconds: number;
}

/** Throws a Refusal where there is no policy yet or it has no answer, and BadRequest for what is not understood. */
function compile(
  rule: string,
  asked: CompileRequest,
  caller: Caller,
  { filters, at: decidedAt, opaCompat = false, metrics, decisionLog }: CompileRouteOptions,
): Compiled {
  const at = decidedAt();
  const policy = filters();
  if (policy === undefined || at.revision === undefined) {
    throw new Refusal(503, 'there is no policy or no policy data to filter by yet', { 'Retry-After': '1' });
  }
  const started = performance.now();
  const answer = compileFilters(policy, rule, asked, opaCompat);
  const milliseconds = performance.now() - started;
  if (!('errors' in answer)) {
    metrics?.decisions(rule).record('defined', milliseconds);
    const { input } = asked;
    decisionLog?.record({ path: rule, input, result: answer.result, time: Date.now(), ...at, ...caller });
  }
  return { answer, at, milliseconds };
}

function answer(
  { answer: compiled, at, milliseconds }: Compiled,
  { request, reply, began }: { request: FastifyRequest; reply: FastifyReply; began: number },
): void {
  setRevision(reply, at);
  if ('errors' in compiled) {
    reply.code(400).header('Content-Type', 'application/json');
    reply.send(jsonText(evaluationErrors(compiled.errors), true));
    return;
  }
  const query = queryOf(request.url);
  const wants = (name: string) => query !== undefined && isSet(query, name);
  const timers = wants('metrics') || wants('instrument') ? timersOf(began, milliseconds) : undefined;
  reply.header('Content-Type', request.headers.accept);
  reply.send(jsonText({ ...compiled, metrics: timers }, wants('pretty')));
}

function timersOf(began: number, evaluating: number): Record<string, number> {
  const nanoseconds = (milliseconds: number) => Math.round(milliseconds * 1e6);
  return {
    timer_rego_partial_eval_ns: nanoseconds(evaluating),
    timer_server_handler_ns: nanoseconds(performance.now() - began),
  };
}
