import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type AccessOptions, createAccessServer } from '../../../src/access/server.ts';
import type { PlaneStatus } from '../../../src/access/status.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { logLines } from '../../support/log-lines.ts';
import { memorySink } from '../decision-log/support/events.ts';

const since = Date.UTC(2026, 0, 2, 3, 4, 5);
const good: PlaneStatus = {
  policy: {
    active: { revision: 'policy-1', entrypoints: ['authz/decision'], since },
    lastLoad: { at: since, outcome: 'loaded', revision: 'policy-1' },
    loads: 1,
    refusals: 0,
    source: { kind: 'control', confirmedAt: since + 1000, failure: undefined },
  },
  data: {
    revision: { epoch: 1, number: 42 },
    source: { kind: 'control', confirmedAt: since + 2000, failure: undefined },
  },
  decisionLog: {
    recorded: 10,
    filtered: 1,
    maskFailures: 0,
    queued: 2,
    dropped: 1,
    sinks: { memory: { ...memorySink().stats(), sent: 5, waiting: 1 } },
  },
  labels: { id: 'one', version: '1.2.3' },
  startedAt: since,
};

function server(options: Partial<AccessOptions> = {}) {
  const engine = fakeEngine({ kind: 'undefined' });
  const { log } = logLines();
  const data = { revision: { epoch: 1, number: 42 } };
  return createAccessServer({ engine: () => engine, data, log, ...options });
}

describe('GET /v1/status', () => {
  test("has OPA's members", async () => {
    const answer = await server({ status: () => good }).inject('/v1/status');
    assert.equal(answer.statusCode, 200);
    const { result } = answer.json();
    assert.deepEqual(result.labels, { id: 'one', version: '1.2.3' });
    assert.deepEqual(result.bundles, {
      policy: {
        name: 'policy',
        active_revision: 'policy-1',
        last_successful_activation: '2026-01-02T03:04:05.000Z',
        last_successful_download: '2026-01-02T03:04:05.000Z',
        last_successful_request: '2026-01-02T03:04:06.000Z',
      },
      data: {
        name: 'data',
        active_revision: '1.42',
        last_successful_request: '2026-01-02T03:04:07.000Z',
      },
    });
    assert.deepEqual(result.plugins, {
      bundle: { state: 'OK' },
      decision_logs: { state: 'OK' },
      status: { state: 'OK' },
    });
    assert.equal(result.decision_logs.metrics.counter_decision_logs_sent, 5);
    assert.equal(result.decision_logs.metrics.counter_decision_logs_waiting, 3);
  });

  test('says why a bundle was refused, and why a source can not be followed', async () => {
    const status: PlaneStatus = {
      ...good,
      policy: {
        ...good.policy,
        lastLoad: { at: since + 5000, outcome: 'refused', revision: undefined, error: 'not a gzip file' },
      },
      data: { ...good.data, source: { ...good.data.source, failure: 'connection refused' } },
    };
    const { bundles, plugins } = (await server({ status: () => status }).inject('/v1/status')).json().result;
    assert.deepEqual([bundles.policy.code, bundles.policy.message], ['bundle_error', 'not a gzip file']);
    assert.equal(bundles.policy.active_revision, 'policy-1');
    assert.deepEqual([bundles.data.code, bundles.data.message], ['bundle_error', 'connection refused']);
    assert.deepEqual(plugins.bundle, { state: 'OK' });
  });

  test('says what of the decision log fails at present', async () => {
    const sink = { ...memorySink().stats(), failures: 3, spooled: 4, spoolFailures: 2 };
    const failing = { ...sink, failure: 'the receiver does not take it: HTTP 500' };
    const decisionLog = {
      recorded: 4,
      filtered: 0,
      maskFailures: 0,
      queued: 0,
      dropped: 0,
      sinks: { memory: sink, http: failing },
    };
    const status: PlaneStatus = { ...good, decisionLog };
    const { decision_logs: told } = (await server({ status: () => status }).inject('/v1/status')).json()
      .result;
    assert.deepEqual(
      [told.code, told.message],
      ['decision_log_error', 'the receiver does not take it: HTTP 500'],
    );
    assert.equal(told.metrics.counter_decision_logs_delivery_failures, 6);
    assert.equal(told.metrics.counter_decision_logs_spooled, 8);
    assert.equal(told.metrics.counter_decision_logs_spool_failures, 4);
    const well = (await server({ status: () => good }).inject('/v1/status')).json().result.decision_logs;
    assert.deepEqual([well.code, well.message], [undefined, undefined]);
  });

  test('says what it knows where nobody keeps account', async () => {
    const { result } = (await server().inject('/v1/status')).json();
    assert.deepEqual(result.bundles, {
      policy: { name: 'policy', active_revision: 'policy-1' },
      data: { name: 'data', active_revision: '1.42' },
    });
    assert.equal('decision_logs' in result, false);
  });
});

test('GET /v1/config tells of labels and the rule that decides, and nothing else', async () => {
  const answer = await server({ status: () => good, decisionEntrypoint: 'a/b' }).inject('/v1/config');
  assert.deepEqual(answer.json(), {
    result: { labels: { id: 'one', version: '1.2.3' }, default_decision: '/a/b' },
  });
});

describe("GET /health with OPA's parameters", () => {
  const starting = { engine: () => undefined };
  for (const [query, options, status, error] of [
    ['bundles', {}, 200, undefined],
    ['bundles=true&plugins=true', {}, 200, undefined],
    ['bundles', starting, 500, /not activated: policy$/],
    ['bundle=true', starting, 500, /not activated: policy$/],
    ['bundles', { data: { revision: undefined } }, 500, /not activated: data$/],
    ['plugins', starting, 500, /not up: bundle$/],
    ['plugins&exclude-plugin=bundle', starting, 200, undefined],
    ['plugins&exclude-plugin=status&exclude-plugin=bundle', starting, 200, undefined],
    ['plugins&exclude-plugin=bundle&bundles', starting, 500, /not activated/],
  ] as const) {
    test(`?${query} ${Object.keys(options).length === 0 ? 'while all is well' : 'at the start'}: ${status}`, async () => {
      const answer = await server(options).inject(`/health?${query}`);
      assert.equal(answer.statusCode, status);
      if (error === undefined) assert.deepEqual(answer.json(), {});
      else assert.match(answer.json().error, error);
    });
  }

  test('?bundles=false is a request without', async () => {
    assert.equal((await server().inject('/health?bundles=false')).json().status, 'ready');
    assert.equal((await server(starting).inject('/health?bundles=false')).statusCode, 503);
  });
});
