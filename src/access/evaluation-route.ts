import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.ts';
import { decide } from '../policy/decide.ts';
import type { Decision, DecisionRequest } from '../policy/decision.ts';
import type { PolicyEngine } from '../policy/policy-engine.ts';
import { inBatches } from './batches.ts';
import { readEvaluationRequest } from './evaluation-request.ts';
import { type DecidedAt, writeEvaluationResponse } from './evaluation-response.ts';

export interface Decider {
  /** The active policy; undefined before there is one. */
  readonly engine: () => PolicyEngine | undefined;
  /** The rule that gives `{allow, reasons, masks}`. */
  readonly entrypoint: string;
  readonly at: () => DecidedAt;
}

interface Pending {
  readonly asked: DecisionRequest;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** `POST /access/v1/evaluation`. A denial is a 200, and so is a decision that could not be made: it denies. */
export function evaluationRoute(app: FastifyInstance, decider: Decider, log: Log): void {
  const enqueue = inBatches<Pending>((batch) => {
    const at = decider.at();
    const decisions = batch.map(({ asked }) => decideOne(decider, at, asked));
    batch.forEach((pending, index) => {
      const decision = decisions[index] ?? NOT_READY;
      if (decision.reasons[0]?.code === 'evaluation_error') logFailure(log, pending.asked, decision, at);
      answer(pending, decision, at);
    });
  });
  app.post('/access/v1/evaluation', (request, reply) => {
    enqueue({ asked: readEvaluationRequest(request.body), request, reply });
  });
}

function decideOne(decider: Decider, at: DecidedAt, asked: DecisionRequest): Decision {
  const engine = decider.engine();
  if (engine === undefined || at.revision === undefined) return NOT_READY;
  return decide(engine, decider.entrypoint, asked);
}

function answer({ request, reply }: Pending, decision: Decision, at: DecidedAt): void {
  const requestId = request.headers['x-request-id'];
  if (requestId !== undefined) reply.header('X-Request-ID', requestId);
  if (at.revision !== undefined) reply.header('Postern-Revision', at.revision);
  reply.header('Content-Type', 'application/json; charset=utf-8');
  reply.send(writeEvaluationResponse(decision, at));
}

function logFailure(log: Log, asked: DecisionRequest, decision: Decision, at: DecidedAt): void {
  const details = { reason: decision.reasons[0]?.message, action: asked.action.name, ...at };
  log.error(details, 'denied: the policy could not decide');
}

const NOT_READY: Decision = {
  allow: false,
  reasons: [
    {
      code: 'evaluation_error',
      message: 'the decision plane has no policy or no policy data to decide by yet',
    },
  ],
  masks: [],
};
