import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHttpSink, type HttpSinkOptions } from '../../../src/access/decision-log/sinks/http-sink.ts';
import { freePort } from '../../support/free-port.ts';
import { logLines } from '../../support/log-lines.ts';
import { folder, lines, numbers, range } from './support/events.ts';
import { startReceiver, until } from './support/receiver.ts';
import { fillableFiles, smallDisk } from './support/small-disk.ts';

function sinkWith(options: Omit<HttpSinkOptions, 'log'>) {
  const { log, lines: said } = logLines();
  return { sink: createHttpSink({ interval: 10, ...options, log }), said };
}

const dead = async () => `http://127.0.0.1:${await freePort()}`;
const noise = () => Array.from({ length: 100 }, () => Math.random().toString(36)).join('');

describe('the spool', () => {
  test('keeps what could not be sent beyond the process, and sends it later in order', async (t) => {
    const spool = await folder(t);
    for (const [run, from] of [0, 100, 200].entries()) {
      const { sink, said } = sinkWith({ url: await dead(), spool: join(spool, 'deep', 'er') });
      sink.write(lines(from, 50));
      await sleep(50);
      sink.write(lines(from + 50, 50));
      await sink.close(1000);
      assert.equal(sink.stats().waiting, (run + 1) * 100);
      assert.equal(sink.stats().dropped.closed, 0);
      assert.equal(sink.stats().spooled, 100);
      assert.ok(said.some(({ msg }) => msg === 'decisions stay in the spool for the next start'));
    }
    const receiver = await startReceiver(t);
    const { sink } = sinkWith({ url: receiver.url, spool: join(spool, 'deep', 'er') });
    sink.write(lines(300, 10));
    await until(() => receiver.events.length === 310);
    assert.deepEqual(numbers(receiver.events), range(0, 310));
    await sink.close(1000);
    assert.deepEqual(readdirSync(join(spool, 'deep', 'er')), []);
    assert.equal(sink.stats().spoolBytes, 0);
  });

  test('has what was written when the process is killed', async (t) => {
    const spool = await folder(t);
    const { sink: killed } = sinkWith({ url: await dead(), spool });
    t.after(() => killed.close(100));
    killed.write(lines(0, 20));
    await until(() => killed.stats().spooled === 20);
    const receiver = await startReceiver(t);
    const { sink } = sinkWith({ url: receiver.url, spool });
    await until(() => receiver.events.length === 20);
    await sink.close(1000);
  });

  test('is bounded: the oldest make room', async (t) => {
    const spool = await folder(t);
    const { sink } = sinkWith({ url: await dead(), spool, spoolLimit: 30_000 });
    for (const n of range(0, 40)) {
      sink.write(lines(n, 1, noise()));
      await until(() => sink.stats().spooled === n + 1);
    }
    const { spoolBytes, dropped, waiting } = sink.stats();
    assert.ok(spoolBytes <= 30_000 && spoolBytes > 15_000, String(spoolBytes));
    assert.ok(dropped.spool > 0);
    assert.equal(dropped.spool + waiting, 40);
    await sink.close(500);
    const receiver = await startReceiver(t);
    const { sink: next } = sinkWith({ url: receiver.url, spool });
    await until(() => receiver.events.length === waiting);
    assert.equal(receiver.events.at(-1)?.n, 39);
    await next.close(500);
  });

  test('holds no more than the limit when a new process has a smaller one', async (t) => {
    const spool = await folder(t);
    const { sink } = sinkWith({ url: await dead(), spool });
    for (const n of range(0, 10)) {
      sink.write(lines(n, 1, noise()));
      await until(() => sink.stats().spooled === n + 1);
    }
    await sink.close(500);
    const { sink: next } = sinkWith({ url: await dead(), spool, spoolLimit: 5000 });
    await until(() => next.stats().dropped.spool > 0);
    assert.ok(next.stats().spoolBytes <= 5000);
    await next.close(500);
  });

  test('leaves out what is not its own, and what was cut off while being written', async (t) => {
    const spool = await folder(t);
    await writeFile(join(spool, 'notes.txt'), 'mine');
    await writeFile(join(spool, '.0123456789abcdef.unfinished'), 'half');
    const receiver = await startReceiver(t);
    const { sink } = sinkWith({ url: receiver.url, spool });
    sink.write(lines(0, 1));
    await until(() => receiver.events.length === 1);
    await sink.close(500);
    assert.deepEqual(readdirSync(spool), ['notes.txt']);
  });

  test('in a place that is no folder: counted, logged once, and events go from memory', async (t) => {
    const place = join(await folder(t), 'file');
    writeFileSync(place, '');
    const receiver = await startReceiver(t);
    const { sink, said } = sinkWith({ url: receiver.url, spool: place });
    for (const n of range(0, 3)) {
      sink.write(lines(n, 1));
      await until(() => receiver.events.length === n + 1);
    }
    assert.ok(sink.stats().spoolFailures >= 3);
    assert.equal(said.filter(({ level }) => level === 50).length, 1);
    await sink.close(500);
  });

  test('on a disk that is full: counted, logged once, kept in memory, spooled again when there is room', async (t) => {
    const disk = fillableFiles();
    const spool = await folder(t);
    const port = await freePort();
    const options = { url: `http://127.0.0.1:${port}`, spool, spoolFiles: disk.files };
    const { sink, said } = sinkWith(options);
    const spoolErrors = () => said.filter(({ msg }) => /^the spool/.test(String(msg)));
    sink.write(lines(0, 5));
    await until(() => sink.stats().spooled === 5);
    disk.full = true;
    for (const from of [5, 10, 15]) {
      sink.write(lines(from, 5));
      await until(() => sink.stats().spoolFailures === from / 5);
    }
    assert.deepEqual(readdirSync(spool).length, 1, 'nothing half-written stays');
    assert.equal(spoolErrors().length, 1);
    assert.equal(spoolErrors()[0]?.cause, 'ENOSPC');
    await until(() => /receiver .*: ECONNREFUSED; the spool .*: ENOSPC$/.test(sink.stats().failure ?? ''));
    disk.full = false;
    sink.write(lines(20, 5));
    await until(() => sink.stats().spooled === 10);
    assert.equal(sink.stats().waiting, 25);
    const receiver = await startReceiver(t, port);
    await until(() => receiver.events.length === 25);
    assert.deepEqual(numbers(receiver.events), range(0, 25));
    await until(() => sink.stats().failure === undefined);
    await sink.close(500);
  });

  test('spools at the end what a full disk had kept in memory', async (t) => {
    const disk = fillableFiles();
    const spool = await folder(t);
    const { sink } = sinkWith({ url: await dead(), spool, spoolFiles: disk.files });
    disk.full = true;
    sink.write(lines(0, 5));
    await until(() => sink.stats().spoolFailures === 1);
    disk.full = false;
    await sink.close(500);
    assert.deepEqual([sink.stats().waiting, sink.stats().dropped.closed], [5, 0]);
    assert.equal(readdirSync(spool).length, 1);
  });

  test('on a real disk that is full, the process goes on and memory stays bounded', async (t) => {
    const disk = await smallDisk(t, 64);
    if (disk === undefined) return t.skip('this process may not mount a file system');
    const { sink, said } = sinkWith({
      url: await dead(),
      spool: join(disk, 'spool'),
      uploadLimit: 8192,
      memoryLimit: 100_000,
    });
    for (const n of range(0, 300)) {
      sink.write(lines(n, 1, noise()));
      if (n % 10 === 0) await sleep(5);
    }
    await until(() => sink.stats().spoolFailures > 0 && sink.stats().dropped.memory > 0);
    await until(() => sink.stats().memoryBytes <= 150_000);
    const { waiting, dropped, spoolBytes } = sink.stats();
    assert.ok(spoolBytes > 0 && spoolBytes <= 65_536);
    assert.equal(waiting + dropped.memory, 300);
    assert.equal(said.filter(({ cause }) => cause === 'ENOSPC').length, 1);
    await sink.close(500);
  });

  test('counts a file that vanished, and goes on', async (t) => {
    const spool = await folder(t);
    const disk = fillableFiles();
    const port = await freePort();
    const files = { ...disk.files, readFile: (() => Promise.reject(new Error('gone'))) as never };
    const { sink } = sinkWith({ url: `http://127.0.0.1:${port}`, spool, spoolFiles: files });
    sink.write(lines(0, 5));
    await until(() => sink.stats().dropped.unreadable === 5);
    assert.equal(sink.stats().waiting, 0);
    await sink.close(500);
  });
});
