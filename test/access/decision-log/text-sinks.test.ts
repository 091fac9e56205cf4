import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFileSink } from '../../../src/access/decision-log/sinks/file-sink.ts';
import { createTextSink, type TextDestination } from '../../../src/access/decision-log/sinks/text-sink.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { logLines } from '../../support/log-lines.ts';
import { folder, lines, range } from './support/events.ts';
import { until } from './support/receiver.ts';
import { smallDisk } from './support/small-disk.ts';

const numbersIn = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { n: number }).n);

describe('a rotating file', () => {
  test('has one event a line, after those it had before', async (t) => {
    const path = join(await folder(t), 'made', 'decisions.log');
    const { log } = logLines();
    for (const from of [0, 100]) {
      const sink = createFileSink({ path, log });
      sink.write(lines(from, 60));
      sink.write(lines(from + 60, 40));
      await sink.close(1000);
      assert.equal(sink.stats().sent, 100);
    }
    assert.deepEqual(numbersIn(path), range(0, 200));
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  test('is rotated by size, and so many older ones are kept', async (t) => {
    const path = await folder(t);
    const { log } = logLines();
    const sink = createFileSink({ path: join(path, 'decisions.log'), log, maxBytes: 20_000, keep: 3 });
    for (const from of range(0, 100).map((n) => n * 10)) {
      sink.write(lines(from, 10, 'x'.repeat(100)));
      await until(() => sink.stats().waiting === 0);
    }
    await sink.close(1000);
    const files = readdirSync(path).sort();
    assert.deepEqual(files, ['decisions.log', 'decisions.log.1', 'decisions.log.2', 'decisions.log.3']);
    const kept = files.toReversed().flatMap((name) => numbersIn(join(path, name)));
    assert.deepEqual(kept, range(1000 - kept.length, kept.length), 'the latest, in order, none missing');
    for (const name of files.slice(1)) {
      const { size } = statSync(join(path, name));
      assert.ok(size > 18_000 && size <= 20_000, `${name} has ${size} bytes`);
    }
  });

  test('that is no file is left where it is, however much is written', async (t) => {
    const place = await folder(t);
    const pipe = join(place, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'ignore'] });
    t.after(() => reader.kill());
    const { log } = logLines();
    const sink = createFileSink({ path: pipe, log, maxBytes: 1000, keep: 2 });
    for (const from of [0, 10, 20]) {
      sink.write(lines(from, 10, 'x'.repeat(100)));
      await until(() => sink.stats().sent === from + 10);
    }
    await sink.close(1000);
    assert.deepEqual(readdirSync(place), ['pipe']);
  });

  test('that is a folder: counted, logged once, and written when it can be', async (t) => {
    const path = join(await folder(t), 'decisions.log');
    mkdirSync(path);
    const { log, lines: said } = logLines();
    const sink = createFileSink({ path, log });
    sink.write(lines(0, 10));
    await until(() => sink.stats().failures >= 2);
    assert.equal(sink.stats().waiting, 10);
    rmSync(path, { recursive: true });
    await until(() => sink.stats().sent === 10);
    await sink.close(1000);
    assert.deepEqual(numbersIn(path), range(0, 10));
    assert.deepEqual(
      said.map(({ level }) => level),
      [50, 40],
    );
  });

  test('on a full disk: memory is bounded, no line is torn, and all that waits follows when there is room', async (t) => {
    const disk = await smallDisk(t, 64);
    if (disk === undefined) return t.skip('this process may not mount a file system');
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(48 * 1024));
    const path = join(disk, 'decisions.log');
    const { log, lines: said } = logLines();
    const sink = createFileSink({ path, log, memoryLimit: 20_000 });
    for (const from of range(0, 100).map((n) => n * 10)) sink.write(lines(from, 10, 'x'.repeat(100)));
    await until(() => sink.stats().failures > 1);
    assert.ok(sink.stats().memoryBytes <= 20_000);
    assert.equal(said.filter(({ cause }) => cause === 'ENOSPC').length, 1);
    const before = numbersIn(path);
    rmSync(ballast);
    await until(() => sink.stats().waiting === 0);
    const { sent, dropped } = sink.stats();
    assert.equal(sent + dropped.memory, 1000);
    await sink.close(1000);
    assert.deepEqual(numbersIn(path), [
      ...before,
      ...range(1000 - sent + before.length, sent - before.length),
    ]);
  });
});

describe('a destination that never finishes', () => {
  test('holds nobody up, takes bounded memory, and is left at the end', async () => {
    let destroyed = false;
    const stuck: TextDestination = {
      write: () => undefined,
      close: () => new Promise(() => undefined),
      destroy: () => {
        destroyed = true;
      },
    };
    const { log } = logLines();
    const sink = createTextSink({ name: 'stuck', open: () => stuck, log, memoryLimit: 100_000 });
    for (const from of range(0, 1000).map((n) => n * 100)) sink.write(lines(from, 100));
    assert.ok(sink.stats().memoryBytes <= 100_000);
    const start = performance.now();
    await sink.close(200);
    assert.ok(performance.now() - start < 5000);
    assert.ok(destroyed);
    const { sent, waiting, dropped } = sink.stats();
    assert.deepEqual([sent, waiting, dropped.memory + dropped.closed], [0, 0, 100_000]);
  });
});

const SCRIPT = `
  import { createStdoutSink } from './src/access/decision-log/sinks/stdout-sink.ts';
  import { pino } from 'pino';
  const sink = createStdoutSink({ log: pino(pino.destination(2)), memoryLimit: 500_000 });
  const start = performance.now();
  for (let n = 0; n < 20_000; n += 100) {
    sink.write(Array.from({ length: 100 }, (_, i) => JSON.stringify({ n: n + i, padding: 'x'.repeat(50) })));
    await new Promise(setImmediate);
  }
  process.stderr.write(JSON.stringify({ took: performance.now() - start }) + '\\n');
  await sink.close(Number(process.argv[1]));
  process.stderr.write(JSON.stringify(sink.stats()) + '\\n');
  process.exit(0);
`;

function runScript(closeWithin: number) {
  const args = ['--import', 'tsx', '--input-type=module', '-e', SCRIPT, String(closeWithin)];
  const child = spawn(process.execPath, args, { cwd: packageRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (part: Buffer) => {
    said += part;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    said: () =>
      said
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ended,
  };
}

describe('standard output', () => {
  test('has one line an event, as pino and OPA write them', async () => {
    const { child, ended, said } = runScript(5000);
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    assert.equal(await ended, 0);
    const found = Buffer.concat(parts).toString().trim().split('\n');
    const first = JSON.parse(found[0] ?? '') as Record<string, unknown>;
    assert.deepEqual(Object.keys(first), ['level', 'type', 'msg', 'n', 'padding']);
    assert.equal(first.type, 'openpolicyagent.org/decision_logs');
    const [, { sent, dropped }] = said() as [unknown, { sent: number; dropped: { memory: number } }];
    assert.equal(found.length, sent);
    assert.equal(sent + dropped.memory, 20_000);
  });

  test('that nobody reads neither stops the process nor its end', async () => {
    const { child, ended, said } = runScript(300);
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    assert.equal(await Promise.race([exited, sleep(20_000, 'too late', { ref: false })]), 0);
    child.stdout.destroy();
    await ended;
    const [{ took }, stats] = said() as [{ took: number }, { dropped: { memory: number; closed: number } }];
    assert.ok(took < 5000, `${took} ms`);
    assert.ok(stats.dropped.memory > 0 && stats.dropped.closed > 0);
  });
});
