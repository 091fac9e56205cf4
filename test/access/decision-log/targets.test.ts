import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createSinks } from '../../../src/access/decision-log/create-sinks.ts';
import { parseLogTargets } from '../../../src/access/decision-log/targets.ts';
import { logLines } from '../../support/log-lines.ts';
import { folder, lines } from './support/events.ts';
import { startReceiver } from './support/receiver.ts';

describe('where decisions go', () => {
  test('is read from a list', () => {
    assert.deepEqual(parseLogTargets('off'), []);
    assert.deepEqual(parseLogTargets('stdout'), [{ kind: 'stdout' }]);
    assert.deepEqual(parseLogTargets('file:/var/log/x.log, https://logs.example/opa'), [
      { kind: 'file', path: '/var/log/x.log' },
      { kind: 'http', url: 'https://logs.example/opa' },
    ]);
  });

  for (const wrong of [
    '',
    'on',
    'stdout,',
    'stdout,off',
    'stdout,stdout',
    'file:',
    'file:/a,file:/b',
    'file:a\0b',
    'ftp://x',
    'http://',
    'https://user:password@logs.example',
    'https://logs.example?token=x',
    'https://logs.example#x',
  ]) {
    test(`is refused: ${JSON.stringify(wrong)}`, () => assert.equal(parseLogTargets(wrong), undefined));
  }

  test('makes the sinks', async (t) => {
    const receiver = await startReceiver(t);
    const path = join(await folder(t), 'x.log');
    const targets = parseLogTargets(`file:${path},${receiver.url}`) ?? [];
    const sinks = createSinks(targets, { log: logLines().log, memoryLimit: 100_000 });
    assert.deepEqual(
      sinks.map(({ name }) => name),
      ['file', 'http'],
    );
    for (const sink of sinks) sink.write(lines(0, 2));
    for (const sink of sinks) await sink.close(1000);
    assert.ok(existsSync(path));
    assert.equal(receiver.events.length, 2);
  });
});
