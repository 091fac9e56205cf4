import { positionOf } from '../evaluator/evaluation-error.ts';
import type { Obstacle } from '../evaluator/residual/refusal.ts';
import type { Plan } from '../plan/plan.ts';
import { Outcomes } from './unliftable/outcomes.ts';
import { findConflicts } from './unliftable/rule-conflicts.ts';
import type { RuleReport } from './unliftable/rule-walk.ts';
import { functionsOf, walkRule } from './unliftable/walk-rule.ts';

/**
 * By rule (`authz/allow`), the statements that it reaches and that a filter can't have: all of them, in the order in which
 * they are met; rules that can be filters are left out. Of what only the data decides nothing is said here, such as whether
 * a collection has too many keys; a filter still refuses it.
 */
export function findUnliftable(
  plan: Plan,
  rules: readonly string[],
  sources: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly Obstacle[]> {
  const outcomes = new Outcomes(plan, sources);
  const found = rules.map((rule) => [rule, obstaclesOf(plan, rule, sources, outcomes)] as const);
  return new Map(found.filter(([, obstacles]) => obstacles.length > 0));
}

function obstaclesOf(
  plan: Plan,
  rule: string,
  sources: ReadonlyMap<string, string>,
  outcomes: Outcomes,
): readonly Obstacle[] {
  const found = new Map<string, Obstacle>();
  const add = (obstacle: Obstacle) => {
    const place = `${obstacle.file}:${obstacle.row}:${obstacle.col}`;
    if (!found.has(place)) found.set(place, obstacle);
  };
  const report: RuleReport = (statement, { message, instead }) => {
    const position = positionOf(plan, statement.at);
    const line = sources.get(position.file)?.split('\n')[position.row - 1];
    add({ ...position, ...(line === undefined ? {} : { line }), message, instead });
  };
  walkRule(plan, rule, report, { outcomes, report: add });
  for (const each of functionsOf(plan, rule)) findConflicts(plan, each, report, outcomes);
  return [...found.values()];
}
