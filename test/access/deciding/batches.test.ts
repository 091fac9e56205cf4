import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { inBatches } from '../../../src/access/deciding/batches.ts';

test('every job is done once, in order, in batches that leave room for other events', async () => {
  const batches: number[][] = [];
  let done: number[] = [];
  const add = inBatches();
  const enqueue = (n: number) =>
    add(() => {
      done.push(n);
      return () => {
        if (done.length > 0) batches.push(done);
        done = [];
      };
    }, unexpected);
  const items = Array.from({ length: 150 }, (_, index) => index);
  for (const item of items) enqueue(item);
  assert.equal(batches.length, 0, 'nothing is done while jobs still come');
  await setImmediate();
  assert.equal(batches.length, 1, 'all of a batch is done before anything is answered');
  while (batches.flat().length < items.length) await setImmediate();
  assert.deepEqual(batches.flat(), items);
  assert.ok(batches.every((batch) => batch.length <= 64));
  enqueue(150);
  await setImmediate();
  assert.deepEqual(batches.at(-1), [150]);
});

test('a job added while a batch is done, or answered, is in a later one, behind what is left', async () => {
  const seen: string[] = [];
  const add = inBatches();
  const enqueue = (name: string, also: { doing?: string; answering?: string } = {}) =>
    add(() => {
      if (also.doing !== undefined) enqueue(also.doing);
      return () => {
        seen.push(name);
        if (also.answering !== undefined) enqueue(also.answering);
      };
    }, unexpected);
  enqueue('first', { doing: 'third', answering: 'fourth' });
  enqueue('second');
  await setImmediate();
  assert.deepEqual(seen, ['first', 'second']);
  while (seen.length < 4) await setImmediate();
  assert.deepEqual(seen, ['first', 'second', 'third', 'fourth']);
});

test('what takes long ends its batch, and is answered before the rest is done', async () => {
  const seen: string[] = [];
  const add = inBatches();
  add(() => {
    for (const end = performance.now() + 8; performance.now() < end; );
    seen.push('the long one is done');
    return () => seen.push('the long one is answered');
  }, unexpected);
  add(() => {
    seen.push('the next one is done');
    return () => seen.push('the next one is answered');
  }, unexpected);
  while (seen.length < 4) await setImmediate();
  assert.deepEqual(seen, [
    'the long one is done',
    'the long one is answered',
    'the next one is done',
    'the next one is answered',
  ]);
});

test('what is thrown is told to the job that threw it, and keeps no other one from its answer', async () => {
  const seen: string[] = [];
  const add = inBatches();
  const told = (name: string) => (error: unknown) => seen.push(`${name}: ${(error as Error).message}`);
  add(() => {
    throw new Error('it can not be done');
  }, told('first'));
  add(
    () => () => {
      throw new Error('it can not be answered');
    },
    told('second'),
  );
  add(() => () => seen.push('third'), unexpected);
  await setImmediate();
  assert.deepEqual(seen, ['first: it can not be done', 'second: it can not be answered', 'third']);
});

function unexpected(error: unknown): void {
  assert.fail(error as Error);
}
