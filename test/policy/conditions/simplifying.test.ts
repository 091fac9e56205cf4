import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ALWAYS, NEVER, type Scalar } from '../../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';
import { compareScalars, mergeSorted, sortScalars } from '../../../src/policy/conditions/order-scalars.ts';

const scalars = fc.array(
  fc.oneof(
    fc.constantFrom<Scalar>(null, false, true, 0, 1, 2.5, 9007199254740993n),
    fc.string({ unit: 'binary' }),
  ),
  { maxLength: 12 },
);

describe('simplifying', () => {
  test('all of a condition and its opposite contradict each other, either of them always holds', () => {
    const table = new ConditionTable();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => table.compare([name], 'lt', 3)) as [never, never, never];
    const both = table.and([a, b]);
    assert.equal(table.and([both, table.not(both)]), NEVER);
    assert.equal(table.and([c, both, table.not(both)]), NEVER);
    const either = table.or([a, b]);
    assert.equal(table.or([either, table.not(either)]), ALWAYS);
    assert.notEqual(table.and([a, table.not(both)]), NEVER);
    assert.notEqual(table.and([a, c, table.not(both)]), NEVER);
  });

  test('a list is the same object whenever it has the same values of the same field', () => {
    const table = new ConditionTable();
    const list = table.oneOf(['id'], ['b', 'a', 'c']);
    assert.equal(table.oneOf(['id'], ['c', 'b', 'a', 'a']), list);
    for (const others of [
      ['a', 'b'],
      ['a', 'b', 'd'],
      ['a', 'c', 'd'],
      ['a', 'b', 'c', 'd'],
    ]) {
      assert.notEqual(table.oneOf(['id'], others), list);
    }
    assert.notEqual(table.oneOf(['other'], ['a', 'b', 'c']), list);
    assert.notEqual(table.has(['id'], ['a', 'b', 'c']), list);
    assert.notEqual(table.oneOf(['id'], ['1']), table.oneOf(['id'], [1]));
  });

  test('two lists in order are put together in order, each value once', () => {
    fc.assert(
      fc.property(scalars, scalars, (some, others) => {
        const [a, b] = [sortScalars(some), sortScalars(others)];
        assert.deepEqual(mergeSorted(a, b), [...sortScalars([...some, ...others])]);
        for (let n = 1; n < a.length; n++) {
          assert.ok(compareScalars(a[n - 1] as Scalar, a[n] as Scalar) < 0);
        }
      }),
    );
  });
});
