import type { Decision, DecisionRequest, Reason } from './decision.ts';
import type { PolicyEngine } from './policy-engine.ts';

/**
 * Asks a rule for a decision: a boolean, or an object with `allow` and optionally `reasons` and `masks`. Whatever else
 * comes out, nothing included, is a denial with the reason `evaluation_error`. Never throws.
 */
export function decide(engine: PolicyEngine, entrypoint: string, request: DecisionRequest): Decision {
  const evaluation = engine.evaluate(entrypoint, request);
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

function readDecision(result: unknown): Decision | undefined {
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
