import { ALWAYS, NEVER } from '../../conditions/condition.ts';
import type { Local, Statement, StatementOf } from '../../plan/plan.ts';
import { lookUp } from '../../values/look-up.ts';
import { makeNumber } from '../../values/number.ts';
import { RegoObject } from '../../values/object.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';
import type { CallFrame } from './call-frame.ts';
import { addToSet, append, begin, insert, mergeSyms, onlyValue } from './collections.ts';
import { conflict, differ } from './conflicts.ts';
import { liftBuiltin } from './lift-builtin.ts';
import { lookUpCases } from './look-up-cases.ts';
import { completely } from './made-values.ts';
import { produce, produceSingle } from './produce.ts';
import type { ResidualRun } from './residual-run.ts';
import type { Scope } from './scope.ts';
import { type Case, isKnown, type Sym } from './term.ts';

type Making = Exclude<
  Statement,
  {
    kind:
      | 'ReturnLocalStmt'
      | 'BreakStmt'
      | 'BlockStmt'
      | 'NotStmt'
      | 'NopStmt'
      | 'ScanStmt'
      | 'WithStmt'
      | 'CallStmt'
      | 'CallDynamicStmt'
      | 'EqualStmt'
      | 'NotEqualStmt'
      | 'IsArrayStmt'
      | 'IsObjectStmt'
      | 'IsSetStmt'
      | 'IsDefinedStmt'
      | 'IsUndefinedStmt'
      | 'ResultSetAddStmt'
      | 'unknown';
  }
>;

/** Statements that give a variable its value, or add to what one holds. */
export function make(statement: Making, scope: Scope, frame: CallFrame, run: ResidualRun): void {
  const { formulas } = run;
  switch (statement.kind) {
    case 'AssignIntStmt':
    case 'MakeNumberIntStmt':
      frame.setSingle(statement.target, statement.value, scope, statement);
      return;
    case 'MakeNullStmt':
      frame.setSingle(statement.target, null, scope, statement);
      return;
    case 'MakeNumberRefStmt':
      frame.setSingle(
        statement.target,
        makeNumber(run.plan.strings[statement.index] ?? '0'),
        scope,
        statement,
      );
      return;
    case 'ResetLocalStmt':
      frame.set(statement.target, [], scope, statement);
      return;
    case 'AssignVarStmt': {
      if (frame.copyPosition(statement.source, statement.target)) return;
      const value = frame.single(statement.source);
      if (value !== undefined) {
        frame.setSingle(statement.target, value, scope, statement);
        return;
      }
      frame.set(statement.target, frame.read(statement.source), scope, statement);
      return;
    }
    case 'AssignVarOnceStmt':
      assignOnce(statement.target, frame.read(statement.source), scope, frame, run);
      return;
    case 'DotStmt': {
      const [from, by] = [frame.single(statement.source), frame.single(statement.key)];
      if (from !== undefined && by !== undefined) {
        dot(statement, from, by, scope, frame, run);
        return;
      }
      const cases = frame.read(statement.source).flatMap((source) =>
        frame.read(statement.key).flatMap((key) => {
          const guard = formulas.and(source.guard, key.guard);
          if (formulas.and(scope.condition, guard) === NEVER) return [];
          return lookUpCases(source.value, key.value, run).map((each) => ({
            guard: formulas.and(guard, each.guard),
            value: each.value,
          }));
        }),
      );
      produce(statement.target, cases, scope, frame, run, statement);
      return;
    }
    case 'LenStmt': {
      const cases = frame.read(statement.source).flatMap(({ guard, value }) => {
        const lengths = lengthCases(value, run);
        return lengths.map((each) => ({ guard: formulas.and(guard, each.guard), value: each.value }));
      });
      produce(statement.target, cases, scope, frame, run, statement);
      return;
    }
    case 'MakeArrayStmt':
      begin(statement.target, [], scope, frame, run);
      return;
    case 'MakeObjectStmt':
      begin(statement.target, new RegoObject([]), scope, frame, run);
      return;
    case 'MakeSetStmt':
      begin(statement.target, new RegoSet([]), scope, frame, run);
      return;
    case 'ArrayAppendStmt':
      append(statement, scope, frame, run);
      return;
    case 'SetAddStmt':
      addToSet(statement, scope, frame, run);
      return;
    case 'ObjectInsertStmt':
    case 'ObjectInsertOnceStmt':
      insert(statement, scope, frame, run);
      return;
    case 'ObjectMergeStmt': {
      const [a, b] = [onlyValue(frame, statement.a), onlyValue(frame, statement.b)];
      frame.set(statement.target, [{ guard: ALWAYS, value: mergeSyms(a, b) }], scope, statement);
      return;
    }
  }
}

/** Gives a variable a value beside those that it may have, of which none may differ for the same row. */
export function assignOnce(
  target: Local,
  cases: readonly Case[],
  scope: Scope,
  frame: CallFrame,
  run: ResidualRun,
): void {
  frame.setOnce(target, cases, scope, (a, b, where) => {
    if (differ({ guard: where, value: a }, { guard: ALWAYS, value: b }, run)) throw conflict();
  });
}

function dot(
  statement: StatementOf<'DotStmt'>,
  source: Sym,
  key: Sym,
  scope: Scope,
  frame: CallFrame,
  run: ResidualRun,
): void {
  if (isKnown(source) && isKnown(key)) {
    const value = lookUp(source, key);
    if (value === undefined) scope.condition = NEVER;
    else frame.setSingle(statement.target, value, scope, statement);
    return;
  }
  const [only, ...others] = lookUpCases(source, key, run);
  if (only !== undefined && others.length === 0 && only.guard === ALWAYS) {
    produceSingle(statement.target, only.value, scope, frame, statement);
  } else {
    produce(statement.target, only === undefined ? [] : [only, ...others], scope, frame, run, statement);
  }
}

function lengthCases(value: Sym, run: ResidualRun): readonly Case[] {
  const known = completely(value);
  const args = [known];
  if (!isKnown(known)) return liftBuiltin('count', args, run);
  const length = run.builtins.get('count')?.(args as Value[], run);
  return length === undefined ? [] : [{ guard: ALWAYS, value: length }];
}
