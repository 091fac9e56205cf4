import { ALWAYS, NEVER } from '../../conditions/condition.ts';
import type { Local, Operand, Plan, Statement, StatementOf } from '../../plan/plan.ts';
import type { Value } from '../../values/value.ts';
import { type CallFrame, slotOf } from './call-frame.ts';
import { callStatement } from './calls.ts';
import type { FunctionLocals } from './function-locals.ts';
import { lookUpOne, NOWHERE } from './look-up-cases.ts';
import { assignOnce } from './makes.ts';
import type { ResidualRun } from './residual-run.ts';
import { pendingOf, type Scope } from './scope.ts';
import { MergedSlot } from './slot.ts';
import { FieldTerm } from './term.ts';

/** A statement made ready to run. */
export type ResidualStep = (scope: Scope, frame: CallFrame, run: ResidualRun) => void;

/**
 * Short ways for what most statements find: values that are known, and variables that have one source. Whatever is
 * something else goes the way of all statements.
 */
export function residualStep(statement: Statement, plan: Plan, locals: FunctionLocals): ResidualStep {
  const general: ResidualStep = (scope, frame, run) => run.runStatement(statement, scope, frame);
  const isPlain = (target: Local) => !locals.merged.has(target) || locals.starts.has(statement);
  switch (statement.kind) {
    case 'AssignVarStmt':
      return isPlain(statement.target) ? assignStep(statement, plan) : general;
    case 'AssignVarOnceStmt': {
      const { source, target } = statement;
      if (source.type === 'local') return general;
      const cases = [{ guard: ALWAYS, value: constantOf(source, plan) }];
      return (scope, frame, run) => assignOnce(target, cases, scope, frame, run);
    }
    case 'ResetLocalStmt': {
      const { target } = statement;
      if (!isPlain(target)) return general;
      return (_, frame) => {
        frame.slots[target] = undefined;
      };
    }
    case 'DotStmt':
      return isPlain(statement.target) ? dotStep(statement, plan, general) : general;
    case 'CallStmt': {
      const called = plan.functions.get(statement.func);
      return (scope, frame, run) => callStatement(statement, called, scope, frame, run);
    }
    case 'EqualStmt':
    case 'NotEqualStmt':
      return equalStep(statement, plan, general);
    default:
      return general;
  }
}

function assignStep({ source, target }: StatementOf<'AssignVarStmt'>, plan: Plan): ResidualStep {
  if (source.type !== 'local') {
    const value = constantOf(source, plan);
    return (_, frame) => {
      frame.slots[target] = value;
    };
  }
  const from = source.value;
  return (_, frame) => {
    const slot = frame.slots[from];
    frame.slots[target] = slot instanceof MergedSlot ? slotOf(frame.readLocal(from)) : slot;
  };
}

function dotStep(
  { source, key, target }: StatementOf<'DotStmt'>,
  plan: Plan,
  general: ResidualStep,
): ResidualStep {
  if (source.type !== 'local') return general;
  const from = source.value;
  const by = key.type === 'local' ? key.value : undefined;
  const name = key.type === 'local' ? undefined : constantOf(key, plan);
  return (scope, frame, run) => {
    const member = by === undefined ? name : frame.slots[by];
    const value = lookUpOne(frame.slots[from], member, run);
    if (value === undefined) {
      general(scope, frame, run);
      return;
    }
    if (value === NOWHERE) {
      scope.condition = NEVER;
      return;
    }
    const pending = pendingOf(value);
    if (pending !== undefined) scope.await(pending);
    frame.slots[target] = value;
  };
}

function equalStep(
  { kind, a, b }: StatementOf<'EqualStmt'> | StatementOf<'NotEqualStmt'>,
  plan: Plan,
  general: ResidualStep,
): ResidualStep {
  const wanted = kind === 'EqualStmt';
  const [first, second] = [reader(a, plan), reader(b, plan)];
  return (scope, frame, run) => {
    const left = first(frame);
    const right = second(frame);
    if (isScalar(left) && isScalar(right)) {
      if ((left === right) !== wanted) scope.condition = NEVER;
    } else if (wanted && left instanceof FieldTerm && isScalar(right)) {
      equalsField(left, right, scope, run);
    } else if (wanted && right instanceof FieldTerm && isScalar(left)) {
      equalsField(right, left, scope, run);
    } else general(scope, frame, run);
  };
}

function equalsField(
  field: FieldTerm,
  value: string | boolean | number,
  scope: Scope,
  { fields, formulas }: ResidualRun,
): void {
  fields.use(field);
  scope.narrow(formulas.table.equals(field.path, value), formulas);
}

function reader(operand: Operand, plan: Plan): (frame: CallFrame) => unknown {
  if (operand.type === 'local') {
    const local = operand.value;
    return (frame) => frame.slots[local];
  }
  const constant = constantOf(operand, plan);
  return () => constant;
}

/** Strings, booleans and JavaScript's numbers are equal where they are the same. */
function isScalar(value: unknown): value is string | boolean | number {
  const type = typeof value;
  return type === 'string' || type === 'boolean' || type === 'number';
}

function constantOf(operand: Exclude<Operand, { type: 'local' }>, plan: Plan): Value {
  return operand.type === 'bool' ? operand.value : (plan.strings[operand.value] ?? '');
}
