import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareTimes, quantile } from './statistics.ts';

/** Repeatable numbers from 0 to below 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Times around 30 ms, with a long tail to one side as measured ones have. */
function times(count: number, random: () => number, shift = 0): number[] {
  return Array.from({ length: count }, () => 30 + shift - 2 * Math.log(1 - random()));
}

test('two samples of one distribution do not differ, nearly always', () => {
  const random = seeded(1);
  const found = Array.from({ length: 100 }, () => compareTimes(times(50, random), times(50, random), random));
  const alarms = found.filter(({ rankP, tP }) => Math.min(rankP, tP) < 0.01).length;
  assert.ok(alarms <= 6, `${alarms} of 100`);
  const around = found.filter(({ difference }) => difference.from <= 0 && difference.to >= 0).length;
  assert.ok(around >= 94, `${around} of 100`);
});

test('a millisecond that one of them takes longer is found in 400 tries', () => {
  const random = seeded(2);
  let around = 0;
  for (let run = 0; run < 20; run += 1) {
    const { rankP, tP, difference } = compareTimes(times(200, random), times(200, random, 1), random);
    assert.ok(rankP < 0.01 && tP < 0.01, `${rankP} ${tP}`);
    assert.ok(difference.from > 0, JSON.stringify(difference));
    if (difference.from <= 1 && difference.to >= 1) around += 1;
  }
  assert.ok(around >= 18, `${around} of 20`);
});

test('the p of known samples is that of the tables', () => {
  // Ranks 1 to 5 against 6 to 10: U = 0, z = -12.5 / sqrt(5 * 5 * 11 / 12) = -2.611, p = 0.00902.
  const { rankP, tP } = compareTimes([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], seeded(3));
  assert.ok(Math.abs(rankP - 0.00902) < 1e-4, String(rankP));
  // t = 5 / sqrt(2.5 / 5 + 2.5 / 5) = 5, read off the normal distribution.
  assert.ok(Math.abs(tP - 5.7e-7) < 2e-7, String(tP));
  assert.equal(quantile([5, 1, 4, 2, 3], 0.5), 3);
});
