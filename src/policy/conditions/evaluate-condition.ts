import type { Condition, Field, Order, Scalar } from './condition.ts';
import { compareScalars } from './order-scalars.ts';

/** A row as a policy would see it below `input.resource`: its fields are null, booleans, numbers, strings or arrays. */
export type Row = Readonly<Record<string, unknown>>;

/** Whether a condition holds of a row. A field that the row does not have counts as null. */
export function holds(condition: Condition, row: Row): boolean {
  switch (condition.kind) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'and':
      return condition.parts.every((part) => holds(part, row));
    case 'or':
      return condition.parts.some((part) => holds(part, row));
    case 'not':
      return !holds(condition.part, row);
    case 'in':
      return includes(condition.values, valueAt(row, condition.field));
    case 'compare':
      return satisfies(condition.operator, compareValues(valueAt(row, condition.field), condition.value));
    case 'fields': {
      const order = compareValues(valueAt(row, condition.left), valueAt(row, condition.right));
      return condition.operator === 'eq' ? order === 0 : satisfies(condition.operator, order);
    }
    case 'text': {
      const value = valueAt(row, condition.field);
      return typeof value === 'string' && textMatches[condition.operator](value, condition.value);
    }
    case 'has': {
      const value = valueAt(row, condition.field);
      return Array.isArray(value) && value.some((item) => includes(condition.values, item));
    }
  }
}

const textMatches = {
  startswith: (text: string, part: string) => text.startsWith(part),
  endswith: (text: string, part: string) => text.endsWith(part),
  contains: (text: string, part: string) => text.includes(part),
};

function satisfies(operator: Order, order: number): boolean {
  switch (operator) {
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
  }
}

function valueAt(row: Row, field: Field): unknown {
  let value: unknown = row;
  for (const name of field) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    value = Object.hasOwn(value, name) ? (value as Row)[name] : null;
  }
  return value ?? null;
}

/** By bisection: the values are in order. */
function includes(values: readonly Scalar[], value: unknown): boolean {
  if (!isScalar(value)) return false;
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareScalars(values[middle] as Scalar, value);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value !== 'object';
}

/** Rego's order, arrays included: those come after all scalars, and order by their items. Objects come last. */
function compareValues(a: unknown, b: unknown): number {
  if (isScalar(a) && isScalar(b)) return compareScalars(a, b);
  if (isScalar(a)) return -1;
  if (isScalar(b)) return 1;
  if (!Array.isArray(a) || !Array.isArray(b))
    return Array.isArray(a) ? -1 : Array.isArray(b) ? 1 : Number.NaN;
  for (let n = 0; n < Math.min(a.length, b.length); n++) {
    const order = compareValues(a[n], b[n]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
