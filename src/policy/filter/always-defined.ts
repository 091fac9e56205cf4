import { blocksIn } from '../evaluator/known/definitions.ts';
import type { Block, Local, Plan, PlanFunction, Statement } from '../plan/plan.ts';

/**
 * Whether a function gives something whatever it is asked; of the function by the name `assumed` that is taken for granted.
 * Read off the plan, and false where that does not show it.
 */
export function isAlwaysDefined(plan: Plan, called: PlanFunction, assumed?: string): boolean {
  const defined = new Set<Local>();
  const goesOn = (statement: Statement): boolean => {
    if (statement.kind === 'IsDefinedStmt') return defined.has(statement.source);
    if (statement.kind !== 'CallStmt') return neverEnding.has(statement.kind);
    const next = plan.functions.get(statement.func);
    return statement.func === assumed || (next !== undefined && isAlwaysDefined(plan, next, assumed));
  };
  const setIn = (block: Block): Local[] => {
    const end = block.findIndex((statement) => !goesOn(statement));
    const reached = end < 0 ? block : block.slice(0, end);
    return reached.flatMap((each) =>
      'target' in each && each.kind !== 'ResetLocalStmt' ? [each.target] : [],
    );
  };
  for (const block of called.blocks) {
    for (const local of resetIn(block)) defined.delete(local);
    // What a block begins by resetting may be set by the rest of it; what is reset behind that is not there at its end.
    const start = block.findIndex(({ kind }) => kind !== 'ResetLocalStmt');
    const resetAgain = new Set(resetIn(start < 0 ? [] : block.slice(start)));
    const [first, ...others] = block;
    // What gives a variable a value where it has none leaves it with one; what else it sets may not be reached.
    const set =
      first?.kind === 'IsUndefinedStmt'
        ? setIn(others).filter((local) => local === first.source)
        : setIn(block);
    for (const local of set) if (!resetAgain.has(local)) defined.add(local);
  }
  return defined.has(called.return);
}

function resetIn(block: Block): Local[] {
  return block.flatMap((statement) => [
    ...(statement.kind === 'ResetLocalStmt' ? [statement.target] : []),
    ...blocksIn(statement).flatMap(resetIn),
  ]);
}

/** Statements after which their block goes on. */
const neverEnding: ReadonlySet<Statement['kind']> = new Set([
  'AssignIntStmt',
  'AssignVarStmt',
  'AssignVarOnceStmt',
  'MakeArrayStmt',
  'MakeNullStmt',
  'MakeNumberIntStmt',
  'MakeNumberRefStmt',
  'MakeObjectStmt',
  'MakeSetStmt',
  'ObjectInsertStmt',
  'ResetLocalStmt',
]);
