import { blocksIn } from '../evaluator/known/definitions.ts';
import { usesOf } from '../evaluator/residual/statement-uses.ts';
import type { Block, Local, Plan, PlanFunction, Statement, StatementOf } from '../plan/plan.ts';

/**
 * The negations that OPA's planner gets wrong: `not p[x] == v`, where the heads of `p` have constant keys and `x` does not.
 * The planner puts what comes after the look-up in a block of its own, and where that is undefined the negated block goes on
 * to its end, as if it held. So neither the module nor the plan says true where `p[x]` has another value, and `opa eval` does.
 * Nothing is wrong where the value itself is negated and is never false. Seen in OPA 1.22.
 */
export function findBrokenNegations(plan: Plan): readonly StatementOf<'NotStmt'>[] {
  return [...plan.functions.values()].flatMap(({ blocks }) =>
    statementsIn(blocks).filter((each) => each.kind === 'NotStmt' && endsInLookUp(each.block, plan)),
  ) as StatementOf<'NotStmt'>[];
}

function statementsIn(blocks: readonly Block[]): readonly Statement[] {
  return blocks.flat().flatMap((each) => [each, ...statementsIn(blocksIn(each))]);
}

/** Whether a block ends with a look-up among rules, and what is asked of its result. */
function endsInLookUp(block: Block, plan: Plan): boolean {
  const last = block.at(-1);
  if (last?.kind === 'WithStmt') return endsInLookUp(last.block, plan);
  if (last?.kind !== 'BlockStmt') return false;
  return last.blocks.some(([found, ...asked]) => {
    const call = found === undefined ? undefined : dynamicCallIn(found);
    return call !== undefined && (!isTruth(asked, call.result) || mayBeFalse(call, plan));
  });
}

function dynamicCallIn(statement: Statement): StatementOf<'CallDynamicStmt'> | undefined {
  if (statement.kind === 'CallDynamicStmt') return statement;
  if (statement.kind !== 'BlockStmt') return undefined;
  return statement.blocks
    .flat()
    .map(dynamicCallIn)
    .find((found) => found !== undefined);
}

/** Whether no more is asked of a value than that it is not false. */
function isTruth([only, ...others]: Block, value: Local): boolean {
  if (only?.kind !== 'NotEqualStmt' || others.length > 0) return false;
  const { a, b } = only;
  return a.type === 'local' && a.value === value && b.type === 'bool' && !b.value;
}

/** Whether one of the rules that a path may name may give `false`. */
function mayBeFalse({ path }: StatementOf<'CallDynamicStmt'>, plan: Plan): boolean {
  const named = [...plan.functions.values()].filter((each) => {
    return (
      each.path.length === path.length &&
      path.every((part, n) => part.type !== 'string_index' || plan.strings[part.value] === each.path[n])
    );
  });
  return named.some((each) => !isNeverFalse(each));
}

/** Whether all that a rule gives is constant, or made, and not `false`. */
function isNeverFalse({ blocks }: PlanFunction): boolean {
  const all = statementsIn(blocks);
  const given = all.filter((each) => each.kind === 'AssignVarOnceStmt');
  const isMade = (local: Local) =>
    all
      .filter((each) => usesOf(each).writes.includes(local))
      .every(
        ({ kind }) => kind.startsWith('Make') || kind === 'AssignVarOnceStmt' || kind === 'ResetLocalStmt',
      );
  return given.every(({ source }) => {
    if (source.type === 'local') return isMade(source.value);
    return source.type === 'string_index' || source.value;
  });
}
