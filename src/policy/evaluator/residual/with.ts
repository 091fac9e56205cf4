import { ALWAYS, NEVER } from '../../conditions/condition.ts';
import type { StatementOf } from '../../plan/plan.ts';
import { upsert } from '../../values/overlay.ts';
import { type CallFrame, slotOf } from './call-frame.ts';
import { completely, upsertSym } from './made-values.ts';
import { Refusal } from './refusal.ts';
import type { ResidualRun } from './residual-run.ts';
import type { Scope } from './scope.ts';
import { isKnown } from './term.ts';

/** Runs a block with input or data replaced. */
export function withReplaced(
  statement: StatementOf<'WithStmt'>,
  scope: Scope,
  frame: CallFrame,
  run: ResidualRun,
): void {
  const { local } = statement;
  const path = statement.path.map((index) => run.plan.strings[index] ?? '');
  const cases = frame.read(statement.value);
  const saved = frame.slots[local];
  const [whole, ...others] = frame.readLocal(local);
  if (others.length > 0) {
    throw new Refusal('one of several documents is replaced in', 'replace in a known one');
  }
  if (cases.length === 0 && path.length > 0) {
    scope.condition = NEVER;
    return;
  }
  const [only] = cases;
  const value = only === undefined ? undefined : completely(only.value);
  const plain = only !== undefined && cases.length === 1 && only.guard === ALWAYS && value !== undefined;
  const before = whole === undefined ? undefined : completely(whole.value);
  if (path.length === 0) frame.slots[local] = slotOf(cases);
  else if (plain && isKnown(value) && (before === undefined || isKnown(before))) {
    frame.slots[local] = upsert(before, path, value);
  } else frame.slots[local] = upsertSym(before, path, cases);
  const inner = run.runBlock(statement.block, scope, frame);
  frame.slots[local] = saved;
  if (scope.ended) return;
  scope.goOnFrom(inner);
}
