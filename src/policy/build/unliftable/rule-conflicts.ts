import { blocksIn } from '../../evaluator/known/definitions.ts';
import type { Block, Local, Operand, Plan, PlanFunction, Statement } from '../../plan/plan.ts';
import { belowInput } from './kinds.ts';
import { twoValues } from './obstacles.ts';
import type { Outcomes } from './outcomes.ts';
import type { RuleReport } from './rule-walk.ts';

/**
 * One text of a rule that gives a constant, something of the data, or a field of the row, where some fields of the row equal
 * constants, or don't. An argument of a function stands for a field.
 */
interface Definition {
  readonly value: string;
  /** What decides whether it holds: what each field is asked. */
  readonly asks: ReadonlyMap<string, string>;
  readonly gives: Statement;
}

/**
 * Rules that give two values for one row, told where nothing else decides: two of their texts give different values, and
 * ask each field that both ask the same. Of others nothing is told, nor of rules of which it is known what every filter meets.
 */
export function findConflicts(plan: Plan, rule: PlanFunction, report: RuleReport, outcomes: Outcomes): void {
  for (const called of reached(plan, rule)) {
    if (outcomes.of(called) !== undefined) continue;
    const definitions = called.blocks.flatMap((block) => definitionOf(plan, called, block) ?? []);
    definitions.forEach((one, index) => {
      const other = definitions.slice(0, index).find((before) => {
        return before.value !== one.value && mayBothHold(before, one);
      });
      if (other !== undefined) report(one.gives, twoValues);
    });
  }
}

function mayBothHold(a: Definition, b: Definition): boolean {
  return [...a.asks].every(([field, asked]) => (b.asks.get(field) ?? asked) === asked);
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

/** Where a value comes from: a constant by itself, or a root and the names below it. */
type Origin = readonly [root: 'constant' | 'input' | 'data' | 'argument', ...names: string[]];

/** Undefined for a block that does anything but ask fields of the row for constants and give a value. */
function definitionOf(plan: Plan, { params }: PlanFunction, block: Block): Definition | undefined {
  const origins = new Map<Local, Origin>(
    params.map((local, index) => [
      local,
      index === 0 ? ['input'] : index === 1 ? ['data'] : ['argument', `${index - 2}`],
    ]),
  );
  const asks = new Map<string, string>();
  const aliases = new Set<Local>();
  let found: Definition | undefined;
  const originOf = (operand: Operand): Origin | undefined => {
    if (operand.type === 'local') return origins.get(operand.value);
    return [
      'constant',
      JSON.stringify(operand.type === 'bool' ? operand.value : plan.strings[operand.value]),
    ];
  };
  for (const statement of oneAfterTheOther(block)) {
    switch (statement.kind) {
      case 'ResetLocalStmt':
        aliases.add(statement.target);
        break;
      case 'MakeNumberIntStmt':
        origins.set(statement.target, ['constant', String(statement.value)]);
        break;
      case 'MakeNumberRefStmt':
        origins.set(statement.target, ['constant', plan.strings[statement.index] ?? '']);
        break;
      case 'MakeNullStmt':
        origins.set(statement.target, ['constant', 'null']);
        break;
      case 'DotStmt': {
        const { source, key, target } = statement;
        const origin = originOf(source);
        const name = key.type === 'string_index' ? plan.strings[key.value] : joinedBy(originOf(key));
        if (origin === undefined || origin[0] === 'constant' || name === undefined) return undefined;
        if (key.type !== 'string_index' && origin[0] !== 'data') return undefined;
        origins.set(target, [...origin, name]);
        break;
      }
      case 'AssignVarStmt': {
        const origin = originOf(statement.source);
        if (origin === undefined) return undefined;
        origins.set(statement.target, origin);
        break;
      }
      case 'EqualStmt':
      case 'NotEqualStmt': {
        const compared = [originOf(statement.a), originOf(statement.b)];
        const field = compared.find((each) => each !== undefined && isOfRow(each))?.join('.');
        const constant = compared.find((each) => each?.[0] === 'constant');
        if (field === undefined || constant === undefined) return undefined;
        asks.set(field, `${asks.get(field) ?? ''} ${statement.kind} ${constant[1]}`);
        break;
      }
      case 'AssignVarOnceStmt': {
        const origin = originOf(statement.source);
        const isValue = origin !== undefined && (origin[0] !== 'input' || isOfRow(origin));
        if (!isValue || found !== undefined || !aliases.has(statement.target)) return undefined;
        found = { value: origin.join(' '), asks, gives: statement };
        break;
      }
      default:
        return undefined;
    }
  }
  return found;
}

/** A field of the row as a key of the data. */
function joinedBy(key: Origin | undefined): string | undefined {
  return key !== undefined && isOfRow(key) ? `[${key.join('.')}]` : undefined;
}

/** A block in a block, out of which a look-up in the data breaks, is no step of its own. */
function oneAfterTheOther(block: Block): readonly Statement[] {
  return block.flatMap((statement): readonly Statement[] => {
    if (statement.kind === 'BreakStmt') return [];
    const [only, ...others] = statement.kind === 'BlockStmt' ? statement.blocks : [];
    return only === undefined || others.length > 0 ? [statement] : oneAfterTheOther(only);
  });
}

function isOfRow([root, ...names]: Origin): boolean {
  if (root === 'argument') return true;
  if (root !== 'input') return false;
  return names.some((name, index) => {
    return belowInput(names.slice(0, index), name).kinds.some(({ is }) => is === 'field');
  });
}
