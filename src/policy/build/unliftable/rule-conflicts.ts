import { blocksIn } from '../../evaluator/known/definitions.ts';
import type { Block, Local, Operand, Plan, PlanFunction, Statement } from '../../plan/plan.ts';
import { belowInput } from './kinds.ts';
import { type Reason, twoValues } from './obstacles.ts';

/** One text of a rule that gives a constant or a field of the row where some fields of the row equal constants, or don't. */
interface Definition {
  readonly value: string;
  /** The fields that decide whether it holds. */
  readonly fields: ReadonlySet<string>;
  readonly gives: Statement;
}

/**
 * Rules that give two values for one row, told where nothing else decides: two of their texts give different constants or
 * fields, and hold wherever different fields of the row equal constants, or don't. Of others nothing is told.
 */
export function findConflicts(
  plan: Plan,
  rule: PlanFunction,
  report: (statement: Statement, reason: Reason) => void,
): void {
  for (const called of reached(plan, rule)) {
    const definitions =
      called.params.length > 2
        ? []
        : called.blocks.flatMap((block) => definitionOf(plan, called, block) ?? []);
    definitions.forEach((one, index) => {
      const other = definitions.slice(0, index).find((before) => {
        return before.value !== one.value && ![...before.fields].some((field) => one.fields.has(field));
      });
      if (other !== undefined) report(one.gives, twoValues);
    });
  }
}

function reached(plan: Plan, rule: PlanFunction): ReadonlySet<PlanFunction> {
  const found = new Set([rule]);
  for (const each of found) {
    const walk = (statements: readonly Statement[]) => {
      for (const statement of statements) {
        const called = statement.kind === 'CallStmt' ? plan.functions.get(statement.func) : undefined;
        if (called !== undefined) found.add(called);
        for (const inner of blocksIn(statement)) walk(inner);
      }
    };
    for (const block of each.blocks) walk(block);
  }
  return found;
}

/** Undefined for a block that does anything but compare fields of the row with constants and give one. */
function definitionOf(plan: Plan, { params }: PlanFunction, block: Block): Definition | undefined {
  const [input] = params;
  const paths = new Map<Local, readonly string[]>(input === undefined ? [] : [[input, []]]);
  const constants = new Map<Local, string>();
  const fields = new Set<string>();
  const aliases = new Set<Local>();
  let found: Definition | undefined;
  const constantOf = (operand: Operand): string | undefined => {
    if (operand.type === 'local') return constants.get(operand.value);
    return JSON.stringify(operand.type === 'bool' ? operand.value : plan.strings[operand.value]);
  };
  for (const statement of block) {
    switch (statement.kind) {
      case 'ResetLocalStmt':
        aliases.add(statement.target);
        break;
      case 'MakeNumberIntStmt':
        constants.set(statement.target, String(statement.value));
        break;
      case 'MakeNumberRefStmt':
        constants.set(statement.target, plan.strings[statement.index] ?? '');
        break;
      case 'MakeNullStmt':
        constants.set(statement.target, 'null');
        break;
      case 'DotStmt': {
        const { source, key, target } = statement;
        const path = source.type === 'local' ? paths.get(source.value) : undefined;
        if (path === undefined || key.type !== 'string_index') return undefined;
        paths.set(target, [...path, plan.strings[key.value] ?? '']);
        break;
      }
      case 'AssignVarStmt': {
        const { source, target } = statement;
        const value = constantOf(source);
        const path = source.type === 'local' ? paths.get(source.value) : undefined;
        if (value !== undefined) constants.set(target, value);
        else if (path !== undefined) paths.set(target, path);
        else return undefined;
        break;
      }
      case 'EqualStmt':
      case 'NotEqualStmt': {
        const path = [statement.a, statement.b].map((each) =>
          each.type === 'local' ? paths.get(each.value) : undefined,
        );
        const value = [statement.a, statement.b].map(constantOf).find((each) => each !== undefined);
        const field = path.find((each) => each !== undefined && isOfRow(each));
        if (field === undefined || value === undefined) return undefined;
        fields.add(field.join('.'));
        break;
      }
      case 'AssignVarOnceStmt': {
        const { source } = statement;
        const path = source.type === 'local' ? paths.get(source.value) : undefined;
        const value = constantOf(source) ?? (path && isOfRow(path) ? `row ${path.join('.')}` : undefined);
        if (value === undefined || found !== undefined || !aliases.has(statement.target)) return undefined;
        found = { value, fields, gives: statement };
        break;
      }
      default:
        return undefined;
    }
  }
  return found;
}

function isOfRow(path: readonly string[]): boolean {
  return path.some((_, index) => {
    const [name, before] = [path[index] ?? '', path.slice(0, index)];
    return belowInput(before, name).kinds.some(({ is }) => is === 'field');
  });
}
