import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { openGate } from '../../../src/access/gate/open-gate.ts';
import { readTokenGrants } from '../../../src/access/gate/token-grants.ts';
import { logLines } from '../../support/log-lines.ts';
import { until } from '../../support/until.ts';
import { folder } from './support/files.ts';
import { listening } from './support/server.ts';
import { variables } from './support/variables.ts';

const first = 'first-0123456789abcdef';
const second = 'second-0123456789abcdef';

async function withTokens(t: TestContext, text: string) {
  const { put, file } = folder(t);
  const { log, lines } = logLines();
  const path = put('tokens', text);
  const opened = await openGate({ settings: { tokensFile: path }, variables, log, pollMs: 50 });
  t.after(() => opened.close());
  const { evaluate } = await listening(t, { gate: opened.credentials });
  const statuses = async () =>
    await Promise.all(
      [first, second].map(async (token) => (await evaluate({ authorization: `Bearer ${token}` })).status),
    );
  return { put, file, lines, statuses };
}

const same = async (found: Promise<number[]>, ...expected: number[]) =>
  (await found).every((status, index) => status === expected[index]);

test('tokens are exchanged without a restart: both for a while, then the new one alone', async (t) => {
  const { put, statuses } = await withTokens(t, first);
  assert.deepEqual(await statuses(), [200, 401]);
  put('tokens', `# the old one until Monday\n${first}\n${second}:decide\n`);
  await until(() => same(statuses(), 200, 200));
  put('tokens', `${second}:metrics\n`);
  await until(() => same(statuses(), 401, 403));
});

test('a file written in place counts as well', async (t) => {
  const { file, statuses } = await withTokens(t, first);
  writeFileSync(file('tokens'), second);
  await until(() => same(statuses(), 401, 200));
});

test('a file that can no longer be used is logged without its tokens, and the tokens before it stay', async (t) => {
  const { put, file, statuses, lines } = await withTokens(t, first);
  const complaints = () => lines.filter(({ level }) => Number(level) >= 50).map(({ msg }) => String(msg));
  put('tokens', `${second}:everything`);
  await until(() => complaints().length === 1);
  assert.match(complaints()[0] ?? '', /^tokens: .* stays: token 1 has an unknown authority/);
  assert.deepEqual(await statuses(), [200, 401]);
  put('tokens', '');
  await until(() => complaints().length === 2);
  assert.match(complaints()[1] ?? '', /there is no token/);
  rmSync(file('tokens'));
  await until(() => complaints().length === 3);
  assert.deepEqual(await statuses(), [200, 401]);
  put('tokens', second);
  await until(() => same(statuses(), 401, 200));
  const text = JSON.stringify(lines);
  assert.ok(!text.includes(first) && !text.includes(second));
});

test('a file that can’t be used stops the start, and names the setting', async (t) => {
  const { put, file } = folder(t);
  for (const path of [file('none'), put('weak', 'short')]) {
    await assert.rejects(
      openGate({ settings: { tokensFile: path }, variables, log: logLines().log }),
      (error: Error) => error.name === 'StopMessage' && error.message.startsWith('A_TOKENS_FILE: '),
    );
  }
});

test('tokens and a file of tokens are one too many', async (t) => {
  const { put } = folder(t);
  const settings = { tokensFile: put('tokens', first), tokens: readTokenGrants(first) };
  await assert.rejects(openGate({ settings, variables, log: logLines().log }), {
    name: 'StopMessage',
    message: /^A_TOKENS and A_TOKENS_FILE: give only one/,
  });
});

test('nothing set is nothing demanded', async () => {
  const { credentials, tls, close } = await openGate({ settings: {}, variables, log: logLines().log });
  assert.deepEqual([credentials.tokens, credentials.clients, tls], [undefined, undefined, undefined]);
  await close();
});
