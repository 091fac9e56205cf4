import {
  ALWAYS,
  type Condition,
  type Field,
  fieldName,
  NEVER,
  type Order,
  type Scalar,
} from './condition.ts';
import type { ConditionTable } from './condition-table.ts';
import { type ScalarType, typeOf } from './order-scalars.ts';

/** What a field of a row holds, if it does not hold null. */
export type FieldType = 'string' | 'number' | 'boolean' | 'uuid' | 'array';

/** The types of some fields, by name. */
export type FieldTypes = ReadonlyMap<string, FieldType>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

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
      case 'fields':
        return part;
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
        if (type === 'array') return isAbove(part.operator) ? isNot(part.field, null) : isNull(part.field);
        return compareAcross(part, type === 'uuid' ? 'string' : type, isNull, isNot) ?? part;
      }
      case 'text': {
        const type = typeAt(part.field);
        return type === undefined || type === 'string' || type === 'uuid' ? part : NEVER;
      }
      case 'has': {
        const type = typeAt(part.field);
        return type === undefined || type === 'array' ? part : NEVER;
      }
    }
  };
  const isNull = (field: Field) => table.equals(field, null);
  const isNot = (field: Field, value: Scalar) => table.not(table.equals(field, value));
  return walk(condition);
}

function canEqual(type: FieldType, value: Scalar): boolean {
  if (value === null) return true;
  if (type === 'uuid') return typeof value === 'string' && UUID.test(value);
  return typeOf(value) === type;
}

function isAbove(operator: Order): boolean {
  return operator === 'gt' || operator === 'gte';
}

const RANK: Record<ScalarType, number> = { null: 0, boolean: 1, number: 2, string: 3 };

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
