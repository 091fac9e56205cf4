import { positionOf, type SourcePosition } from '../evaluator/evaluation-error.ts';
import type { Block, Local, Plan, PlanFunction, Statement, StatementOf } from '../plan/plan.ts';
import { writes } from './statement-writes.ts';

/** A part of the input that a rule reads, such as `['fruits', 'name']`, and where. */
export interface InputRead extends SourcePosition {
  readonly path: readonly string[];
}

/** What a rule (`filters/include`) reads of the input by constant names, it and the rules it calls; the longest paths only. */
export function inputReads(plan: Plan, rule: string): readonly InputRead[] {
  const start = [...plan.functions.values()].find(({ path }) => path.slice(1).join('/') === rule);
  const queue = start === undefined ? [] : [start];
  const called = new Set<PlanFunction>(queue);
  const reads: InputRead[] = [];
  for (const each of queue) {
    const held = new Map<Local, InputRead>();
    const own: InputRead[] = [];
    const [input] = each.params;
    const walk = (blocks: readonly Block[]) => {
      for (const statement of blocks.flat()) {
        const next = statement.kind === 'CallStmt' ? plan.functions.get(statement.func) : undefined;
        if (next !== undefined && !called.has(next)) {
          called.add(next);
          queue.push(next);
        }
        note(statement);
        walk(blocksOf(statement));
      }
    };
    // A variable's number is used again, in another block, for something else.
    const note = (statement: Statement) => {
      const read = statement.kind === 'DotStmt' ? readBy(statement) : undefined;
      const same =
        statement.kind === 'AssignVarStmt' && statement.source.type === 'local'
          ? held.get(statement.source.value)
          : undefined;
      for (const local of writes(statement)) held.delete(local);
      if (read !== undefined) own.push(read);
      const given = read ?? same;
      if (given !== undefined && 'target' in statement) held.set(statement.target, given);
    };
    const readBy = ({ source, key, at }: StatementOf<'DotStmt'>): InputRead | undefined => {
      if (source.type !== 'local' || key.type !== 'string_index') return undefined;
      const parent = held.get(source.value);
      if (parent === undefined && source.value !== input) return undefined;
      const path = [...(parent?.path ?? []), plan.strings[key.value] ?? ''];
      return { path, ...positionOf(plan, at) };
    };
    walk(each.blocks);
    reads.push(...own.filter((one) => !own.some((other) => goesOnFrom(other.path, one.path))));
  }
  return reads;
}

function blocksOf(statement: Statement): readonly Block[] {
  switch (statement.kind) {
    case 'BlockStmt':
      return statement.blocks;
    case 'ScanStmt':
    case 'NotStmt':
    case 'WithStmt':
      return [statement.block];
    default:
      return [];
  }
}

function goesOnFrom(path: readonly string[], from: readonly string[]): boolean {
  return path.length > from.length && from.every((name, index) => name === path[index]);
}
