import type { Block, BuiltinDeclaration, Location, Operand, Plan, PlanFunction, Statement } from './plan.ts';
import { statementShapes } from './statement-shapes.ts';

/** Thrown for a `plan.json` that is not OPA's intermediate representation. `message` names the place. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** Reads the parsed JSON of a `plan.json`. Lists may be null, as Go writes empty ones. Throws a PlanError. */
export function readPlan(json: unknown): Plan {
  const policy = record(json, 'plan');
  const fixed = record(policy.static ?? {}, 'static');
  const constants = (member: string) =>
    list(fixed[member], `static.${member}`).map((item, i) =>
      text(record(item, member).value, `${member}[${i}]`),
    );
  const plans = list(record(policy.plans ?? {}, 'plans').plans, 'plans.plans');
  const functions = list(record(policy.funcs ?? {}, 'funcs').funcs, 'funcs.funcs');
  return {
    strings: constants('strings'),
    files: constants('files'),
    builtins: new Map(list(fixed.builtin_funcs, 'static.builtin_funcs').map(readBuiltin)),
    entrypoints: new Map(
      plans.map((item): [string, Block[]] => {
        const plan = record(item, 'plans');
        const name = text(plan.name, 'plans.name');
        return [name, readBlocks(plan.blocks, name)];
      }),
    ),
    functions: new Map(functions.map((item) => readFunction(item)).map((func) => [func.name, func])),
  };
}

function readBuiltin(json: unknown): [string, BuiltinDeclaration] {
  const builtin = record(json, 'static.builtin_funcs');
  const result = record(record(builtin.decl ?? {}, 'decl').result ?? {}, 'decl.result');
  const type = result.type;
  return [text(builtin.name, 'builtin'), { resultType: typeof type === 'string' ? type : undefined }];
}

function readFunction(json: unknown): PlanFunction {
  const func = record(json, 'funcs');
  const name = text(func.name, 'funcs.name');
  return {
    name,
    params: list(func.params, name).map((param) => integer(param, name)),
    return: integer(func.return, name),
    blocks: readBlocks(func.blocks, name),
    path: list(func.path, name).map((part) => text(part, name)),
  };
}

function readBlocks(json: unknown, place: string): Block[] {
  return list(json, place).map((block) => readBlock(block, place));
}

function readBlock(json: unknown, place: string): Block {
  return list(record(json, place).stmts, place).map((statement) => readStatement(statement, place));
}

function readStatement(json: unknown, place: string): Statement {
  const typed = record(json, place);
  const kind = text(typed.type, place);
  const body = record(typed.stmt, `${place}: ${kind}`);
  const at = readLocation(body);
  const shape = Object.hasOwn(statementShapes, kind)
    ? statementShapes[kind as keyof typeof statementShapes]
    : undefined;
  if (shape === undefined) return { kind: 'unknown', name: kind, at };
  const statement: Record<string, unknown> = { kind, at };
  for (const [field, type] of Object.entries<string>(shape)) {
    // Number references spell their field `Index` in older versions of OPA.
    const value = body[field] ?? (field === 'index' ? body.Index : undefined);
    statement[field] = readField(type, value, `${place}: ${kind}.${field}`);
  }
  return statement as unknown as Statement;
}

function readField(type: string, value: unknown, place: string): unknown {
  switch (type) {
    case 'local':
    case 'integer':
      return integer(value, place);
    case 'locals':
    case 'integers':
      return list(value, place).map((item) => integer(item, place));
    case 'operand':
      return readOperand(value, place);
    case 'operands':
      return list(value, place).map((item) => readOperand(item, place));
    case 'block':
      return readBlock(value ?? {}, place);
    case 'blocks':
      return readBlocks(value, place);
    default:
      return text(value, place);
  }
}

function readOperand(json: unknown, place: string): Operand {
  const { type, value } = record(json, place);
  if (type === 'bool' && typeof value === 'boolean') return { type, value };
  if (type === 'local' || type === 'string_index') return { type, value: integer(value, place) };
  throw new PlanError(`${place}: not an operand`);
}

function readLocation(body: Record<string, unknown>): Location {
  const number = (value: unknown) => (typeof value === 'number' ? value : 0);
  return { file: number(body.file), row: number(body.row), col: number(body.col) };
}

function record(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new PlanError(`${place}: not an object`);
}

function list(value: unknown, place: string): unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new PlanError(`${place}: not a list`);
}

function text(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  throw new PlanError(`${place}: not a string`);
}

function integer(value: unknown, place: string): number {
  if (Number.isInteger(value)) return value as number;
  throw new PlanError(`${place}: not a whole number`);
}
