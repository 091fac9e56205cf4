import type { Statement, StatementOf } from '../../plan/plan.ts';
import { NOTHING } from './kinds.ts';
import { falseOrUndefined, typeDecides } from './obstacles.ts';
import { relateSorts } from './relate-kinds.ts';
import { decide, type Frame, type RuleWalk } from './rule-walk.ts';
import { type Scope, settle, unsettled } from './scopes.ts';

type TestStatement = Extract<
  Statement,
  {
    kind:
      | 'EqualStmt'
      | 'NotEqualStmt'
      | 'IsArrayStmt'
      | 'IsObjectStmt'
      | 'IsSetStmt'
      | 'IsDefinedStmt'
      | 'IsUndefinedStmt'
      | 'NotStmt';
  }
>;

/** Statements that end a block unless something holds. */
export function stepTest(walk: RuleWalk, statement: TestStatement, frame: Frame, scope: Scope): void {
  switch (statement.kind) {
    case 'EqualStmt':
    case 'NotEqualStmt': {
      const [a, b] = [walk.read(statement.a, frame), walk.read(statement.b, frame)];
      walk.use(a);
      walk.use(b);
      if (!isTruth(statement)) walk.reads.compare(a, b, statement);
      const operator = statement.kind === 'EqualStmt' ? 'eq' : 'neq';
      relateSorts(a, operator, b, walk.negations, (reason) => walk.report(statement, reason));
      settle(scope, [a, b]);
      decide(scope, [a, b]);
      return;
    }
    case 'IsArrayStmt':
    case 'IsObjectStmt':
    case 'IsSetStmt': {
      const sort = walk.read(statement.source, frame);
      const type = statement.kind === 'IsArrayStmt' ? 'array' : 'object';
      const isField = sort.kinds.some(({ is }) => is === 'field' || is === 'element');
      if (isField && statement.kind !== 'IsSetStmt') walk.report(statement, typeDecides(type));
      decide(scope, [sort]);
      return;
    }
    case 'IsDefinedStmt':
    case 'IsUndefinedStmt':
      decide(scope, [frame.locals.get(statement.source) ?? NOTHING]);
      return;
    case 'NotStmt': {
      walk.negations += 1;
      const inner = walk.block(statement.block, frame, scope);
      walk.backTo(statement);
      if (unsettled(inner, scope)) walk.report(statement, falseOrUndefined);
      walk.negations -= 1;
      if (inner.decided) scope.decided = true;
    }
  }
}

/** Whether a value is asked for as a condition: that it is not false. */
function isTruth({ kind, b }: StatementOf<'EqualStmt'> | StatementOf<'NotEqualStmt'>): boolean {
  return kind === 'NotEqualStmt' && b.type === 'bool' && !b.value;
}
