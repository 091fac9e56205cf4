import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { inBatches } from '../../../src/access/deciding/batches.ts';

test('every item is handed over once, in order, in batches that leave room for other events', async () => {
  const batches: number[][] = [];
  const add = inBatches<number>((batch) => batches.push([...batch]));
  const items = Array.from({ length: 150 }, (_, index) => index);
  for (const item of items) add(item);
  assert.equal(batches.length, 0, 'nothing is handled while items still come');
  await setImmediate();
  assert.equal(batches.length, 1);
  while (batches.flat().length < items.length) await setImmediate();
  assert.deepEqual(batches.flat(), items);
  assert.deepEqual(
    batches.map((batch) => batch.length),
    [64, 64, 22],
  );
  add(150);
  await setImmediate();
  assert.deepEqual(batches.at(-1), [150]);
});

test('an item added while a batch is handled is in a later one', async () => {
  const seen: string[] = [];
  const add = inBatches<string>((batch) => {
    seen.push(batch.join());
    if (batch.includes('a')) add('b');
  });
  add('a');
  while (seen.length < 2) await setImmediate();
  assert.deepEqual(seen, ['a', 'b']);
});
