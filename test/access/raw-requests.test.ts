import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createAccessServer } from '../../src/access/server.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { logLines } from '../support/log-lines.ts';

const question = JSON.stringify({
  subject: { type: 'user', id: 'u1' },
  action: { name: 'assets.view' },
  resource: { type: 'asset', id: 'a1' },
});
const post = 'POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

async function listening(t: TestContext, requestTimeout = 10_000) {
  const engine = fakeEngine({ kind: 'defined', result: { allow: true, reasons: [], masks: [] } });
  const { log, lines } = logLines();
  const data = { revision: { epoch: 1, number: 1 } };
  const app = createAccessServer({ engine: () => engine, data, log, requestTimeout });
  await app.listen({ port: 0, host: '127.0.0.1' });
  t.after(() => app.close());
  const { port } = app.server.address() as { port: number };
  return { port, lines, send: (bytes: string) => exchange(port, bytes) };
}

/** Sends the bytes and gives everything that comes back until the server is quiet for a moment or ends. */
async function exchange(port: number, bytes: string, quiet = 300): Promise<string> {
  return await new Promise((resolve) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(quiet, () => socket.destroy());
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
  });
}

const statuses = (received: string) =>
  [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));

const cases: [name: string, request: string, status: number[]][] = [
  [
    'two requests in one packet',
    `${post}Content-Length: ${question.length}\r\n\r\n${question}`.repeat(2),
    [200, 200],
  ],
  [
    'a chunked body',
    `${post}Transfer-Encoding: chunked\r\n\r\n${question.length.toString(16)}\r\n${question}\r\n0\r\n\r\n`,
    [200],
  ],
  ['an empty chunked body', `${post}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, [400]],
  ['a method nobody knows', 'BREW /access/v1/evaluation HTTP/1.1\r\nHost: x\r\n\r\n', [400]],
  ['a method Node knows', 'PROPFIND /access/v1/evaluation HTTP/1.1\r\nHost: x\r\n\r\n', [405]],
  ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [400]],
  ['a length and chunks', `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, [400]],
  ['two lengths', `${post}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`, [400]],
  ['a length that is no number', `${post}Content-Length: abc\r\n\r\n`, [400]],
  ['a length above the limit', `${post}Content-Length: 99999999\r\n\r\n`, [413]],
  ['headers of 100 KB', `${post}X-Long: ${'x'.repeat(100_000)}\r\n\r\n`, [431]],
  [
    'a request id in Latin-1',
    `${post}X-Request-ID: caf\xe9\r\nContent-Length: ${question.length}\r\n\r\n${question}`,
    [200],
  ],
];

for (const [name, request, expected] of cases) {
  test(`${name}: ${expected.join(', ')}`, async (t) => {
    const { send, lines } = await listening(t);
    assert.deepEqual(statuses(await send(request)), expected);
    assert.deepEqual(
      statuses(await send(`${post}Content-Length: ${question.length}\r\n\r\n${question}`)),
      [200],
    );
    assert.deepEqual(
      lines.filter((line) => Number(line.level) >= 50),
      [],
    );
  });
}

test('a client that sends too slowly is cut off', async (t) => {
  const { port } = await listening(t, 500);
  const began = performance.now();
  await exchange(port, `${post}Content-Length: 10\r\n\r\n{`, 60_000);
  const took = performance.now() - began;
  assert.ok(took >= 400 && took < 20_000, `it took ${took} ms`);
});
