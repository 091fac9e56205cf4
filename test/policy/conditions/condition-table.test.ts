import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Field, Scalar } from '../../../src/policy/conditions/condition.ts';
import { ALWAYS, NEVER } from '../../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';
import { holds } from '../../../src/policy/conditions/evaluate-condition.ts';
import { type Asked, made, means } from './asked.ts';

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

describe('conditions', () => {
  test('simplified as they are, they hold of the same rows as what was asked for', () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(asked, fc.array(row, { minLength: 1, maxLength: 8 }), (formula, rows) => {
        const condition = made(new ConditionTable(), formula);
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
