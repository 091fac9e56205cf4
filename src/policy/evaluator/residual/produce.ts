import { ALWAYS, NEVER } from '../../conditions/condition.ts';
import type { Local, Statement, StatementOf } from '../../plan/plan.ts';
import type { Value } from '../../values/value.ts';
import type { CallFrame } from './call-frame.ts';
import { definedIn } from './look-up-cases.ts';
import type { ResidualRun } from './residual-run.ts';
import { pendingOf, type Scope } from './scope.ts';
import { mergedCases } from './slot.ts';
import { type Case, type Sym, TruthTerm } from './term.ts';

/** Sets a variable to the one value that a statement gave, and goes on where that is defined. */
export function produceSingle(
  target: Local,
  value: Sym,
  scope: Scope,
  frame: CallFrame,
  statement: Statement,
): void {
  const pending = pendingOf(value);
  if (pending !== undefined) scope.await(pending);
  frame.setSingle(target, value, scope, statement);
}

/** Sets a variable to the known value that a call gave; undefined ends the block. */
export function produceKnown(
  statement: StatementOf<'CallStmt'>,
  value: Value | undefined,
  scope: Scope,
  frame: CallFrame,
): void {
  if (value === undefined) scope.condition = NEVER;
  else frame.setSingle(statement.result, value, scope, statement);
}

/** Sets a variable to what a statement gave, and goes on where that is defined. */
export function produce(
  target: Local,
  found: readonly Case[],
  scope: Scope,
  frame: CallFrame,
  { formulas }: ResidualRun,
  statement: Statement,
): void {
  const cases = found.length < 2 ? found : boolean(mergedCases(found, formulas), formulas);
  const [only] = cases;
  if (only === undefined) {
    scope.condition = NEVER;
    return;
  }
  if (cases.length > 1) {
    scope.narrow(definedIn(cases, formulas), formulas);
    frame.set(target, cases, scope, statement);
    return;
  }
  scope.narrow(only.guard, formulas);
  produceSingle(target, only.value, scope, frame, statement);
}

/** Two cases, true and false, of which always one holds, are a boolean that is true where a condition holds. */
function boolean(cases: readonly Case[], formulas: ResidualRun['formulas']): readonly Case[] {
  const [one, other] = cases;
  if (cases.length !== 2 || one === undefined || other === undefined) return cases;
  const positive = one.value === true ? one : other;
  const negative = positive === one ? other : one;
  if (positive.value !== true || negative.value !== false) return cases;
  if (formulas.or([positive.guard, negative.guard]) !== ALWAYS) return cases;
  return [{ guard: ALWAYS, value: new TruthTerm(positive.guard) }];
}
