import { positionOf } from '../evaluator/evaluation-error.ts';
import type { Obstacle } from '../evaluator/residual/refusal.ts';
import type { Plan, Statement } from '../plan/plan.ts';
import type { Reason } from './unliftable/obstacles.ts';
import { findConflicts } from './unliftable/rule-conflicts.ts';
import { functionsOf, walkRule } from './unliftable/walk-rule.ts';

/**
 * The statements that a rule (`authz/allow`) reaches and that a filter can't have, whatever the data: all of them, in the
 * order in which they are met. Of what only the data decides nothing is said here, such as whether a collection has too
 * many keys; a filter still refuses it.
 */
export function findUnliftable(
  plan: Plan,
  rule: string,
  sources: ReadonlyMap<string, string>,
): readonly Obstacle[] {
  const found = new Map<string, Obstacle>();
  const report = (statement: Statement, { message, instead }: Reason) => {
    const position = positionOf(plan, statement.at);
    const line = sources.get(position.file)?.split('\n')[position.row - 1];
    const key = `${position.file}:${position.row}:${position.col}`;
    if (!found.has(key)) {
      found.set(key, { ...position, ...(line === undefined ? {} : { line }), message, instead });
    }
  };
  walkRule(plan, rule, report);
  for (const each of functionsOf(plan, rule)) findConflicts(plan, each, report);
  return [...found.values()];
}
