import type { FastifyInstance, FastifyReply } from 'fastify';
import { setRevision } from '../consistency/revision-header.ts';
import { inBatches } from '../deciding/batches.ts';
import { callerOf } from '../deciding/caller.ts';
import type { Decided, Decider } from '../deciding/decider.ts';
import type { Explained, Explainer } from '../explain/explainer.ts';
import { admitExplaining, wantsExplanation } from '../explain/wants-explanation.ts';
import { readEvaluationRequest } from './evaluation-request.ts';
import { writeEvaluationResponse } from './evaluation-response.ts';

type Answered = Decided & { readonly explanation?: Explained };

/** `POST /access/v1/evaluation`. A denial is a 200, and so is a decision that could not be made: it denies. */
export function evaluationRoute(app: FastifyInstance, decider: Decider, explainer?: Explainer): void {
  const enqueue = inBatches();
  app.post('/access/v1/evaluation', { config: { authority: 'decide' } }, (request, reply) => {
    const asked = readEvaluationRequest(request.body);
    if (!wantsExplanation(asked)) {
      const job = () => {
        const decided = decider.decide(asked, callerOf(request));
        return () => {
          if (decided instanceof Promise) void decided.then((done) => answer(reply, done));
          else answer(reply, decided);
        };
      };
      enqueue(job, (error) => reply.send(error));
      return;
    }
    const explaining = admitExplaining(request, explainer).decide(asked, callerOf(request));
    explaining.then((explained) => answer(reply, explained)).catch((error) => reply.send(error));
  });
}

function answer(reply: FastifyReply, { decision, at, explanation }: Answered): void {
  setRevision(reply, at);
  reply.header('Content-Type', 'application/json; charset=utf-8');
  reply.send(writeEvaluationResponse(decision, at, explanation));
}
