import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type BatchEnd,
  type BatchParts,
  decideBatch,
  FIRST_TURN,
} from '../../../src/access/deciding/decide-batch.ts';
import { Turns } from '../../../src/access/deciding/turns.ts';

const at = { revision: '1.1', policyRevision: 'p' };
const parts: BatchParts = {
  at: () => at,
  input: (request) => request,
  ask: () => {
    const until = performance.now() + FIRST_TURN;
    while (performance.now() < until);
    return { kind: 'defined', result: true };
  },
  decisionOf: () => ({ allow: true, reasons: [], masks: [] }),
  turns: new Turns(FIRST_TURN),
};
const request = { subject: { type: 'u', id: 'u' }, action: { name: 'a' }, resource: { type: 'r', id: 'r' } };
const batch = (end?: BatchEnd) => ({ length: 5, end, question: () => request });

test('what is not decided in time is denied, with an error for each', async () => {
  const items = await decideBatch(parts, batch(), 0);
  assert.equal(items.length, 5);
  const decided = items.filter((item) => 'decision' in item);
  assert.ok(decided.length > 0 && decided.length < 5);
  for (const item of items.slice(decided.length)) {
    assert.ok('error' in item);
    assert.equal(item.error.status, 503);
    assert.match(item.error.message, /not decided in time/);
  }
});

test('a batch that ends with its first denial ends with the first that is not decided in time', async () => {
  const items = await decideBatch(parts, batch('first_denial'), 0);
  assert.equal(items.filter((item) => 'error' in item).length, 1);
  assert.ok(items.at(-1) && 'error' in (items.at(-1) ?? {}));
});
