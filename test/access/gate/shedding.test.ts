import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMetrics } from '../../../src/access/metrics/metrics.ts';
import { until } from '../../support/until.ts';
import { evaluation, openConnection, rawConnection } from './support/raw.ts';
import { listening, question, slowEngine } from './support/server.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A decision API whose decisions end when they are let go, and which works on so many at a time. */
async function slowly(t: TestContext, maxRequests: number) {
  const { engine, waiting } = slowEngine();
  const metrics = createMetrics({ process: false });
  const server = await listening(t, { engine: () => engine, metrics, gate: { maxRequests } });
  const letGo = () => {
    for (const end of waiting.splice(0)) end();
  };
  t.after(letGo);
  return { ...server, metrics, waiting, letGo };
}

test('what is one too many is a 503 with Retry-After at once, and the others are answered', async (t) => {
  const { url, evaluate, waiting, letGo, metrics } = await slowly(t, 20);
  const admitted = Array.from({ length: 20 }, () => evaluate());
  await until(() => waiting.length === 20);
  const refused = await Promise.all(Array.from({ length: 50 }, () => evaluate({ 'x-request-id': 'r1' })));
  assert.deepEqual([...new Set(refused.map(({ status }) => status))], [503]);
  const [answer] = refused;
  assert.ok(answer);
  assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
  assert.equal(answer.headers.get('x-request-id'), 'r1');
  assert.equal(((await answer.json()) as { status: number }).status, 503);
  assert.equal(waiting.length, 20);

  for (const path of ['/health/live', '/health', '/health/ready', '/metrics']) {
    assert.equal((await fetch(url + path)).status, 200, path);
  }
  assert.match(await metrics.text(), /postern_http_shed_total\{what="request"\} 50/);

  letGo();
  const statuses = (await Promise.all(admitted)).map(({ status }) => status);
  assert.deepEqual([...new Set(statuses)], [200]);
  const next = evaluate();
  await until(() => waiting.length === 1);
  letGo();
  assert.equal((await next).status, 200);
});

test('on a path of OPA it is refused in its form', async (t) => {
  const { url, evaluate, waiting } = await slowly(t, 1);
  void evaluate().catch(() => undefined);
  await until(() => waiting.length === 1);
  const answer = await fetch(`${url}/v1/data/authz/decision`, { method: 'POST', body: '{}' });
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get('retry-after'), '1');
  assert.equal(((await answer.json()) as { code: string }).code, 'internal_error');
});

test('a connection goes on after a refusal', async (t) => {
  const { port, evaluate, waiting, letGo } = await slowly(t, 1);
  const { socket, statuses, closed } = await rawConnection(t, port);
  const other = evaluate();
  await until(() => waiting.length === 1);
  socket.write(evaluation);
  await until(() => statuses().length === 1);
  letGo();
  await other;
  socket.write(evaluation);
  await until(() => waiting.length === 1);
  letGo();
  await until(() => statuses().length === 2);
  assert.deepEqual(statuses(), [503, 200]);
  assert.equal(closed(), false);
});

test('requests sent ahead on one connection count one by one', async (t) => {
  const { port, waiting, letGo } = await slowly(t, 10);
  const { socket, statuses } = await rawConnection(t, port);
  socket.write(evaluation.repeat(30));
  await until(() => waiting.length === 10);
  letGo();
  await until(() => statuses().length === 30);
  assert.deepEqual(statuses(), [...Array(10).fill(200), ...Array(20).fill(503)]);
});

test('what its client gave up makes room', async (t) => {
  const { port, evaluate, waiting, letGo } = await slowly(t, 5);
  const connections = await Promise.all(Array.from({ length: 5 }, () => rawConnection(t, port)));
  for (const { socket } of connections) socket.write(evaluation);
  await until(() => waiting.length === 5);
  assert.equal((await evaluate()).status, 503);
  for (const { socket } of connections) socket.destroy();
  letGo();
  await until(async () => {
    const asked = evaluate();
    const answered = await Promise.race([asked, until(() => waiting.length > 0).then(() => undefined)]);
    letGo();
    return (answered ?? (await asked)).status === 200;
  });
});

test('a body that has not arrived weighs by its length', async (t) => {
  const { port, evaluate, waiting, letGo } = await slowly(t, 17);
  const { socket } = await rawConnection(t, port);
  socket.write(
    'POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1048576\r\n\r\n{',
  );
  await until(async () => (await evaluate()).status === 503);
  socket.destroy();
  await until(async () => {
    const next = evaluate();
    const answered = await Promise.race([next, until(() => waiting.length > 0).then(() => undefined)]);
    letGo();
    return (answered ?? (await next)).status === 200;
  });
});

test('a batch counts for as many as it has items', async (t) => {
  const { url, evaluate, waiting, letGo } = await slowly(t, 100);
  const batch = { ...question, evaluations: Array.from({ length: 10_000 }, () => ({})) };
  const asked = fetch(`${url}/access/v1/evaluations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(batch),
  });
  await until(() => waiting.length > 0);
  assert.equal((await evaluate()).status, 503);
  const releasing = setInterval(letGo, 1);
  t.after(() => clearInterval(releasing));
  assert.equal((await asked).status, 200);
  await until(async () => (await evaluate()).status === 200);
});

test('requests that wait for a revision do not keep others out, and only so many wait', async (t) => {
  const listeners = new Set<() => void>();
  const data = {
    revision: { epoch: 1, number: 1 },
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const { evaluate } = await listening(t, {
    data: data as never,
    gate: { maxRequests: 3 },
    revisionWaitMs: 60_000,
  });
  const later = { 'postern-at-least-revision': '1.2' };
  const waiting = Array.from({ length: 3 }, () => evaluate(later));
  await until(() => listeners.size === 3);
  assert.equal((await evaluate()).status, 200);
  assert.equal((await evaluate(later)).status, 503);
  data.revision = { epoch: 1, number: 2 };
  for (const listener of [...listeners]) listener();
  assert.deepEqual(
    (await Promise.all(waiting)).map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal((await evaluate()).status, 200);
});

test('10,000 requests at once leave nothing behind', async (t) => {
  const { app, port, evaluate, waiting, letGo } = await slowly(t, 100);
  const flood = async () => {
    const connections = await Promise.all(Array.from({ length: 500 }, () => openConnection(port)));
    for (const { socket } of connections) socket.write(evaluation.repeat(20));
    // What is let in is let go until all have their answers.
    await until(() => {
      letGo();
      return connections.every(({ statuses }) => statuses().length === 20);
    });
    const all = connections.flatMap(({ statuses }) => statuses());
    for (const { socket } of connections) socket.destroy();
    await until(
      async () =>
        (await new Promise<number>((resolve) =>
          app.server.getConnections((_error, count) => resolve(count)),
        )) <= 1,
    );
    return {
      served: all.filter((status) => status === 200).length,
      refused: all.filter((status) => status === 503).length,
    };
  };
  const heap = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const { served, refused } = await flood();
  assert.equal(served + refused, 10_000);
  assert.ok(served >= 100 && refused > 0, `${served} served, ${refused} refused`);
  assert.equal(waiting.length, 0);
  const before = heap();
  for (let time = 0; time < 3; time += 1) await flood();
  const grown = (heap() - before) / 1024;
  assert.ok(grown < 8 * 1024, `the heap grew by ${Math.round(grown)} KiB`);
  const next = evaluate();
  await until(() => waiting.length === 1);
  letGo();
  assert.equal((await next).status, 200);
});
