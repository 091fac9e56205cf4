import type { StatementOf } from '../../plan/plan.ts';
import { builtinSort } from './builtin-kinds.ts';
import { dependent, either, NOTHING, type Sort } from './kinds.ts';
import { replaced } from './made-kinds.ts';
import { nextElement } from './obstacles.ts';
import type { Frame, RuleWalk } from './rule-walk.ts';
import type { Scope } from './scopes.ts';
import { setLocal } from './step-values.ts';

/** Builtins that compare two single values. */
const comparing = new Set([
  'equal',
  'eq',
  'neq',
  'lt',
  'lte',
  'gt',
  'gte',
  'startswith',
  'endswith',
  'contains',
]);

/** Calls of rules, functions and builtins, and statements that have rules see another input or other data. */
export function stepCall(
  walk: RuleWalk,
  statement: StatementOf<'CallStmt'> | StatementOf<'CallDynamicStmt'> | StatementOf<'WithStmt'>,
  frame: Frame,
  scope: Scope,
): void {
  switch (statement.kind) {
    case 'CallStmt': {
      const args = statement.args.map((arg) => walk.read(arg, frame));
      const called = walk.plan.functions.get(statement.func);
      const given = called === undefined ? builtin(walk, statement, args) : walk.call(called, args);
      setLocal(frame, scope, statement.result, given);
      for (const kind of given.kinds) {
        if (kind.is === 'truth' && kind.partial !== undefined) scope.pending.add(kind.partial);
      }
      return;
    }
    case 'CallDynamicStmt':
      setLocal(frame, scope, statement.result, callAny(walk, statement, frame));
      return;
    case 'WithStmt':
      stepWith(walk, statement, frame, scope);
  }
}

/** Every rule that a path with variable parts may name. */
function callAny(walk: RuleWalk, statement: StatementOf<'CallDynamicStmt'>, frame: Frame): Sort {
  const { path, args } = statement;
  const parts = path.map((part) => walk.read(part, frame));
  const given = args.map((arg) => frame.locals.get(arg) ?? NOTHING);
  const named = [...walk.plan.functions.values()].filter(
    (each) =>
      each.path.length === parts.length &&
      each.path.every((name, index) =>
        (parts[index] ?? NOTHING).kinds.some((kind) => {
          return kind.is !== 'known' || kind.constant === undefined || kind.constant === name;
        }),
      ),
  );
  if (named.length > 0 && parts.some(({ kinds }) => kinds.some(({ is }) => is === 'element')))
    walk.report(statement, nextElement);
  const found = either([NOTHING, ...named.map((each) => walk.call(each, given))]);
  return parts.some(({ row }) => row) ? dependent(found) : found;
}

function builtin(walk: RuleWalk, statement: StatementOf<'CallStmt'>, args: readonly Sort[]): Sort {
  if (statement.func !== 'object.get') for (const arg of args) walk.use(arg);
  const [a, b] = args;
  if (a !== undefined && b !== undefined && comparing.has(statement.func))
    walk.reads.compare(a, b, statement);
  const place = { negations: walk.negations, at: walk.numberOf(statement) };
  return builtinSort(statement.func, args, place, (reason) => walk.report(statement, reason));
}

function stepWith(
  walk: RuleWalk,
  { local, path, value, block }: StatementOf<'WithStmt'>,
  frame: Frame,
  scope: Scope,
): void {
  const before = frame.locals.get(local) ?? NOTHING;
  const names = path.map((index) => walk.plan.strings[index] ?? '');
  frame.locals.set(local, replaced(before, names, walk.read(value, frame)));
  const inner = walk.block(block, frame, scope);
  frame.locals.set(local, before);
  if (inner.decided) scope.decided = true;
  for (const each of inner.pending) scope.pending.add(each);
  for (const each of inner.settled) scope.settled.add(each);
}
