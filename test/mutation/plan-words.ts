import type {
  Block,
  Local,
  Operand,
  Plan,
  PlanFunction,
  Statement,
  StatementKind,
  StatementOf,
} from '../../src/policy/plan/plan.ts';

/** Parts of plans put together by hand: OPA's planner writes few of the ways in which statements may follow each other. */
const at = { file: 0, row: 1, col: 1 };

export function says<Kind extends StatementKind>(
  kind: Kind,
  fields: Omit<StatementOf<Kind>, 'kind' | 'at'>,
): StatementOf<Kind> {
  return { kind, at, ...fields } as unknown as StatementOf<Kind>;
}

export const [INPUT, DATA, X, Y, Z, OTHER, KEY, VALUE] = [0, 1, 10, 11, 12, 13, 20, 21] as const;
/** No variable, though one has its number. */
export const TEXT: Operand = { type: 'string_index', value: Z };
export const newKind: Statement = { kind: 'unknown', name: 'NewStmt', at };

export const local = (value: Local): Operand => ({ type: 'local', value });
export const set = (target: Local) => says('MakeNullStmt', { target });
export const reset = (target: Local) => says('ResetLocalStmt', { target });
export const assign = (source: Operand, target: Local) => says('AssignVarStmt', { source, target });
export const once = (source: Operand, target: Local) => says('AssignVarOnceStmt', { source, target });
export const read = (source: Local) => says('IsDefinedStmt', { source });
/** Reads it, and goes on whatever it is. */
export const use = (value: Local) => says('ResultSetAddStmt', { value });
export const block = (...blocks: Block[]) => says('BlockStmt', { blocks });
export const not = (...inside: Block) => says('NotStmt', { block: inside });
export const leave = (index: number) => says('BreakStmt', { index });
export const scan = (source: Local, ...inside: Block) =>
  says('ScanStmt', { source, key: KEY, value: VALUE, block: inside });
export const replacing = (variable: Local, value: Operand, ...inside: Block) =>
  says('WithStmt', { local: variable, path: [], value, block: inside });
export const call = (func: string, ...args: Operand[]) => says('CallStmt', { func, args, result: OTHER });

export function planOf(strings: readonly string[], functions: readonly PlanFunction[]): Plan {
  return {
    strings,
    files: [],
    builtins: new Map(),
    entrypoints: new Map(),
    functions: new Map(functions.map((each) => [each.name, each])),
  };
}

export function functionOf(
  name: string,
  blocks: readonly Block[],
  params: readonly Local[] = [INPUT, DATA],
): PlanFunction {
  return { name, params, return: 2, blocks, path: ['g0', 'p', name] };
}
