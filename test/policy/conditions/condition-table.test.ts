import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Condition, Field, Scalar } from '../../../src/policy/conditions/condition.ts';
import { ALWAYS, NEVER } from '../../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';
import { holds, type Row } from '../../../src/policy/conditions/evaluate-condition.ts';

const RUNS = 3000 * Number(process.env.POSTERN_TEST_RUNS ?? 1);
const scalars: Scalar[] = [
  null,
  false,
  true,
  -1,
  0,
  1,
  2.5,
  9007199254740993n,
  '',
  'a',
  'ab',
  'b',
  '\uffff',
  '😀',
];
const fields: Field[] = [['x'], ['y'], ['deep', 'x']];
const fieldValues = [
  ...scalars.filter((value) => typeof value !== 'bigint'),
  [],
  ['a'],
  [1, 'ab'],
  [null, false],
];

/** A formula as it was asked for, before anything was simplified; judged by the test itself. */
type Asked =
  | { readonly op: 'in' | 'has'; readonly field: Field; readonly values: Scalar[] }
  | { readonly op: 'lt' | 'lte' | 'gt' | 'gte'; readonly field: Field; readonly value: Scalar }
  | { readonly op: 'f-eq' | 'f-lt' | 'f-lte' | 'f-gt' | 'f-gte'; readonly left: Field; readonly right: Field }
  | { readonly op: 'startswith' | 'endswith' | 'contains'; readonly field: Field; readonly part: string }
  | { readonly op: 'and' | 'or'; readonly parts: Asked[] }
  | { readonly op: 'not'; readonly part: Asked };

const scalar = fc.constantFrom(...scalars);
const field = fc.constantFrom(...fields);
const asked = fc.letrec<{ formula: Asked }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.record({
      op: fc.constantFrom('in' as const, 'in' as const, 'has' as const),
      field,
      values: fc.array(scalar, { maxLength: 3 }),
    }),
    fc.record({
      op: fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const),
      field,
      value: scalar,
    }),
    fc.record({
      op: fc.constantFrom(
        'f-eq' as const,
        'f-lt' as const,
        'f-lte' as const,
        'f-gt' as const,
        'f-gte' as const,
      ),
      left: field,
      right: field,
    }),
    fc.record({
      op: fc.constantFrom('startswith' as const, 'endswith' as const, 'contains' as const),
      field,
      part: fc.constantFrom('', 'a', 'b', '%'),
    }),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('formula'), { maxLength: 4 }),
    }),
    fc.record({ op: fc.constant('not' as const), part: tie('formula') }),
  ),
})).formula;

const row = fc.record({
  x: fc.constantFrom(...fieldValues),
  y: fc.constantFrom(...fieldValues),
  deep: fc.record({ x: fc.constantFrom(...fieldValues) }),
});

function make(table: ConditionTable, formula: Asked): Condition {
  switch (formula.op) {
    case 'in':
      return table.oneOf(formula.field, formula.values);
    case 'has':
      return table.has(formula.field, formula.values);
    case 'and':
      return table.and(formula.parts.map((part) => make(table, part)));
    case 'or':
      return table.or(formula.parts.map((part) => make(table, part)));
    case 'not':
      return table.not(make(table, formula.part));
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
function means(formula: Asked, of: Row): boolean {
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
  return path.reduce<unknown>((value, name) => (value as Row)[name], of);
}

function order(a: unknown, b: unknown): number {
  const rank = (value: unknown) =>
    value === null ? 0 : { boolean: 1, number: 2, bigint: 2, string: 3, object: 4 }[typeof value as 'string'];
  if (rank(a) !== rank(b)) return (rank(a) ?? 0) - (rank(b) ?? 0);
  if (Array.isArray(a) && Array.isArray(b)) {
    const differing = a.findIndex((item, n) => n >= b.length || order(item, b[n]) !== 0);
    if (differing < 0) return a.length - b.length;
    return differing < b.length ? order(a[differing], b[differing]) : 1;
  }
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b as string));
  return a === b ? 0 : (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

describe('conditions', () => {
  test('simplified as they are, they hold of the same rows as what was asked for', () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(asked, fc.array(row, { minLength: 1, maxLength: 8 }), (formula, rows) => {
        const condition = make(new ConditionTable(), formula);
        for (const one of rows) {
          const expected = means(formula, one);
          seen.add(expected);
          assert.equal(holds(condition, one), expected);
        }
      }),
      { numRuns: RUNS },
    );
    assert.equal(seen.size, 2);
  });

  test('equal ones are the same object, whatever the order they were asked in', () => {
    const table = new ConditionTable();
    const a = table.equals(['a'], 1);
    const b = table.text(['b'], 'startswith', 'x');
    const c = table.compare(['c'], 'lt', 3);
    assert.equal(table.and([a, table.and([b, c])]), table.and([c, b, a, b]));
    assert.equal(table.not(table.not(c)), c);
  });

  test('equalities with one field become one list', () => {
    const table = new ConditionTable();
    const many = Array.from({ length: 1000 }, (_, n) => table.equals(['id'], `r${n}`));
    const list = table.or(many);
    assert.equal(list.kind, 'in');
    assert.equal(list.kind === 'in' && list.values.length, 1000);
    assert.equal(table.and([list, table.equals(['id'], 'r7')]), table.equals(['id'], 'r7'));
    assert.equal(table.and([table.equals(['id'], 'a'), table.equals(['id'], 'b')]), NEVER);
    assert.equal(table.or([list, table.not(list)]), ALWAYS);
  });

  test('constants go up', () => {
    const table = new ConditionTable();
    const a = table.equals(['a'], 1);
    assert.equal(table.and([]), ALWAYS);
    assert.equal(table.or([]), NEVER);
    assert.equal(table.or([a, ALWAYS]), ALWAYS);
    assert.equal(table.and([a, table.not(a)]), NEVER);
    assert.equal(table.and([a, table.or([a, table.equals(['b'], 2)])]), a);
    assert.equal(table.compare(['a'], 'lt', null), NEVER);
    assert.equal(table.compare(['a'], 'gte', null), ALWAYS);
  });
});
