import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startReceiver } from '../../access/decision-log/support/receiver.ts';
import { temporaryFolder } from '../../support/dev-process.ts';
import { freePort } from '../../support/free-port.ts';
import { eventually } from '../../support/postern-process.ts';
import { annaViews } from '../../support/small-company.ts';
import { decides, startFaultySidecar } from './support/faulty-sidecar.ts';
import { limitFiles, needsFileSizeLimit } from './support/file-size-limit.ts';

const series = (name: string, labels = '') => `postern_decision_log_${name}{sink="http"${labels}}`;
/** Bytes of which a part of a chunk can be written. */
const HARDLY_ANY = 40;

test(
  'a full disk below the spool: decisions go on, memory is bounded, and what is left gets out',
  needsFileSizeLimit,
  async (t) => {
    const [port, spool] = [await freePort(), join(temporaryFolder(t), 'spool')];
    const sidecar = await startFaultySidecar(t, {
      env: {
        POSTERN_DECISION_LOG: `http://127.0.0.1:${port}`,
        POSTERN_DECISION_LOG_SPOOL: spool,
        POSTERN_DECISION_LOG_INTERVAL: '10',
        POSTERN_DECISION_LOG_MEMORY: '65536',
      },
    });
    await decides(sidecar, 10);
    await eventually('a spool', async () => (await sidecar.metric(series('spooled_total'))) === 10);

    const spooled = await wholeFiles(spool);
    limitFiles(sidecar.process.pid, HARDLY_ANY);
    await decides(sidecar, 10);
    await eventually('the status', async () => {
      const { decision_logs: told } = await sidecar.status();
      return (
        told?.code === 'decision_log_error' &&
        /the spool of the decision log cannot be written to: EFBIG$/.test(told.message ?? '')
      );
    });
    assert.ok((await sidecar.metric(series('spool_failures_total'))) > 0);
    assert.equal(sidecar.logged('the spool of the decision log cannot be written to').length, 1);
    assert.equal(await sidecar.health('ready'), 200);
    assert.equal(await sidecar.metric(series('spooled_total')), 10);

    const lost = () => sidecar.metric(series('dropped_total', ',reason="memory"'));
    await eventually('many times what memory is to hold', async () => {
      await Promise.all(Array.from({ length: 10 }, () => sidecar.evaluate(long())));
      return (await lost()) >= 100;
    });
    assert.ok((await sidecar.metric(series('queue_bytes'))) < 4 * 65_536);
    assert.deepEqual(await wholeFiles(spool), spooled);

    limitFiles(sidecar.process.pid, 'unlimited');
    await decides(sidecar, 10);
    await eventually('a spool again', async () => (await sidecar.metric(series('spooled_total'))) >= 20);
    assert.equal(sidecar.logged('over: the spool').length, 1);

    const receiver = await startReceiver(t, port);
    const recorded = await sidecar.metric('postern_decision_log_recorded_total');
    await eventually(
      'the rest with the receiver',
      async () => receiver.events.length === recorded - (await lost()),
    );
    await eventually('nothing in the spool', async () => (await readdir(spool)).length === 0);
    assert.equal((await sidecar.status()).decision_logs?.code, undefined);
    assert.equal(await sidecar.process.end(), 0);
  },
);

test(
  "a full disk below the decision log's file: decisions go on, and are written once there is room",
  needsFileSizeLimit,
  async (t) => {
    const file = join(temporaryFolder(t), 'decisions.log');
    const sidecar = await startFaultySidecar(t, { env: { POSTERN_DECISION_LOG: `file:${file}` } });
    await decides(sidecar, 3);
    await eventually('a first decision on disk', async () => (await decisionsIn(file)).length === 3);
    limitFiles(sidecar.process.pid, (await readFile(file)).length + HARDLY_ANY);
    await decides(sidecar, 5);
    await eventually('the status', async () =>
      /cannot be written to file: (EFBIG|ENOSPC)$/.test(
        (await sidecar.status()).decision_logs?.message ?? '',
      ),
    );
    assert.equal(await sidecar.health('ready'), 200);
    limitFiles(sidecar.process.pid, 'unlimited');
    await decides(sidecar, 2);
    await eventually('every decision on disk', async () => (await decisionsIn(file)).length === 10);
    await eventually('a status without it', async () => !(await sidecar.status()).decision_logs?.code);
    assert.equal(await sidecar.process.end(), 0);
  },
);

const wholeFiles = async (folder: string) =>
  (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();

/** A request whose text can't be packed. */
const long = () => ({
  ...annaViews,
  context: { noise: Array.from({ length: 500 }, () => Math.random().toString(36)).join('') },
});

/** What reads as a decision: a line that was cut off does not. */
async function decisionsIn(path: string): Promise<unknown[]> {
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  const ids = lines.flatMap((line) => {
    try {
      return (JSON.parse(line) as { decision_id: string }).decision_id;
    } catch {
      return [];
    }
  });
  return [...new Set(ids)];
}
