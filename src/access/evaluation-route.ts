import type { FastifyInstance } from 'fastify';
import type { Log } from '../log.ts';
import { decide } from '../policy/decide.ts';
import type { Decision } from '../policy/decision.ts';
import type { PolicyEngine } from '../policy/policy-engine.ts';
import { readEvaluationRequest } from './evaluation-request.ts';
import { type DecidedAt, writeEvaluationResponse } from './evaluation-response.ts';

export interface Decider {
  /** The active policy; undefined before there is one. */
  readonly engine: () => PolicyEngine | undefined;
  /** The rule that gives `{allow, reasons, masks}`. */
  readonly entrypoint: string;
  readonly at: () => DecidedAt;
}

/** `POST /access/v1/evaluation`. A denial is a 200, and so is a decision that could not be made: it denies. */
export function evaluationRoute(app: FastifyInstance, decider: Decider, log: Log): void {
  app.post('/access/v1/evaluation', (request, reply) => {
    const asked = readEvaluationRequest(request.body);
    const at = decider.at();
    const engine = decider.engine();
    const decision =
      engine === undefined || at.revision === undefined
        ? NOT_READY
        : decide(engine, decider.entrypoint, asked);
    if (decision.reasons[0]?.code === 'evaluation_error') {
      log.error(
        { reason: decision.reasons[0].message, action: asked.action.name, ...at },
        'denied: the policy could not decide',
      );
    }
    const requestId = request.headers['x-request-id'];
    if (requestId !== undefined) reply.header('X-Request-ID', requestId);
    if (at.revision !== undefined) reply.header('Postern-Revision', at.revision);
    reply.header('Content-Type', 'application/json; charset=utf-8');
    reply.send(writeEvaluationResponse(decision, at));
  });
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
