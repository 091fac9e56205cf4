import type { FastifyInstance } from 'fastify';
import { readEvaluationRequest } from '../authzen/evaluation-request.ts';
import { setRevision } from '../consistency/revision-header.ts';
import { callerOf } from '../deciding/caller.ts';
import type { Explainer } from './explainer.ts';
import { sentence } from './sentence.ts';

/** `POST /access/v1/why`: an evaluation, and why it is answered as it is, for a person. */
export function whyRoute(app: FastifyInstance, explainer: Explainer): void {
  app.post('/access/v1/why', { config: { authority: 'explain' } }, async (request, reply) => {
    const asked = readEvaluationRequest(request.body);
    const { decision, at, explanation } = await explainer.decide(asked, callerOf(request));
    setRevision(reply, at);
    reply.header('Content-Type', 'application/json; charset=utf-8');
    return JSON.stringify({
      sentence: sentence(asked, decision, explanation),
      decision: decision.allow,
      reasons: decision.reasons,
      explanation,
      revision: at.revision,
      policy_revision: at.policyRevision,
    });
  });
}
