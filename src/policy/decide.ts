import type { Decision, DecisionRequest, Reason } from './decision.ts';
import { type Evaluation, evaluateFully, type PolicyEngine } from './policy-engine.ts';

/**
 * Asks a rule for a decision: a boolean, or an object with `allow` and optionally `reasons` and `masks`. Whatever else
 * comes out, nothing included, is a denial with the reason `evaluation_error`. Never throws.
 */
export function decide(engine: PolicyEngine, entrypoint: string, request: DecisionRequest): Decision {
  return decisionOf(engine.evaluate(entrypoint, request), entrypoint);
}

/**
 * As `decide`, but what takes long is finished on another thread; see `PolicyEngine.evaluateFully`. A decision that
 * does not is answered without a promise. Never rejects.
 */
export function decideFully(
  engine: PolicyEngine,
  entrypoint: string,
  request: DecisionRequest,
): Decision | Promise<Decision> {
  const evaluation = evaluateFully(engine, entrypoint, request);
  if (evaluation instanceof Promise) return evaluation.then((done) => decisionOf(done, entrypoint));
  return decisionOf(evaluation, entrypoint);
}

/** What an evaluation of a decision rule says. */
export function decisionOf(evaluation: Evaluation, entrypoint: string): Decision {
  switch (evaluation.kind) {
    case 'defined':
      return (
        readDecision(evaluation.result) ?? evaluationError(`${entrypoint} gave something that is no decision`)
      );
    case 'undefined':
      return evaluationError(`${entrypoint} is undefined for this request`);
    case 'failed':
      return evaluationError(evaluation.message);
  }
}

function evaluationError(message: string): Decision {
  return { allow: false, reasons: [{ code: 'evaluation_error', message }], masks: [] };
}

/** The decision that a rule's value is, undefined where it is none. */
export function readDecision(result: unknown): Decision | undefined {
  if (typeof result === 'boolean') return { allow: result, reasons: [], masks: [] };
  if (typeof result !== 'object' || result === null) return undefined;
  const { allow, reasons = [], masks = [] } = result as Record<string, unknown>;
  if (typeof allow !== 'boolean' || !Array.isArray(reasons) || !Array.isArray(masks)) return undefined;
  if (!reasons.every(isReason) || !masks.every((mask) => typeof mask === 'string')) return undefined;
  return { allow, reasons: allow ? [] : reasons.sort(byCode), masks: masks.sort() };
}

function isReason(value: unknown): value is Reason {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message } = value as Record<string, unknown>;
  return typeof code === 'string' && typeof message === 'string';
}

/** Sets have no order; a decision has. */
function byCode(a: Reason, b: Reason): number {
  return compare(a.code, b.code) || compare(a.message, b.message);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
