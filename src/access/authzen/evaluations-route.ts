import type { FastifyInstance } from 'fastify';
import { setRevision } from '../consistency/revision-header.ts';
import { callerOf } from '../deciding/caller.ts';
import type { Decider } from '../deciding/decider.ts';
import type { Explainer } from '../explain/explainer.ts';
import { admitExplaining, wantsExplanation } from '../explain/wants-explanation.ts';
import { weighItems } from '../gate/load.ts';
import { writeEvaluationResponse, writeEvaluationsResponse } from './evaluation-response.ts';
import { readEvaluationsRequest } from './evaluations-request.ts';

/** `POST /access/v1/evaluations`: many decisions at one revision, or one where the body has no `evaluations`. */
export function evaluationsRoute(
  app: FastifyInstance,
  decider: Decider,
  bodyLimit: number,
  explainer?: Explainer,
): void {
  app.post(
    '/access/v1/evaluations',
    { bodyLimit, config: { authority: 'decide' } },
    async (request, reply) => {
      const asked = readEvaluationsRequest(request.body);
      reply.header('Content-Type', 'application/json; charset=utf-8');
      if (asked.kind === 'one') {
        if (wantsExplanation(asked.request)) {
          const explaining = admitExplaining(request, explainer).decide(asked.request, callerOf(request));
          const { decision, at, explanation } = await explaining;
          setRevision(reply, at);
          return writeEvaluationResponse(decision, at, explanation);
        }
        const { decision, at } = await decider.decide(asked.request, callerOf(request));
        setRevision(reply, at);
        return writeEvaluationResponse(decision, at);
      }
      weighItems(request, asked.batch.length);
      const answers = await decider.decideAll(asked.batch, callerOf(request));
      const first = answers.find((answer) => 'at' in answer);
      setRevision(reply, first?.at ?? decider.at());
      return writeEvaluationsResponse(answers);
    },
  );
}
