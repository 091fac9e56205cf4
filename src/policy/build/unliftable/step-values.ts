import type { Local, Statement } from '../../plan/plan.ts';
import { countedKind } from './builtin-kinds.ts';
import { constant, dependent, either, NOTHING, type Sort } from './kinds.ts';
import { lookUpSorts } from './look-up-kinds.ts';
import type { Frame, Report, RuleWalk } from './rule-walk.ts';
import { isDecided, type Scope } from './scopes.ts';

type ValueStatement = Extract<
  Statement,
  {
    kind:
      | 'DotStmt'
      | 'AssignVarStmt'
      | 'AssignVarOnceStmt'
      | 'AssignIntStmt'
      | 'MakeNumberIntStmt'
      | 'MakeNumberRefStmt'
      | 'MakeNullStmt'
      | 'ResetLocalStmt'
      | 'LenStmt';
  }
>;

/** Statements that give a variable a value: of the policy, of another variable, or from below one. */
export function stepValue(walk: RuleWalk, statement: ValueStatement, frame: Frame, scope: Scope): void {
  const { locals } = frame;
  const report: Report = (reason) => walk.report(statement, reason);
  switch (statement.kind) {
    case 'DotStmt': {
      walk.enter(statement, frame);
      const [source, key] = [walk.read(statement.source, frame), walk.read(statement.key, frame)];
      const below = lookUpSorts(source, key, report);
      walk.reads.note(below, statement);
      setLocal(frame, scope, statement.target, below);
      return;
    }
    case 'AssignVarStmt':
      locals.set(statement.target, walk.held(statement.source, frame));
      return;
    case 'AssignVarOnceStmt': {
      walk.conclude(statement, statement.source, frame, scope);
      const sort = walk.read(statement.source, frame);
      const before = locals.get(statement.target) ?? NOTHING;
      const merged = either([before, sort]);
      locals.set(statement.target, isDecided(scope) ? dependent(merged) : merged);
      return;
    }
    case 'AssignIntStmt':
    case 'MakeNumberIntStmt':
      locals.set(statement.target, constant(statement.value));
      return;
    case 'MakeNumberRefStmt':
      locals.set(statement.target, constant(Number(walk.plan.strings[statement.index])));
      return;
    case 'MakeNullStmt':
      locals.set(statement.target, constant(null));
      return;
    case 'ResetLocalStmt':
      locals.delete(statement.target);
      return;
    case 'LenStmt': {
      const { kinds, row } = walk.read(statement.source, frame);
      const length = either(kinds.map((kind) => countedKind(kind, report)));
      setLocal(frame, scope, statement.target, row ? dependent(length) : length);
    }
  }
}

/** Gives a variable a value that may be undefined: where the row decides that, it decides whether the block goes on. */
export function setLocal({ locals }: Frame, scope: Scope, target: Local, sort: Sort): void {
  if (sort.row) scope.decided = true;
  locals.set(target, sort);
}
