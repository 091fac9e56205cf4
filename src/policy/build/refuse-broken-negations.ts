import { positionOf } from '../evaluator/evaluation-error.ts';
import type { Plan } from '../plan/plan.ts';
import { findBrokenNegations } from './find-broken-negations.ts';
import { OpaError } from './opa.ts';

/** Throws an OpaError that names each negation in which the compiled policy would say something else than OPA does. */
export function refuseBrokenNegations(plan: Plan, sources: ReadonlyMap<string, string>): void {
  const lines = findBrokenNegations(plan).map(({ at }) => {
    const { file, row, col } = positionOf(plan, at);
    const line = sources.get(file)?.split('\n')[row - 1];
    return `${file}:${row}:${col}: a rule's value under a key that is not constant is negated; write what stands behind \`not\` as a rule of its own and negate that${line === undefined ? '' : `\n    ${line.trim()}`}`;
  });
  if (lines.length === 0) return;
  const why = 'Compiled, these negations would have no answer where OPA says true:';
  throw new OpaError([why, ...new Set(lines)].join('\n'));
}
