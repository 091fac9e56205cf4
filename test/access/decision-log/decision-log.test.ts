import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDecisionLog } from '../../../src/access/decision-log/decision-log.ts';
import type { Evaluation, PolicyEngine } from '../../../src/policy/policy-engine.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { logLines } from '../../support/log-lines.ts';
import { event, memorySink, range } from './support/events.ts';
import { until } from './support/receiver.ts';

const { log } = logLines();

function engineWith(rules: Record<string, Evaluation | ((input: unknown) => Evaluation)>): PolicyEngine {
  return {
    ...fakeEngine({ kind: 'undefined' }),
    entrypoints: ['authz/decision', ...Object.keys(rules)],
    evaluate: (entrypoint, input) => {
      const rule = rules[entrypoint] ?? { kind: 'undefined' };
      return typeof rule === 'function' ? rule(input) : rule;
    },
  };
}

const plain = () => engineWith({});

describe('the decision log', () => {
  test("writes events in OPA's form", async () => {
    const sink = memorySink();
    const decisions = createDecisionLog({ engine: plain, sinks: [sink], log, labels: { id: 'sidecar-1' } });
    decisions.record(
      event({
        decisionId: '4ca636c1-55e4-417a-b1d8-4aceb67960d1',
        revision: '1.7',
        policyRevision: 'p3',
        requestedBy: '127.0.0.1:4711',
        trace: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', flags: 1 },
        requestNumber: 12,
        requestId: 'r-1',
        metrics: { timer_rego_query_eval_ns: 7000 },
      }),
    );
    decisions.record(event({ result: undefined, error: { code: 'evaluation_error', message: 'no' } }));
    await decisions.close();
    const [first, second] = sink.events;
    assert.deepEqual(first, {
      labels: { id: 'sidecar-1' },
      decision_id: '4ca636c1-55e4-417a-b1d8-4aceb67960d1',
      path: 'authz/decision',
      timestamp: '2023-11-14T22:13:20.123Z',
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: 'b7ad6b7169203331',
      bundles: { policy: { revision: 'p3' }, data: { revision: '1.7' } },
      input: { subject: { type: 'user', id: 'u1' }, action: { name: 'assets.view' } },
      result: { allow: true, reasons: [], masks: [] },
      requested_by: '127.0.0.1:4711',
      metrics: { timer_rego_query_eval_ns: 7000 },
      req_id: 12,
      request_context: { http: { headers: { 'X-Request-ID': ['r-1'] } } },
    });
    assert.deepEqual(Object.keys(second ?? {}).sort(), [
      'decision_id',
      'error',
      'input',
      'labels',
      'path',
      'timestamp',
    ]);
    assert.match(String(second?.decision_id), /^[0-9a-f-]{36}$/);
  });

  test('gives the rules the whole event, and obeys the drop rule', async () => {
    const sink = memorySink();
    const engine = engineWith({
      'system/log/drop': (input) => {
        const { path, result } = input as { path: string; result: { allow: boolean } };
        return path === 'authz/decision' && result.allow
          ? { kind: 'defined', result: true }
          : { kind: 'undefined' };
      },
      'system/log/mask': (input) => ({
        kind: 'defined',
        result: [{ op: 'upsert', path: '/input/action', value: Object.keys(input as object).length }],
      }),
    });
    const decisions = createDecisionLog({ engine: () => engine, sinks: [sink], log });
    decisions.record(event());
    decisions.record(event({ result: { allow: false } }));
    decisions.record(event({ path: 'other' }));
    await decisions.close();
    assert.deepEqual(
      sink.events.map(({ path }) => path),
      ['authz/decision', 'other'],
    );
    assert.deepEqual(sink.events[0]?.masked, ['/input/action']);
    assert.equal((sink.events[0].input as { action: number }).action, 6);
    assert.equal(decisions.stats().filtered, 1);
  });

  test('keeps what a drop rule fails on', async () => {
    const sink = memorySink();
    const engine = engineWith({ 'system/log/drop': { kind: 'failed', message: 'x' } });
    const decisions = createDecisionLog({ engine: () => engine, sinks: [sink], log });
    decisions.record(event());
    await decisions.close();
    assert.equal(sink.events.length, 1);
  });

  test('without a policy shows nothing of what was asked', async () => {
    const sink = memorySink();
    const decisions = createDecisionLog({ engine: () => undefined, sinks: [sink], log });
    decisions.record(event());
    await decisions.close();
    assert.deepEqual(sink.events[0]?.erased, ['/input', '/result']);
    assert.equal(decisions.stats().maskFailures, 1);
  });

  test('writes what cannot be written as JSON without its content', async () => {
    const sink = memorySink();
    const decisions = createDecisionLog({ engine: plain, sinks: [sink], log });
    decisions.record(event({ input: { number: 1n } }));
    decisions.record(event({ time: Number.NaN }));
    await decisions.close();
    assert.equal(sink.events.length, 2);
    assert.ok(sink.events.every((each) => !('input' in each)));
  });

  test('writes beside the deciding path, by and by, and in order', async () => {
    const sink = memorySink();
    const decisions = createDecisionLog({ engine: plain, sinks: [sink], log });
    for (const n of range(0, 5000)) decisions.record(event({ input: { n } }));
    assert.equal(sink.texts.length, 0);
    await until(() => sink.texts.length === 5000);
    assert.deepEqual(
      sink.events.map(({ input }) => (input as { n: number }).n),
      range(0, 5000),
    );
    decisions.record(event());
    await until(() => sink.texts.length === 5001);
    await decisions.close();
  });

  test('drops the oldest when too many wait, by number and by size, and counts them', async () => {
    const sink = memorySink();
    const decisions = createDecisionLog({
      engine: plain,
      sinks: [sink],
      log,
      queueEvents: 100,
      queueBytes: 10_000,
    });
    for (const n of range(0, 250)) decisions.record(event({ input: { n }, bytes: 10 }));
    assert.deepEqual([decisions.stats().queued, decisions.stats().dropped], [100, 150]);
    for (const n of range(250, 10)) decisions.record(event({ input: { n }, bytes: 2000 }));
    assert.deepEqual([decisions.stats().queued, decisions.stats().dropped], [5, 255]);
    await decisions.close();
    assert.deepEqual(
      sink.events.map(({ input }) => (input as { n: number }).n),
      range(255, 5),
    );
  });

  test('closes in time though a sink does not, and counts what comes afterwards', async () => {
    const stuck = { ...memorySink(), close: (ms: number) => sleep(ms) };
    const decisions = createDecisionLog({ engine: plain, sinks: [stuck], log });
    decisions.record(event());
    const start = performance.now();
    await decisions.close(300);
    assert.ok(performance.now() - start < 5000);
    decisions.record(event());
    assert.deepEqual([decisions.stats().recorded, decisions.stats().dropped], [1, 1]);
  });

  test('without sinks costs nothing and keeps nothing', async () => {
    const decisions = createDecisionLog({ engine: plain, sinks: [], log });
    decisions.record(event());
    assert.equal(decisions.stats().queued, 0);
    await decisions.close();
  });
});
