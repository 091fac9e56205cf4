import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Closers, startable } from '../../src/app/closers.ts';

test('what was started is closed in reverse, and a failure of one does not spare the others', async () => {
  const closers = new Closers();
  const closed: string[] = [];
  closers.add(async () => closed.push('first'));
  closers.add(async () => Promise.reject(new Error('no')));
  closers.add(async () => closed.push('last'));
  await assert.rejects(closers.closeAll(), AggregateError);
  assert.deepEqual(closed, ['last', 'first']);
});

test('a start that is closed on its way goes no further, and what it had begun is closed', async () => {
  const done: string[] = [];
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const app = startable(async (closers) => {
    closers.add(async () => {
      go();
      await new Promise((resolve) => setTimeout(resolve, 10));
      done.push('the pool is closed');
    });
    await gate;
    closers.add(async () => done.push('the plane is closed'));
    done.push('the plane is started on a closed pool');
  });
  const starting = app.start();
  await app.close();
  await assert.rejects(starting, /closed while it was starting/);
  assert.deepEqual(done, ['the pool is closed', 'the plane is closed']);
});

test('what is added after everything was closed is closed at once', async () => {
  const closers = new Closers();
  await closers.closeAll();
  let closed = false;
  assert.throws(() =>
    closers.add(async () => {
      closed = true;
    }),
  );
  assert.equal(closed, true);
});
