import type { Decision } from '../../policy/decision.ts';
import type { DecidedAt } from '../deciding/decided-at.ts';

/** The answer to an evaluation as JSON text: `decision`, and in `context` its reasons, masks and revisions. */
export function writeEvaluationResponse(decision: Decision, at: DecidedAt): string {
  const { allow, reasons, masks } = decision;
  const revision = at.revision === undefined ? '' : `,"revision":${JSON.stringify(at.revision)}`;
  const policy =
    at.policyRevision === undefined ? '' : `,"policy_revision":${JSON.stringify(at.policyRevision)}`;
  return `{"decision":${allow},"context":{"reasons":${list(reasons)},"masks":${list(masks)}${revision}${policy}}}`;
}

function list(items: readonly unknown[]): string {
  return items.length === 0 ? '[]' : JSON.stringify(items);
}
