import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DecisionRequest } from '../../policy/decision.ts';
import { setRevision } from '../consistency/revision-header.ts';
import { inBatches } from '../deciding/batches.ts';
import { callerOf } from '../deciding/caller.ts';
import type { Decided, Decider } from '../deciding/decider.ts';
import type { Explained, Explainer } from '../explain/explainer.ts';
import { admitExplaining, wantsExplanation } from '../explain/wants-explanation.ts';
import { readEvaluationRequest } from './evaluation-request.ts';
import { writeEvaluationResponse } from './evaluation-response.ts';

interface Pending {
  readonly asked: DecisionRequest;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Answered = Decided & { readonly explanation?: Explained };

/** `POST /access/v1/evaluation`. A denial is a 200, and so is a decision that could not be made: it denies. */
export function evaluationRoute(app: FastifyInstance, decider: Decider, explainer?: Explainer): void {
  const enqueue = inBatches<Pending>((batch) => {
    // All decisions first, then all answers: both kinds of work run from warm caches.
    const decided = batch.map(({ asked, request }) => decider.decide(asked, callerOf(request)));
    batch.forEach((pending, index) => {
      const one = decided[index];
      if (one instanceof Promise) void one.then((done) => answer(pending, done));
      else if (one !== undefined) answer(pending, one);
    });
  });
  app.post('/access/v1/evaluation', { config: { authority: 'decide' } }, (request, reply) => {
    const asked = readEvaluationRequest(request.body);
    if (!wantsExplanation(asked)) {
      enqueue({ asked, request, reply });
      return;
    }
    const explaining = admitExplaining(request, explainer).decide(asked, callerOf(request));
    explaining.then((explained) => answer({ reply }, explained)).catch((error) => reply.send(error));
  });
}

function answer({ reply }: Pick<Pending, 'reply'>, { decision, at, explanation }: Answered): void {
  setRevision(reply, at);
  reply.header('Content-Type', 'application/json; charset=utf-8');
  reply.send(writeEvaluationResponse(decision, at, explanation));
}
