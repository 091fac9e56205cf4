import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { holds } from '../../../src/policy/conditions/evaluate-condition.ts';
import { NotLiftable } from '../../../src/policy/evaluator/residual/refusal.ts';
import { needsOpa } from '../../support/opa.ts';
import { actions, compileShapes, filterOf, isAllowed, rows, subjects } from '../shapes/shape-support.ts';
import { randomPolicy } from './random-policy.ts';

const policies = Math.round(60 * Number(process.env.POSTERN_TEST_RUNS ?? 1));
const seed = Number(process.env.POSTERN_TEST_SEED ?? Date.now() % 2 ** 31);

describe('random policies', needsOpa, () => {
  test(`have filters that are their checks (seed ${seed})`, async () => {
    const draw = mulberry(seed);
    const texts = new Map<string, string>();
    for (let n = 0; n < policies; n++) texts.set(`p${n}`, randomPolicy(`p${n}`, draw));
    const evaluator = await compileShapes(texts);
    let lifted = 0;
    for (const [name, text] of texts) {
      try {
        assertSame(evaluator, name);
        lifted += 1;
      } catch (error) {
        const cause = error instanceof Error ? (error.cause ?? error) : error;
        if (!(cause instanceof NotLiftable)) throw new Error(`${String(error)}\n${text}`, { cause: error });
      }
    }
    assert.ok(lifted > policies / 2, `only ${lifted} of ${policies} could be lifted`);
  });
});

function assertSame(evaluator: Parameters<typeof filterOf>[0], name: string): void {
  fc.assert(
    fc.property(
      subjects,
      actions,
      fc.array(rows, { minLength: 10, maxLength: 10 }),
      (subject, action, some) => {
        const { condition } = filterOf(evaluator, name, subject, action);
        for (const row of some) {
          const allowed = isAllowed(evaluator, name, subject, action, row);
          assert.equal(holds(condition, row), allowed, JSON.stringify({ subject, action, row }));
        }
      },
    ),
    { numRuns: 60, seed },
  );
}

/** Numbers below a bound, the same for the same seed. */
function mulberry(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
