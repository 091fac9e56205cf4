import type { FastifyRequest } from 'fastify';
import type { DecisionRequest } from '../../policy/decision.ts';
import { BadRequest } from '../errors.ts';
import { demandAuthority } from '../gate/gate.ts';

/** Whether a request asks to be explained: `explain: true` in its context. */
export function wantsExplanation({ context }: Pick<DecisionRequest, 'context'>): boolean {
  return context?.explain === true;
}

/** Throws a Refusal with 403 where the caller may not ask for explanations, and a BadRequest where there are none. */
export function admitExplaining<T>(request: FastifyRequest, explainer: T | undefined): T {
  demandAuthority(request, 'explain');
  if (explainer === undefined) throw new BadRequest('explain is not served here');
  return explainer;
}
