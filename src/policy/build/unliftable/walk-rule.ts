import type { Plan, PlanFunction } from '../../plan/plan.ts';
import { KNOWN, one } from './kinds.ts';
import type { RowReads } from './row-reads.ts';
import { type KnownOutcomes, type RuleReport, RuleWalk, type Step } from './rule-walk.ts';
import { leave } from './scopes.ts';
import { stepCall } from './step-calls.ts';
import { stepMake } from './step-makes.ts';
import { stepScan } from './step-scans.ts';
import { stepTest } from './step-tests.ts';
import { stepValue } from './step-values.ts';

/** The functions of a rule, by its path (`authz/allow`). */
export function functionsOf(plan: Plan, rule: string): PlanFunction[] {
  return [...plan.functions.values()].filter(({ path }) => path.slice(1).join('/') === rule);
}

/**
 * Walks what a rule reaches as a filter would run it, with kinds of values in place of values, and tells of each
 * statement that no filter can have. All branches are walked; nothing is known of data. What every filter meets is told in
 * place of what the walk finds. Gives what is read of the row.
 */
export function walkRule(plan: Plan, rule: string, report: RuleReport, known?: KnownOutcomes): RowReads {
  const walk = new RuleWalk(plan, step, report, known);
  for (const each of functionsOf(plan, rule)) walk.call(each, [one({ is: 'input', path: [] }), KNOWN]);
  return walk.reads;
}

const step: Step = (walk, statement, frame, scope) => {
  switch (statement.kind) {
    case 'DotStmt':
    case 'AssignVarStmt':
    case 'AssignVarOnceStmt':
    case 'AssignIntStmt':
    case 'MakeNumberIntStmt':
    case 'MakeNumberRefStmt':
    case 'MakeNullStmt':
    case 'ResetLocalStmt':
    case 'LenStmt':
      stepValue(walk, statement, frame, scope);
      return;
    case 'EqualStmt':
    case 'NotEqualStmt':
    case 'IsArrayStmt':
    case 'IsObjectStmt':
    case 'IsSetStmt':
    case 'IsDefinedStmt':
    case 'IsUndefinedStmt':
    case 'NotStmt':
      stepTest(walk, statement, frame, scope);
      return;
    case 'CallStmt':
    case 'CallDynamicStmt':
    case 'WithStmt':
      stepCall(walk, statement, frame, scope);
      return;
    case 'ScanStmt':
      stepScan(walk, statement, frame, scope);
      return;
    case 'BlockStmt':
      for (const block of statement.blocks) walk.block(block, frame, scope);
      return;
    case 'BreakStmt':
      leave(scope, statement.index);
      return;
    default:
      stepMake(walk, statement, frame, scope);
  }
};
