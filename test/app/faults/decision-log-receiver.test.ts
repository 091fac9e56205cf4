import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { answer, type Receiver, startReceiver } from '../../access/decision-log/support/receiver.ts';
import { temporaryFolder } from '../../support/dev-process.ts';
import { freePort } from '../../support/free-port.ts';
import { eventually } from '../../support/postern-process.ts';
import { decides, type FaultySidecar, startFaultySidecar } from './support/faulty-sidecar.ts';

const series = (name: string) => `postern_decision_log_${name}{sink="http"}`;

test('a receiver of the decision log that is dead, answers 500 or does not answer holds nothing up, and nothing is lost', async (t) => {
  const [port, spool] = [await freePort(), join(temporaryFolder(t), 'spool')];
  const sidecar = await startFaultySidecar(t, {
    env: {
      POSTERN_DECISION_LOG: `http://127.0.0.1:${port}`,
      POSTERN_DECISION_LOG_SPOOL: spool,
      POSTERN_DECISION_LOG_INTERVAL: '20',
      POSTERN_DECISION_LOG_TIMEOUT: '500',
    },
  });

  await decides(sidecar, 20);
  await failing(sidecar, /does not take it: ECONNREFUSED$/);
  await spooled(sidecar, 20);

  const receiver = await startReceiver(t, port);
  receiver.behave(answer(500));
  await failing(sidecar, /does not take it: HTTP 500$/);
  await decides(sidecar, 20);
  await spooled(sidecar, 40);

  const held = hold(receiver);
  let meanwhile = 0;
  await eventually('a decision while an upload waits for its answer', async () => {
    const open = held.findLast((response) => !response.destroyed);
    if (open === undefined) return false;
    await decides(sidecar);
    meanwhile += 1;
    return !open.destroyed;
  });
  await decides(sidecar, 20);
  await failing(sidecar, /does not take it: (AbortError|UND_ERR_\w+)$/);
  const before = 60 + meanwhile;
  await spooled(sidecar, before);
  assert.equal(await sidecar.metric(series('sent_total')), 0);
  assert.notDeepEqual(await readdir(spool), []);
  assert.equal(await sidecar.health('ready'), 200);

  receiver.behave(answer(204));
  await eventually('all of it with the receiver', () => distinct(receiver).length === before);
  await eventually('nothing in the spool', async () => (await readdir(spool)).length === 0);
  await decides(sidecar, 5);
  await eventually('what came later with the receiver', () => distinct(receiver).length === before + 5);
  const times = distinct(receiver).map(({ timestamp }) => String(timestamp));
  assert.deepEqual(times, times.toSorted());
  await eventually('the counters', async () => (await sidecar.metric(series('sent_total'))) === before + 5);
  assert.equal(await sidecar.metric(series('queue_length')), 0);
  assert.equal(await sidecar.metric(series('spool_bytes')), 0);
  const { decision_logs: told } = await sidecar.status();
  assert.deepEqual([told?.code, told?.metrics.counter_decision_logs_dropped], [undefined, 0]);
  // One line for all of it, and one for its end.
  assert.equal(sidecar.logged('the receiver of the decision log does not take it').length, 1);
  assert.equal(sidecar.logged('over: the receiver').length, 1);
  assert.equal(await sidecar.process.end(), 0);
});

/** Waits until the status says so, and the counter goes up. */
async function failing(sidecar: FaultySidecar, message: RegExp): Promise<void> {
  const before = await sidecar.metric(series('failures_total'));
  await eventually(`status ${message}`, async () => {
    const { code, message: told = '' } = (await sidecar.status()).decision_logs ?? {};
    return code === 'decision_log_error' && message.test(told);
  });
  await eventually(
    'a further failure',
    async () => (await sidecar.metric(series('failures_total'))) > before,
  );
  assert.equal(await sidecar.health('ready'), 200);
}

async function spooled(sidecar: FaultySidecar, events: number): Promise<void> {
  await eventually(
    `${events} spooled`,
    async () => (await sidecar.metric(series('spooled_total'))) === events,
  );
  assert.equal(await sidecar.metric(series('queue_length')), events);
  assert.ok((await sidecar.metric(series('spool_bytes'))) > 0);
}

/** What was received, without what came a second time because its first receipt went unheard. */
function distinct({ events }: Receiver): Record<string, unknown>[] {
  const byId = new Map<unknown, Record<string, unknown>>();
  for (const event of events) if (!byId.has(event.decision_id)) byId.set(event.decision_id, event);
  return [...byId.values()];
}

/** From now on uploads are taken and not answered. */
function hold(receiver: Receiver): ServerResponse[] {
  const held: ServerResponse[] = [];
  receiver.behave((response) => held.push(response));
  return held;
}
