import type { Statement } from '../../plan/plan.ts';
import { either, isKnown, KNOWN, NOTHING, one } from './kinds.ts';
import { appended, withContent, withMember } from './made-kinds.ts';
import { itemsDepend, keptOfElement, keyOfRow, objectOfElements } from './obstacles.ts';
import type { Frame, RuleWalk } from './rule-walk.ts';
import { crossesElements, decidedSince, type Scope } from './scopes.ts';

/** Statements that make collections: what of the row is in them, and whether the row decides what is. */
export function stepMake(walk: RuleWalk, statement: Statement, frame: Frame, scope: Scope): void {
  const { locals, begun } = frame;
  switch (statement.kind) {
    case 'MakeArrayStmt':
    case 'MakeObjectStmt':
    case 'MakeSetStmt':
      begun.set(statement.target, scope);
      locals.set(
        statement.target,
        statement.kind === 'MakeSetStmt'
          ? KNOWN
          : one({ is: 'known', made: statement.kind === 'MakeArrayStmt' ? [] : 'other' }),
      );
      return;
    case 'ArrayAppendStmt': {
      const value = walk.read(statement.value, frame);
      if (decidedSince(begun.get(statement.array), scope)) walk.report(statement, itemsDepend);
      locals.set(
        statement.array,
        isKnown(value) && !value.row
          ? appended(locals.get(statement.array), value)
          : withContent(locals.get(statement.array), 'array', value),
      );
      return;
    }
    case 'SetAddStmt': {
      walk.conclude(statement, statement.value, frame, scope);
      const value = walk.read(statement.value, frame);
      for (const kind of value.kinds) {
        if (kind.is === 'element') kind.scan.gathered = true;
        if (kind.is === 'lookup' && kind.by !== undefined && crossesElements(begun.get(statement.set), scope))
          walk.report(kind.by.statement, keptOfElement);
      }
      if (!isKnown(value) || value.row || decidedSince(begun.get(statement.set), scope))
        locals.set(statement.set, withContent(locals.get(statement.set), 'set', value));
      return;
    }
    case 'ObjectInsertStmt':
    case 'ObjectInsertOnceStmt': {
      const [key, value] = [walk.read(statement.key, frame), walk.read(statement.value, frame)];
      const since = begun.get(statement.object);
      if (crossesElements(since, scope)) walk.report(statement, objectOfElements);
      if (key.kinds.some(({ is }) => is !== 'known')) walk.report(statement, keyOfRow);
      if (!isKnown(value) || value.row || decidedSince(since, scope))
        locals.set(statement.object, withMember(locals.get(statement.object), key, value));
      return;
    }
    case 'ObjectMergeStmt': {
      const sorts = [locals.get(statement.a) ?? NOTHING, locals.get(statement.b) ?? NOTHING];
      locals.set(statement.target, either(sorts));
      return;
    }
    default:
      return;
  }
}
