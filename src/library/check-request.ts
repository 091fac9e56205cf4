import { readEvaluationRequest } from '../access/authzen/evaluation-request.ts';
import { BadRequest } from '../access/errors.ts';
import { parseJson } from '../access/json-body.ts';
import type { DecisionRequest } from '../policy/decision.ts';

/** A copy of what a program gave, as JSON has it, by the rules for what comes over HTTP. Throws a TypeError. */
export function copyOf(request: unknown): unknown {
  return asTypeError(() => parseJson(JSON.stringify(request) ?? 'null', 'the request'));
}

/** The request as the policy is given it: a copy, so that it may be changed afterwards. Throws a TypeError. */
export function readCheckRequest(request: unknown): DecisionRequest {
  return asTypeError(() => readEvaluationRequest(copyOf(request)));
}

export function asTypeError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BadRequest) throw new TypeError(error.message, { cause: error });
    throw error;
  }
}
