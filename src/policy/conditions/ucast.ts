import { ALWAYS, type Condition, type Field, fieldName, NEVER, type Scalar } from './condition.ts';
import type { ConditionTable } from './condition-table.ts';

/**
 * A condition as it travels. Two additions to UCAST's usual operators say what they do not: `has` (the field is an
 * array that holds one of the values), and a value `{"field": name}` (another field of the row).
 * Source: https://github.com/stalniy/ucast
 */
export type Ucast = UcastField | UcastCompound;

export interface UcastField {
  readonly type: 'field';
  readonly operator: UcastOperator;
  readonly field: string;
  readonly value: unknown;
}

export interface UcastCompound {
  readonly type: 'compound';
  readonly operator: 'and' | 'or' | 'not';
  readonly value: readonly Ucast[];
}

const FIELD_OPERATORS = [
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'in',
  'nin',
  'startswith',
  'endswith',
  'contains',
  'has',
] as const;

export type UcastOperator = (typeof FIELD_OPERATORS)[number];

/** Thrown for what is no condition; the message says where and what was expected. */
export class UcastError extends Error {
  override readonly name = 'UcastError';
}

/** Writes a condition that is neither `always` nor `never`, which UCAST has no words for: a RangeError is thrown then. */
export function writeUcast(condition: Condition): Ucast {
  switch (condition.kind) {
    case 'always':
    case 'never':
      throw new RangeError(`"${condition.kind}" is no condition of a row`);
    case 'and':
    case 'or':
      return { type: 'compound', operator: condition.kind, value: condition.parts.map(writeUcast) };
    case 'not':
      return condition.part.kind === 'in'
        ? writeList('ne', 'nin', condition.part.field, condition.part.values)
        : { type: 'compound', operator: 'not', value: [writeUcast(condition.part)] };
    case 'in':
      return writeList('eq', 'in', condition.field, condition.values);
    case 'has':
      return about(condition.field, 'has', condition.values.map(writeScalar));
    case 'compare':
      return about(condition.field, condition.operator, writeScalar(condition.value));
    case 'text':
      return about(condition.field, condition.operator, condition.value);
    case 'fields':
      return about(condition.left, condition.operator, { field: fieldName(condition.right) });
  }
}

function writeList(
  one: 'eq' | 'ne',
  several: 'in' | 'nin',
  field: Field,
  values: readonly Scalar[],
): UcastField {
  const [first, ...others] = values.map(writeScalar);
  return others.length === 0 ? about(field, one, first) : about(field, several, [first, ...others]);
}

function about(field: Field, operator: UcastOperator, value: unknown): UcastField {
  return { type: 'field', operator, field: fieldName(field), value };
}

/** JSON has no words for large integers that every reader keeps. */
function writeScalar(value: Scalar): Exclude<Scalar, bigint> {
  if (typeof value !== 'bigint') return value;
  throw new RangeError(`${value} is beyond the integers that JSON carries exactly`);
}

/** Reads a condition. Field names are cut at their points. Throws a UcastError. */
export function readUcast(given: unknown, table: ConditionTable, path = 'condition'): Condition {
  if (typeof given !== 'object' || given === null) throw new UcastError(`${path} must be an object`);
  const { type, operator, field, value } = given as Record<string, unknown>;
  if (type === 'compound') return readCompound(operator, value, table, path);
  if (type !== 'field') throw new UcastError(`${path}.type must be "field" or "compound"`);
  if (typeof field !== 'string' || field === '') throw new UcastError(`${path}.field must be a name`);
  const names = field.split('.');
  switch (operator) {
    case 'eq':
    case 'ne': {
      const other = otherField(value);
      const equal =
        other === undefined
          ? table.equals(names, readScalar(value, `${path}.value`))
          : table.fields(names, 'eq', other);
      return operator === 'eq' ? equal : table.not(equal);
    }
    case 'in':
      return table.oneOf(names, readScalars(value, `${path}.value`));
    case 'nin':
      return table.not(table.oneOf(names, readScalars(value, `${path}.value`)));
    case 'has':
      return table.has(names, readScalars(value, `${path}.value`));
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte': {
      const other = otherField(value);
      if (other !== undefined) return table.fields(names, operator, other);
      return table.compare(names, operator, readScalar(value, `${path}.value`));
    }
    case 'startswith':
    case 'endswith':
    case 'contains':
      if (typeof value !== 'string') throw new UcastError(`${path}.value must be a string`);
      return table.text(names, operator, value);
    default:
      throw new UcastError(`${path}.operator must be one of ${FIELD_OPERATORS.join(', ')}`);
  }
}

function readCompound(operator: unknown, value: unknown, table: ConditionTable, path: string): Condition {
  if (!Array.isArray(value)) throw new UcastError(`${path}.value must be an array of conditions`);
  const parts = value.map((part, n) => readUcast(part, table, `${path}.value[${n}]`));
  switch (operator) {
    case 'and':
      return parts.length === 0 ? ALWAYS : table.and(parts);
    case 'or':
      return parts.length === 0 ? NEVER : table.or(parts);
    case 'not':
      if (parts.length !== 1) throw new UcastError(`${path}.value must hold one condition`);
      return table.not(parts[0] as Condition);
    default:
      throw new UcastError(`${path}.operator must be "and", "or" or "not"`);
  }
}

function otherField(value: unknown): Field | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { field } = value as Record<string, unknown>;
  return typeof field === 'string' && field !== '' ? field.split('.') : undefined;
}

function readScalars(value: unknown, path: string): Scalar[] {
  if (!Array.isArray(value)) throw new UcastError(`${path} must be an array`);
  return value.map((item, n) => readScalar(item, `${path}[${n}]`));
}

function readScalar(value: unknown, path: string): Scalar {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new UcastError(`${path} must be null, a boolean, a number or a string`);
}
