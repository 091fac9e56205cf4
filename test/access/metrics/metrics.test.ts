import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import fastify from 'fastify';
import { createDecisionLog } from '../../../src/access/decision-log/decision-log.ts';
import { createMetrics, MOST_ENTRYPOINTS } from '../../../src/access/metrics/metrics.ts';
import { countInFlight, metricsRoute } from '../../../src/access/metrics/metrics-route.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { logLines } from '../../support/log-lines.ts';
import { event, memorySink } from '../decision-log/support/events.ts';
import { until } from '../decision-log/support/receiver.ts';

/** Samples by name and labels, as written. */
async function samples(metrics: { text(): Promise<string> }): Promise<Map<string, number>> {
  const found = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    found.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

describe('metrics', () => {
  test('count decisions by entrypoint and result, and how long they took', async () => {
    const metrics = createMetrics({ process: false });
    const meter = metrics.decisions('authz/decision');
    meter.record('allowed', 0.004);
    meter.record('allowed', 0.007);
    meter.record('denied', 3);
    meter.record('failed', 5000);
    meter.count('allowed');
    metrics.decisions('filters/include').record('defined', 0.5);
    for (let reading = 0; reading < 2; reading += 1) {
      const found = await samples(metrics);
      const of = (name: string, labels: string) => found.get(`${name}{${labels}}`);
      const decisions = (result: string) =>
        of('postern_decisions_total', `entrypoint="authz/decision",result="${result}"`);
      assert.deepEqual([decisions('allowed'), decisions('denied'), decisions('failed')], [3, 1, 1]);
      const upTo = (le: string) =>
        of('postern_decision_duration_seconds_bucket', `entrypoint="authz/decision",le="${le}"`);
      assert.deepEqual(
        ['0.000005', '0.00001', '0.002', '0.005', '0.1', '+Inf'].map(upTo),
        [1, 2, 2, 3, 3, 4],
      );
      assert.equal(of('postern_decision_duration_seconds_count', 'entrypoint="authz/decision"'), 4);
      const sum = of('postern_decision_duration_seconds_sum', 'entrypoint="authz/decision"') ?? 0;
      assert.ok(Math.abs(sum - 5.003011) < 1e-9);
      assert.equal(of('postern_decisions_total', 'entrypoint="filters/include",result="defined"'), 1);
    }
  });

  test('tell a histogram from a counter', async () => {
    const text = await createMetrics({ process: false }).text();
    assert.match(text, /# TYPE postern_decision_duration_seconds histogram/);
    assert.match(text, /# TYPE postern_decisions_total counter/);
  });

  test('share a meter beyond so many entrypoints', async () => {
    const metrics = createMetrics({ process: false });
    for (let n = 0; n < MOST_ENTRYPOINTS + 50; n += 1) metrics.decisions(`e${n}`).count('allowed');
    const found = [...(await samples(metrics))].filter(([name]) =>
      name.startsWith('postern_decisions_total'),
    );
    assert.equal(found.length, MOST_ENTRYPOINTS + 1);
    assert.equal(found.at(-1)?.[1], 50);
  });

  test('read their sources when asked, and leave out what is not known', async () => {
    let revision: { epoch: number; number: number } | undefined;
    const metrics = createMetrics({
      process: false,
      committed: () => ({ epoch: 2, number: 9 }),
      active: () => revision,
      lagSeconds: () => (revision === undefined ? undefined : 0.25),
      wasmMemoryBytes: () => 1_048_576,
      policyRevision: () => (revision === undefined ? undefined : 'p"1'),
    });
    metrics.slices.add(200);
    const before = await samples(metrics);
    assert.equal(before.get('postern_data_revision_committed'), 9);
    assert.equal(before.get('postern_data_revision_active'), undefined);
    assert.equal(before.get('postern_data_lag_seconds'), undefined);
    assert.equal(before.get('postern_wasm_memory_bytes'), 1_048_576);
    assert.equal(before.get('postern_slice_bytes_bucket{le="128"}'), 0);
    assert.equal(before.get('postern_slice_bytes_bucket{le="256"}'), 1);
    revision = { epoch: 2, number: 8 };
    const after = await samples(metrics);
    assert.equal(after.get('postern_data_revision_active'), 8);
    assert.equal(after.get('postern_data_epoch_active'), 2);
    assert.equal(after.get('postern_data_lag_seconds'), 0.25);
    assert.equal(after.get('postern_policy_info{revision="p\\"1"}'), 1);
  });

  test('tell of the decision log', async () => {
    const engine = fakeEngine({ kind: 'undefined' });
    const { log } = logLines();
    const decisions = createDecisionLog({ engine: () => engine, sinks: [memorySink()], log, queueEvents: 2 });
    for (let n = 0; n < 3; n += 1) decisions.record(event());
    const metrics = createMetrics({ process: false, decisionLog: decisions.stats });
    const before = await samples(metrics);
    assert.equal(before.get('postern_decision_log_recorded_total'), 3);
    assert.equal(before.get('postern_decision_log_queue_length{sink="queue"}'), 2);
    assert.equal(before.get('postern_decision_log_dropped_total{sink="queue",reason="memory"}'), 1);
    await decisions.close();
    const after = await samples(metrics);
    assert.equal(after.get('postern_decision_log_sent_total{sink="memory"}'), 2);
    assert.equal(after.get('postern_decision_log_spooled_total{sink="memory"}'), 0);
    assert.equal(after.get('postern_decision_log_queue_length{sink="queue"}'), 0);
  });

  test('tell of the process where asked', async () => {
    assert.ok((await samples(createMetrics())).has('process_resident_memory_bytes'));
  });
});

describe('GET /metrics', () => {
  test('answers in the text format, and counts requests that are being answered, cut off ones too', async (t) => {
    const metrics = createMetrics({ process: false });
    const app = fastify({ forceCloseConnections: true });
    countInFlight(app, metrics);
    metricsRoute(app, metrics);
    let release: () => void = () => undefined;
    const slowly = (resolve: (answer: string) => void) => {
      release = () => resolve('done');
    };
    app.get('/slow', () => new Promise<string>(slowly));
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    t.after(() => app.close());

    const scrape = async () => {
      const answer = await fetch(`${url}/metrics`);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
      return /postern_http_requests_in_flight (\d+)/.exec(await answer.text())?.[1];
    };
    assert.equal(await scrape(), '1');
    const slow = fetch(`${url}/slow`);
    await until(() => metrics.inFlight === 1);
    assert.equal(await scrape(), '2');
    release();
    await slow;
    await until(() => metrics.inFlight === 0);

    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => metrics.inFlight === 1);
    socket.destroy();
    await until(() => metrics.inFlight === 0);
  });

  test('counts injected requests too', async () => {
    const metrics = createMetrics({ process: false });
    const app = fastify();
    countInFlight(app, metrics);
    metricsRoute(app, metrics);
    assert.equal((await app.inject('/metrics')).statusCode, 200);
    await until(() => metrics.inFlight === 0);
    await app.close();
  });
});
