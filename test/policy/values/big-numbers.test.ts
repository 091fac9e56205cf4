import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compareNumbers, makeInteger, makeNumber } from '../../../src/policy/values/number.ts';

const numRuns = 500 * Number(process.env.POSTERN_TEST_RUNS ?? 1);

/** Whole numbers around the ends of what JavaScript's numbers, 64 bits and short texts hold, and their neighbours. */
const whole = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(
        0n,
        1n,
        2n ** 53n,
        2n ** 63n,
        10n ** 21n,
        10n ** 23n,
        10n ** 59n,
        10n ** 60n,
        10n ** 61n,
      ),
      fc.bigInt({ min: 0n, max: 10n ** 70n }),
    ),
    fc.bigInt({ min: -2n, max: 2n }),
    fc.boolean(),
  )
  .map(([large, near, negative]) => (negative ? -(large + near) : large + near));

/** Ways to write a whole number, which are the same number. */
const writings: readonly ((value: bigint) => string)[] = [
  (value) => String(value),
  (value) => `${value}.0`,
  (value) => `${value}0e-1`,
  (value) => `${value}000.00E-3`,
];
const writing = fc.constantFrom(...writings);

describe('numbers beyond 2^53', () => {
  test('are ordered as the whole numbers that they are, however they are written', () => {
    fc.assert(
      fc.property(whole, whole, writing, writing, (a, b, writeA, writeB) => {
        const expected = a < b ? -1 : a > b ? 1 : 0;
        assert.equal(compareNumbers(makeNumber(writeA(a)), makeNumber(writeB(b))), expected);
        assert.equal(compareNumbers(makeInteger(a), makeNumber(writeB(b))), expected);
        assert.equal(compareNumbers(makeInteger(a), makeInteger(b)), expected);
      }),
      { numRuns },
    );
  });

  test('are apart from the fractions beside them', () => {
    fc.assert(
      fc.property(whole, (value) => {
        const above = makeNumber(value < 0n ? `${value - 1n}.5` : `${value}.5`);
        const expected = value < 0n ? 1 : -1;
        assert.equal(compareNumbers(makeInteger(value), above), expected);
      }),
      { numRuns },
    );
  });

  test('are not what a double makes of them', () => {
    const exact = makeNumber('100000000000000000000000');
    assert.equal(compareNumbers(1e23, exact), 0, 'a number in JSON is its text');
    assert.equal(compareNumbers(1e23, makeInteger(99999999999999991611392n)), 1);
  });
});
