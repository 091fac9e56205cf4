import { positionOf } from '../evaluator/evaluation-error.ts';
import { blocksIn } from '../evaluator/known/definitions.ts';
import { liftedBuiltins, notLifted } from '../evaluator/residual/lift-builtin.ts';
import type { Obstacle } from '../evaluator/residual/refusal.ts';
import type { Block, Operand, Plan, PlanFunction, Statement } from '../plan/plan.ts';

/**
 * Of the input: a part with the row in it, by the path from the input's root; something made of the row; or something
 * known that a field of the row leads to.
 */
type Taint = readonly string[] | 'row' | 'looked up' | undefined;

/** Where the row is in the input. Of the rest of it all is known. */
const ROW: readonly (readonly string[])[] = [
  ['resource', 'id'],
  ['resource', 'properties'],
];

/**
 * The statements that a rule (`authz/allow`) reaches and that no data lets a filter have: found by following what comes
 * of the row, in the order of the plan. What only the data or other rules decide is not seen here; a filter still refuses
 * it.
 */
export function findUnliftable(
  plan: Plan,
  rule: string,
  sources: ReadonlyMap<string, string>,
): readonly Obstacle[] {
  const found = new Map<string, Obstacle>();
  const given = new Map<string, Taint>();

  const report = (statement: Statement, { message, instead }: { message: string; instead: string }) => {
    const position = positionOf(plan, statement.at);
    const line = sources.get(position.file)?.split('\n')[position.row - 1];
    const key = `${position.file}:${position.row}:${position.col}`;
    if (!found.has(key)) {
      found.set(key, { ...position, ...(line === undefined ? {} : { line }), message, instead });
    }
  };

  const call = (called: PlanFunction, args: readonly Taint[]): Taint => {
    const key = `${called.name} ${JSON.stringify(args)}`;
    if (given.has(key)) return given.get(key);
    given.set(key, undefined);
    const locals = new Map<number, Taint>(called.params.map((param, index) => [param, args[index]]));
    for (const block of called.blocks) run(block, locals);
    const result = locals.get(called.return);
    given.set(key, result);
    return result;
  };

  const read = (operand: Operand, locals: ReadonlyMap<number, Taint>): Taint =>
    operand.type === 'local' ? locals.get(operand.value) : undefined;

  const join = (local: number, taint: Taint, locals: Map<number, Taint>) => {
    if (taint !== undefined) locals.set(local, locals.get(local) === undefined ? taint : 'row');
  };

  const run = (block: Block, locals: Map<number, Taint>) => {
    for (const statement of block) {
      step(statement, locals);
      for (const inner of blocksIn(statement)) run(inner, locals);
    }
  };

  const step = (statement: Statement, locals: Map<number, Taint>) => {
    switch (statement.kind) {
      case 'DotStmt': {
        const { key, source, target } = statement;
        const from = read(source, locals);
        const by = read(key, locals);
        if (by === 'row' && from === 'row') report(statement, notIndexed);
        const name = key.type === 'string_index' ? plan.strings[key.value] : undefined;
        if (by === undefined) locals.set(target, below(from, name));
        else locals.set(target, from === undefined ? 'looked up' : 'row');
        return;
      }
      case 'ScanStmt':
        // A filter takes apart what it walks: each thing that may be found is known.
        if (locals.get(statement.source) === 'looked up') locals.delete(statement.value);
        else join(statement.value, taintOf(locals.get(statement.source)), locals);
        return;
      case 'AssignVarStmt':
        locals.set(statement.target, read(statement.source, locals));
        return;
      case 'AssignVarOnceStmt':
        join(statement.target, read(statement.source, locals), locals);
        return;
      case 'ResetLocalStmt':
        locals.delete(statement.target);
        return;
      case 'ArrayAppendStmt':
        join(statement.array, taintOf(read(statement.value, locals)), locals);
        return;
      case 'SetAddStmt':
        join(statement.set, taintOf(read(statement.value, locals)), locals);
        return;
      case 'ObjectInsertStmt':
      case 'ObjectInsertOnceStmt':
        join(statement.object, taintOf(read(statement.value, locals)), locals);
        return;
      case 'CallStmt': {
        const args = statement.args.map((arg) => read(arg, locals));
        const called = plan.functions.get(statement.func);
        if (called !== undefined) {
          locals.set(statement.result, call(called, args));
          return;
        }
        const tainted = args.some((arg) => taintOf(arg) === 'row');
        if (tainted && !liftedBuiltins.has(statement.func) && statement.func !== 'internal.print')
          report(statement, notLifted(statement.func));
        locals.set(statement.result, tainted ? 'row' : undefined);
        return;
      }
      default:
        return;
    }
  };

  for (const each of plan.functions.values()) {
    if (each.path.slice(1).join('/') === rule) call(each, [[]]);
  }
  return [...found.values()];
}

/** What a name leads to below a part of the input. */
function below(from: Taint, name: string | undefined): Taint {
  if (from === undefined || from === 'row' || from === 'looked up') return from;
  if (name === undefined) return 'row';
  const path = [...from, name];
  if (ROW.some((row) => row.length === path.length && row.every((part, index) => part === path[index])))
    return 'row';
  return ROW.some((row) => path.every((part, index) => part === row[index])) ? path : undefined;
}

/** A value that holds the row somewhere depends on it as a whole. */
function taintOf(taint: Taint): Taint {
  return taint === undefined ? undefined : 'row';
}

const notIndexed = {
  message: 'a field of the row is indexed by something else than a name',
  instead: 'name the field; of an array of the row, ask whether something is `in` it',
};
