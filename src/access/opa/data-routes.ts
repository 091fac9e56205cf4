import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setRevision } from '../consistency/revision-header.ts';
import { inBatches } from '../deciding/batches.ts';
import { callerOf } from '../deciding/caller.ts';
import type { Decider, DocumentRequest, Evaluated } from '../deciding/decider.ts';
import type { Explained, Explainer } from '../explain/explainer.ts';
import { admitExplaining } from '../explain/wants-explanation.ts';
import { type DataParameters, readDataParameters, wantsPretty } from './data-parameters.ts';
import { evaluationError, INPUT_MISSING, jsonText, provenanceOf } from './data-response.ts';
import { documentReference } from './document-path.ts';
import type { Documents } from './documents.ts';
import { readQueryInput, readV0Input, readV1Input } from './request-input.ts';
import { writeExplanation } from './trace-events.ts';

export interface DataRouteOptions {
  readonly decider: Decider;
  readonly documents: Documents;
  /** Without it, `explain` is refused. */
  readonly explainer?: Explainer | undefined;
  /** Whether decisions are logged; each then has an id, which its answer names. */
  readonly logged: boolean;
  /** Of this package, for `provenance`. */
  readonly version: string;
}

interface Pending {
  readonly question: DocumentRequest;
  readonly reply: FastifyReply;
  readonly answer: (evaluated: Evaluated) => string;
}

/** The requests' own timers, in milliseconds of `performance.now()`. */
interface Times {
  readonly began: number;
  readonly parsed: number;
}

/**
 * OPA's data API: `GET` and `POST /v1/data/<path>`, `POST /v0/data/<path>`, and `POST /` for the rule that decides.
 * Source: OPA's REST API, "Data API" and "Query API".
 */
export function dataRoutes(scope: FastifyInstance, options: DataRouteOptions): void {
  const { decider, documents, logged, explainer } = options;
  const config = { authority: 'decide' } as const;
  const batched = inBatches();
  const enqueue = (pending: Pending) => {
    const job = () => {
      const evaluated = decider.evaluate(pending.question);
      return () => {
        if (evaluated instanceof Promise) void evaluated.then((done) => send(pending, done));
        else send(pending, evaluated);
      };
    };
    batched(job, (error) => pending.reply.send(error));
  };

  const questionOf = (request: FastifyRequest, path: string, input: unknown): DocumentRequest => ({
    ...documents.at(path),
    input,
    caller: callerOf(request),
    decisionId: logged ? randomUUID() : undefined,
  });

  const v1 = (request: FastifyRequest, reply: FastifyReply, read: (given: DataParameters) => unknown) => {
    const began = performance.now();
    const parameters = readDataParameters(request.url);
    const input = read(parameters);
    const times = { began, parsed: performance.now() };
    const question = questionOf(request, pathBelow(request.url, '/v1/data'), input);
    const answer = (evaluated: Evaluated & { readonly explanation?: Explained }) =>
      writeV1({ request, question, parameters, times }, evaluated);
    if (parameters.explain !== undefined) {
      const explaining = admitExplaining(request, explainer).evaluate(question);
      explaining
        .then((explained) => send({ question, reply, answer }, explained))
        .catch((error) => reply.send(error));
      return;
    }
    enqueue({ question, reply, answer });
  };

  const writeV1 = (
    asked: AskedV1,
    { evaluation, at, milliseconds, explanation }: Evaluated & { readonly explanation?: Explained },
  ): string => {
    const { request, question, parameters, times } = asked;
    const response = {
      decision_id: question.decisionId,
      provenance: parameters.provenance ? provenanceOf(at, options.version) : undefined,
      metrics: parameters.metrics ? timersOf(times, milliseconds) : undefined,
      explanation:
        explanation === undefined || parameters.explain === undefined
          ? undefined
          : writeExplanation(explanation, parameters.explain, parameters.pretty),
      result: evaluation.kind === 'defined' ? evaluation.result : undefined,
      warning: request.method === 'POST' && question.input === undefined ? INPUT_MISSING : undefined,
    };
    return jsonText(response, parameters.pretty);
  };

  const v0 = (request: FastifyRequest, reply: FastifyReply, path: string) => {
    const question = questionOf(request, path, readV0Input(bodyOf(request), request.headers));
    const answer = ({ evaluation }: Evaluated) => {
      if (evaluation.kind === 'defined') return jsonText(evaluation.result, wantsPretty(request.url));
      reply.code(404);
      const what = question.entrypoint === undefined ? 'document missing' : 'document undefined';
      const message = `${what}: ${documentReference(documents.segments(path))}`;
      return jsonText({ code: 'undefined_document', message }, true);
    };
    enqueue({ question, reply, answer });
  };

  for (const url of ['/v1/data', '/v1/data/*']) {
    scope.get(url, { config }, (request, reply) => v1(request, reply, ({ input }) => readQueryInput(input)));
    scope.post(url, { config }, (request, reply) =>
      v1(request, reply, () => readV1Input(bodyOf(request), request.headers)),
    );
  }
  for (const url of ['/v0/data', '/v0/data/*']) {
    scope.post(url, { config }, (request, reply) => v0(request, reply, pathBelow(request.url, '/v0/data')));
  }
  scope.post('/', { config }, (request, reply) => v0(request, reply, decider.entrypoint));
}

interface AskedV1 {
  readonly request: FastifyRequest;
  readonly question: DocumentRequest;
  readonly parameters: DataParameters;
  readonly times: Times;
}

function send({ reply, answer }: Pending, evaluated: Evaluated): void {
  try {
    setRevision(reply, evaluated.at);
    const { evaluation } = evaluated;
    if (evaluation.kind === 'failed') reply.code(500);
    const text =
      evaluation.kind === 'failed' ? jsonText(evaluationError(evaluation), true) : answer(evaluated);
    reply.header('Content-Type', 'application/json').send(text);
  } catch (error) {
    reply.send(error);
  }
}

function timersOf({ began, parsed }: Times, evaluating: number): Record<string, number> {
  return {
    timer_rego_input_parse_ns: nanoseconds(parsed - began),
    timer_rego_query_eval_ns: nanoseconds(evaluating),
    timer_server_handler_ns: nanoseconds(performance.now() - began),
  };
}

function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}

function bodyOf(request: FastifyRequest): Buffer | undefined {
  return Buffer.isBuffer(request.body) ? request.body : undefined;
}

/** The path as it was sent, below a prefix and without the query string. */
function pathBelow(url: string, prefix: string): string {
  const end = url.indexOf('?');
  return url.slice(prefix.length, end === -1 ? undefined : end);
}
