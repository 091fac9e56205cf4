import type { Decision } from '../../policy/decision.ts';
import type { BatchAnswer } from '../deciding/decide-batch.ts';
import type { DecidedAt } from '../deciding/decided-at.ts';
import type { Explained } from '../explain/explainer.ts';

/**
 * The answer to an evaluation as JSON text: `decision`, and in `context` its reasons, masks, revisions and, where it is
 * asked for, the explanation. Source:
 * AuthZEN Authorization API 1.0, section 5.5.
 */
export function writeEvaluationResponse(
  { allow, reasons, masks }: Decision,
  at: DecidedAt,
  explanation?: Explained,
): string {
  const why = explanation === undefined ? '' : `,"explanation":${JSON.stringify(explanation)}`;
  return `{"decision":${allow},"context":{"reasons":${list(reasons)},"masks":${list(masks)}${revisions(at)}${why}}}`;
}

/** The answer to many. Source: the same, section 7.2. */
export function writeEvaluationsResponse(answers: readonly BatchAnswer[]): string {
  const texts = answers.map((answer) =>
    'error' in answer
      ? `{"decision":false,"context":{"error":${JSON.stringify(answer.error)}}}`
      : writeEvaluationResponse(answer.decision, answer.at),
  );
  return `{"evaluations":[${texts.join(',')}]}`;
}

function list(items: readonly unknown[]): string {
  return items.length === 0 ? '[]' : JSON.stringify(items);
}

/** The last that was written: decisions in a row are mostly made at the same. */
let known: { readonly at: DecidedAt; readonly text: string } | undefined;

function revisions(at: DecidedAt): string {
  if (known?.at === at) return known.text;
  const revision = at.revision === undefined ? '' : `,"revision":${JSON.stringify(at.revision)}`;
  const policy =
    at.policyRevision === undefined ? '' : `,"policy_revision":${JSON.stringify(at.policyRevision)}`;
  known = { at, text: revision + policy };
  return known.text;
}
