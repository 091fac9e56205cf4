import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backoffMs } from '../../src/backoff.ts';
import { Hint } from '../../src/publish/hint.ts';

describe('hint', () => {
  it('ends a wait, is kept for the next one, and counts once', async () => {
    const hint = new Hint();
    const waiting = hint.wait(60_000);
    hint.give();
    await waiting;
    hint.give();
    hint.give();
    await hint.wait(60_000);
    const began = performance.now();
    await hint.wait(30);
    assert.ok(performance.now() - began > 25);
  });
});

describe('back-off', () => {
  it('doubles up to a limit', () => {
    const whole = (failures: number) => backoffMs(failures, () => 1);
    assert.deepEqual([0, 1, 2, 3].map(whole), [100, 200, 400, 800]);
    assert.equal(whole(1000), 5000);
    assert.equal(
      backoffMs(0, () => 0),
      50,
    );
  });
});
