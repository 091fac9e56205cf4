import {
  ALWAYS,
  type Compare,
  type CompareFields,
  type Condition,
  type Field,
  fieldName,
  NEVER,
  type Order,
  type Scalar,
} from './condition.ts';
import type { ConditionTable } from './condition-table.ts';
import { type ScalarType, typeOf } from './order-scalars.ts';

const ITEM_TYPES = ['string', 'number', 'boolean', 'uuid'] as const;
type ItemType = (typeof ITEM_TYPES)[number];
export type ArrayType = 'array' | `${ItemType}[]`;

/** What a field of a row holds, if it does not hold null. Of an `array` it is not known what its items are. */
export type FieldType = ItemType | ArrayType;

/** Every type, by its name in mappings. */
export const COLUMN_TYPES: readonly FieldType[] = [
  ...ITEM_TYPES,
  'array',
  ...ITEM_TYPES.map((item) => `${item}[]` as const),
];

export function isArrayType(type: FieldType | 'integer'): type is ArrayType {
  return type === 'array' || type.endsWith('[]');
}

/** The types of some fields, by name. An `integer` is a number without a fraction, of any size. */
export type FieldTypes = ReadonlyMap<string, FieldType | 'integer'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a UUID as a database writes it. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * The same condition for rows whose fields are known to be null or of these types: values that such a field can't equal
 * are left out, and comparisons across types, which Rego settles by type, become constants or tests for null.
 */
export function assumeTypes(condition: Condition, types: FieldTypes, table: ConditionTable): Condition {
  const typeAt = (field: Field) => types.get(fieldName(field));
  const walk = (part: Condition): Condition => {
    switch (part.kind) {
      case 'always':
      case 'never':
        return part;
      case 'fields': {
        const [left, right] = [typeAt(part.left), typeAt(part.right)];
        if (left === undefined || right === undefined) return part;
        return compareKinds(part, rankOf(left) - rankOf(right), table) ?? part;
      }
      case 'and':
        return table.and(part.parts.map(walk));
      case 'or':
        return table.or(part.parts.map(walk));
      case 'not':
        return table.not(walk(part.part));
      case 'in': {
        const type = typeAt(part.field);
        if (type === undefined) return part;
        return table.oneOf(
          part.field,
          part.values.filter((value) => canEqual(type, value)),
        );
      }
      case 'compare': {
        const type = typeAt(part.field);
        if (type === undefined) return part;
        if (isArrayType(type)) return isAbove(part.operator) ? isNot(part.field, null) : isNull(part.field);
        return (
          compareAcross(part, scalarType(type), isNull, isNot) ??
          (type === 'integer' ? compareWhole(part, table) : part)
        );
      }
      case 'text': {
        const type = typeAt(part.field);
        return type === undefined || type === 'string' || type === 'uuid' ? part : NEVER;
      }
      case 'has': {
        const type = typeAt(part.field);
        if (type === undefined || type === 'array') return part;
        if (!isArrayType(type)) return NEVER;
        const item = type.slice(0, -2) as ItemType;
        return table.has(
          part.field,
          part.values.filter((value) => canEqual(item, value)),
        );
      }
    }
  };
  const isNull = (field: Field) => table.equals(field, null);
  const isNot = (field: Field, value: Scalar) => table.not(table.equals(field, value));
  return walk(condition);
}

function canEqual(type: FieldType | 'integer', value: Scalar): boolean {
  if (value === null) return true;
  if (type === 'integer') return typeof value === 'bigint' || Number.isInteger(value);
  if (type === 'uuid') return typeof value === 'string' && isUuid(value);
  return typeOf(value) === type;
}

function isAbove(operator: Order): boolean {
  return operator === 'gt' || operator === 'gte';
}

const RANK: Record<ScalarType, number> = { null: 0, boolean: 1, number: 2, string: 3 };

function rankOf(type: FieldType | 'integer'): number {
  return isArrayType(type) ? RANK.string + 1 : RANK[scalarType(type)];
}

function scalarType(type: Exclude<FieldType, ArrayType> | 'integer'): Exclude<ScalarType, 'null'> {
  return type === 'uuid' ? 'string' : type === 'integer' ? 'number' : type;
}

/** The same of whole numbers: a bound between two of them is the nearer one that the comparison still holds of. */
function compareWhole(part: Compare, table: ConditionTable): Condition {
  const { field, operator, value } = part;
  if (typeof value !== 'number' || Number.isInteger(value)) return part;
  // Not the negative zero that -0.5 comes to.
  return isAbove(operator)
    ? table.compare(field, 'gte', Math.ceil(value) + 0)
    : table.compare(field, 'lte', Math.floor(value));
}

/** What becomes of comparing two fields whose types order so; undefined where they are of the same. */
function compareKinds(
  { left, operator, right }: CompareFields,
  order: number,
  table: ConditionTable,
): Condition | undefined {
  if (order === 0) return undefined;
  const [leftNull, rightNull] = [table.equals(left, null), table.equals(right, null)];
  if (operator === 'eq') return table.and([leftNull, rightNull]);
  if (order < 0) return operator === 'lt' ? table.not(rightNull) : table.or([leftNull, table.not(rightNull)]);
  return operator === 'lt' ? table.and([leftNull, table.not(rightNull)]) : leftNull;
}

/** What becomes of comparing a field of one type with a value of another; undefined where they are of the same. */
function compareAcross(
  { field, operator, value }: { readonly field: Field; readonly operator: Order; readonly value: Scalar },
  type: ScalarType,
  isNull: (field: Field) => Condition,
  isNot: (field: Field, value: Scalar) => Condition,
): Condition | undefined {
  const order = RANK[type] - RANK[typeOf(value)];
  if (order === 0) return undefined;
  if (order < 0) return isAbove(operator) ? NEVER : ALWAYS;
  return isAbove(operator) ? isNot(field, null) : isNull(field);
}
