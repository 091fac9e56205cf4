import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHttpSink, type HttpSinkOptions } from '../../../src/access/decision-log/sinks/http-sink.ts';
import { freePort } from '../../support/free-port.ts';
import { logLines } from '../../support/log-lines.ts';
import { lines, numbers, range } from './support/events.ts';
import { answer, startReceiver, until } from './support/receiver.ts';

function sinkTo(t: TestContext, url: string, options: Partial<HttpSinkOptions> = {}) {
  const { log, lines: said } = logLines();
  const sink = createHttpSink({ url, log, interval: 10, ...options });
  t.after(() => sink.close(100));
  return { sink, said };
}

describe('sending over HTTP', () => {
  test('posts gzipped arrays to /logs below the address', async (t) => {
    const receiver = await startReceiver(t);
    const { sink } = sinkTo(t, `${receiver.url}/opa/`, { token: 'receiver-token' });
    sink.write(lines(0, 3));
    await until(() => receiver.events.length === 3);
    const [request] = receiver.requests;
    assert.equal(request?.path, '/opa/logs');
    assert.equal(request?.headers['content-type'], 'application/json');
    assert.equal(request?.headers['content-encoding'], 'gzip');
    assert.equal(request?.headers.authorization, 'Bearer receiver-token');
    assert.deepEqual(numbers(receiver.events), [0, 1, 2]);
  });

  test('batches by size: no request is longer than the limit, and few are much shorter', async (t) => {
    const receiver = await startReceiver(t);
    const { sink } = sinkTo(t, receiver.url, { uploadLimit: 8192, interval: 200 });
    for (let from = 0; from < 20_000; from += 100) {
      sink.write(range(from, 100).map((n) => JSON.stringify({ n, noise: Math.random().toString(36) })));
      await sleep(0);
    }
    await until(() => receiver.events.length === 20_000);
    assert.deepEqual(numbers(receiver.events), range(0, 20_000));
    const sizes = receiver.requests.map(({ bytes }) => bytes);
    assert.ok(Math.max(...sizes) <= 8192);
    assert.ok(sizes.slice(2, -2).filter((size) => size < 4000).length < sizes.length / 5, sizes.join());
  });

  test('batches by time', async (t) => {
    const receiver = await startReceiver(t);
    const { sink } = sinkTo(t, receiver.url, { interval: 100 });
    sink.write(lines(0, 1));
    await sleep(20);
    sink.write(lines(1, 1));
    await until(() => receiver.events.length === 2);
    assert.equal(receiver.requests.length, 1);
  });

  test('drops an event that is too long for any request, and only that', async (t) => {
    const receiver = await startReceiver(t);
    const { sink } = sinkTo(t, receiver.url, { uploadLimit: 2000 });
    const noise = Array.from({ length: 5000 }, () => Math.random().toString(36)).join('');
    sink.write([...lines(0, 2), ...lines(2, 1, noise), ...lines(3, 2)]);
    await until(() => receiver.events.length === 4);
    assert.deepEqual(numbers(receiver.events), [0, 1, 3, 4]);
    assert.equal(sink.stats().dropped.too_large, 1);
  });

  test('waits while the receiver is dead, then sends everything in order', async (t) => {
    const port = await freePort();
    const { sink, said } = sinkTo(t, `http://127.0.0.1:${port}`);
    for (const from of [0, 10, 20]) {
      sink.write(lines(from, 10));
      await sleep(30);
    }
    await until(() => sink.stats().failures >= 2);
    assert.equal(sink.stats().waiting, 30);
    const receiver = await startReceiver(t, port);
    await until(() => receiver.events.length === 30);
    assert.deepEqual(numbers(receiver.events), range(0, 30));
    await until(() => sink.stats().waiting === 0);
    assert.deepEqual([sink.stats().sent, sink.stats().dropped.memory], [30, 0]);
    assert.equal(said.filter(({ level }) => level === 50).length, 1, 'the failures are logged once');
    assert.equal(said.at(-1)?.cause, undefined);
    assert.match(String(said.at(-1)?.msg), /^over: /);
  });

  test('waits longer and longer while the receiver answers 500, then sends everything once', async (t) => {
    const receiver = await startReceiver(t);
    receiver.behave(answer(500));
    const { sink } = sinkTo(t, receiver.url);
    sink.write(lines(0, 5));
    await sleep(1000);
    const attempts = receiver.requests.length;
    assert.ok(attempts >= 2 && attempts <= 6, `${attempts} attempts in a second`);
    receiver.behave(answer(200));
    sink.write(lines(5, 5));
    await until(() => receiver.events.length === 10);
    assert.deepEqual(numbers(receiver.events), range(0, 10));
  });

  test('leaves a receiver alone for as long as it asks', async (t) => {
    const receiver = await startReceiver(t);
    receiver.behave(answer(503, { 'retry-after': '1' }));
    const { sink } = sinkTo(t, receiver.url);
    sink.write(lines(0, 1));
    await until(() => receiver.requests.length === 1);
    receiver.behave(answer(200));
    await sleep(800);
    assert.equal(receiver.requests.length, 1);
    await until(() => receiver.events.length === 1);
  });

  test('gives a batch up that is refused again and again, and goes on with the next', async (t) => {
    const receiver = await startReceiver(t);
    receiver.behave(answer(400));
    const { sink } = sinkTo(t, receiver.url);
    sink.write(lines(0, 4));
    await until(() => receiver.requests.length === 3);
    receiver.behave(answer(200));
    sink.write(lines(4, 2));
    await until(() => receiver.events.length === 2);
    assert.deepEqual(numbers(receiver.events), [4, 5]);
    assert.equal(sink.stats().dropped.refused, 4);
  });

  test('follows no redirection and takes it for a failure', async (t) => {
    const receiver = await startReceiver(t);
    receiver.behave(answer(307, { location: `${receiver.url}/elsewhere` }));
    const { sink } = sinkTo(t, receiver.url);
    sink.write(lines(0, 1));
    await until(() => sink.stats().failures >= 2);
    assert.ok(receiver.requests.every(({ path }) => path === '/logs'));
  });

  test('gives an attempt up that takes too long, and tries again', async (t) => {
    const receiver = await startReceiver(t);
    receiver.behave(() => undefined);
    const { sink } = sinkTo(t, receiver.url, { timeout: 100 });
    sink.write(lines(0, 3));
    await until(() => sink.stats().failures >= 1);
    receiver.behave(answer(200));
    await until(() => receiver.events.length === 3);
  });

  test('a slow receiver delays nobody, and the oldest make room', async (t) => {
    const receiver = await startReceiver(t);
    receiver.behave((response) => void setTimeout(() => answer(200)(response), 300));
    const { sink } = sinkTo(t, receiver.url, { uploadLimit: 4096, memoryLimit: 200_000 });
    let worst = 0;
    for (let from = 0; from < 20_000; from += 100) {
      const start = performance.now();
      sink.write(range(from, 100).map((n) => JSON.stringify({ n, noise: Math.random().toString(36) })));
      worst = Math.max(worst, performance.now() - start);
      await sleep(0);
    }
    assert.ok(worst < 250, `a write took ${worst} ms`);
    await until(() => sink.stats().dropped.memory > 0);
    assert.ok(sink.stats().memoryBytes <= 250_000);
    const { sent, waiting, dropped } = sink.stats();
    assert.equal(sent + waiting + dropped.memory, 20_000, 'every event is accounted for');
  });

  test('with a dead receiver, memory stays bounded under 100,000 events', async (t) => {
    const { sink } = sinkTo(t, `http://127.0.0.1:${await freePort()}`, { memoryLimit: 4 * 1024 * 1024 });
    const padding = 'x'.repeat(400);
    const before = process.memoryUsage();
    let most = 0;
    for (let from = 0; from < 100_000; from += 250) {
      sink.write(range(from, 250).map((n) => JSON.stringify({ n, padding, id: `${n * 7919}` })));
      most = Math.max(most, sink.stats().memoryBytes);
      if (from % 5000 === 0) await sleep(1);
    }
    await until(() => sink.stats().memoryBytes < 4 * 1024 * 1024);
    const { waiting, dropped } = sink.stats();
    assert.equal(waiting + dropped.memory, 100_000);
    assert.ok(most < 8 * 1024 * 1024, `${most} bytes waited`);
    const grown = process.memoryUsage().rss - before.rss;
    assert.ok(grown < 150 * 1024 * 1024, `the process grew by ${grown} bytes`);
  });

  test('closing sends what waits', async (t) => {
    const receiver = await startReceiver(t);
    const { sink } = sinkTo(t, receiver.url, { interval: 60_000 });
    sink.write(lines(0, 1000));
    await sink.close(2000);
    assert.equal(receiver.events.length, 1000);
    sink.write(lines(0, 1));
    assert.equal(sink.stats().dropped.closed, 1);
  });

  for (const [name, behaviour] of Object.entries({
    dead: undefined,
    slow: () => undefined,
    failing: answer(500),
  })) {
    test(`closing with a receiver that is ${name} ends in time and says what is lost`, async (t) => {
      const receiver = await startReceiver(t);
      if (behaviour !== undefined) receiver.behave(behaviour);
      const url = behaviour === undefined ? `http://127.0.0.1:${await freePort()}` : receiver.url;
      const { sink, said } = sinkTo(t, url);
      sink.write(lines(0, 1000));
      const start = performance.now();
      await sink.close(500);
      assert.ok(performance.now() - start < 5000);
      assert.equal(sink.stats().dropped.closed, 1000);
      assert.equal(sink.stats().waiting, 0);
      assert.ok(said.some(({ events }) => events === 1000));
    });
  }
});
