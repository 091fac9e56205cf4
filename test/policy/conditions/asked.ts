import type { Condition, Field, Scalar } from '../../../src/policy/conditions/condition.ts';
import type { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';
import type { Row } from '../../../src/policy/conditions/evaluate-condition.ts';

/** A formula as it was asked for, before anything was simplified; judged by the test itself. */
export type Asked =
  | { readonly op: 'in' | 'has'; readonly field: Field; readonly values: Scalar[] }
  | { readonly op: 'lt' | 'lte' | 'gt' | 'gte'; readonly field: Field; readonly value: Scalar }
  | { readonly op: 'f-eq' | 'f-lt' | 'f-lte' | 'f-gt' | 'f-gte'; readonly left: Field; readonly right: Field }
  | { readonly op: 'startswith' | 'endswith' | 'contains'; readonly field: Field; readonly part: string }
  | { readonly op: 'and' | 'or'; readonly parts: Asked[] }
  | { readonly op: 'not'; readonly part: Asked };

/** The formula as conditions of a table. */
export function made(table: ConditionTable, formula: Asked): Condition {
  switch (formula.op) {
    case 'in':
      return table.oneOf(formula.field, formula.values);
    case 'has':
      return table.has(formula.field, formula.values);
    case 'and':
      return table.and(formula.parts.map((part) => made(table, part)));
    case 'or':
      return table.or(formula.parts.map((part) => made(table, part)));
    case 'not':
      return table.not(made(table, formula.part));
    case 'startswith':
    case 'endswith':
    case 'contains':
      return table.text(formula.field, formula.op, formula.part);
    case 'f-eq':
    case 'f-lt':
    case 'f-lte':
    case 'f-gt':
    case 'f-gte':
      return table.fields(
        formula.left,
        formula.op.slice(2) as 'eq' | 'lt' | 'lte' | 'gt' | 'gte',
        formula.right,
      );
    default:
      return table.compare(formula.field, formula.op, formula.value);
  }
}

/** What the formula means, worked out anew: values are brought into one order as text and compared there. */
export function means(formula: Asked, of: Row): boolean {
  switch (formula.op) {
    case 'in':
      return formula.values.some((value) => order(at(of, formula.field), value) === 0);
    case 'has': {
      const list = at(of, formula.field);
      return (
        Array.isArray(list) && list.some((item) => formula.values.some((value) => order(item, value) === 0))
      );
    }
    case 'and':
      return !formula.parts.some((part) => !means(part, of));
    case 'or':
      return formula.parts.some((part) => means(part, of));
    case 'not':
      return !means(formula.part, of);
    case 'startswith':
    case 'endswith':
    case 'contains': {
      const text = at(of, formula.field);
      if (typeof text !== 'string') return false;
      const found = text.split(formula.part);
      if (formula.op === 'contains') return formula.part === '' || found.length > 1;
      const { length } = formula.part;
      const cut = formula.op === 'startswith' ? text.slice(0, length) : text.slice(text.length - length);
      return cut === formula.part;
    }
    default: {
      const right = 'right' in formula ? at(of, formula.right) : formula.value;
      const result = order('left' in formula ? at(of, formula.left) : at(of, formula.field), right);
      const tests = { eq: result === 0, lt: result < 0, lte: result <= 0, gt: result > 0, gte: result >= 0 };
      return tests[formula.op.replace('f-', '') as keyof typeof tests];
    }
  }
}

function at(of: Row, path: Field): unknown {
  return path.reduce<unknown>((value, name) => (value as Row | null)?.[name] ?? null, of);
}

function order(a: unknown, b: unknown): number {
  const rank = (value: unknown) =>
    value === null
      ? 0
      : { boolean: 1, number: 2, bigint: 2, string: 3, object: Array.isArray(value) ? 4 : 5 }[
          typeof value as 'string'
        ];
  if (rank(a) !== rank(b)) return (rank(a) ?? 0) - (rank(b) ?? 0);
  if (Array.isArray(a) && Array.isArray(b)) {
    const differing = a.findIndex((item, n) => n >= b.length || order(item, b[n]) !== 0);
    if (differing < 0) return a.length - b.length;
    return differing < b.length ? order(a[differing], b[differing]) : 1;
  }
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b as string));
  return a === b ? 0 : (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}
