import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { until } from '../../support/until.ts';
import { rawConnection } from './support/raw.ts';
import { listening } from './support/server.ts';

describe('what is too long', () => {
  const cases: [name: string, body: string, headers: Record<string, string>, status: number][] = [
    ['a body', JSON.stringify({ x: 'y'.repeat(2048) }), {}, 413],
    ['nesting', '['.repeat(65) + ']'.repeat(65), {}, 400],
    ['headers', '{}', { 'x-long': 'x'.repeat(3000) }, 431],
  ];
  for (const [name, body, headers, status] of cases) {
    test(`${name}: ${status}, in the form of every error`, async (t) => {
      const { url } = await listening(t, { bodyLimit: 1024, headerLimit: 2048 });
      const answer = await fetch(`${url}/access/v1/evaluation`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      assert.equal(answer.status, status);
      const told = (await answer.json()) as { status: number; message: string };
      assert.deepEqual([told.status, typeof told.message], [status, 'string']);
    });
  }

  test('a body without a length is cut off at the limit', async (t) => {
    const { port } = await listening(t, { bodyLimit: 1024 });
    const { socket, statuses } = await rawConnection(t, port);
    socket.write(
      'POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    for (let chunk = 0; chunk < 20; chunk += 1) socket.write(`64\r\n${' '.repeat(100)}\r\n`);
    await until(() => statuses().length === 1);
    assert.deepEqual(statuses(), [413]);
  });
});

describe('what takes too long to arrive', () => {
  const endsAlone = async (t: TestContext, bytes: readonly string[]) => {
    const { port, evaluate } = await listening(t, { requestTimeout: 300 });
    const connection = await rawConnection(t, port);
    for (const part of bytes) connection.socket.write(part);
    await until(connection.closed, 'the end of the connection');
    assert.equal((await evaluate()).status, 200);
    return connection.statuses();
  };
  test('a connection on which nothing is said is ended', async (t) => {
    await endsAlone(t, []);
  });
  test('headers that do not end', async (t) => {
    assert.deepEqual(await endsAlone(t, ['GET /health HTTP/1.1\r\nHost:']), [408]);
  });
  test('a body that does not end', async (t) => {
    assert.deepEqual(
      await endsAlone(t, [
        'POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      ]),
      [408],
    );
  });
  test('headers that come letter by letter', async (t) => {
    const { port } = await listening(t, { requestTimeout: 300 });
    const { socket, closed } = await rawConnection(t, port);
    socket.write('GET /health HTTP/1.1\r\nX-Slow: ');
    const letters = setInterval(() => socket.write('x'), 20);
    t.after(() => clearInterval(letters));
    await until(closed, 'the end of the connection');
  });
});

test('connections beyond the limit are closed and counted; those there are go on', async (t) => {
  const dropped: string[] = [];
  const { port } = await listening(t, { gate: { maxConnections: 2, onShed: (what) => dropped.push(what) } });
  const [first, second] = [await rawConnection(t, port), await rawConnection(t, port)];
  const third = await rawConnection(t, port);
  await until(third.closed);
  assert.deepEqual(dropped, ['connection']);
  for (const { socket, statuses } of [first, second]) {
    socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => statuses().length === 1);
    assert.deepEqual(statuses(), [200]);
  }
  first.socket.destroy();
  await until(async () => {
    const next = await rawConnection(t, port);
    next.socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => next.closed() || next.statuses().length === 1);
    next.socket.destroy();
    return next.statuses().length === 1;
  });
});
