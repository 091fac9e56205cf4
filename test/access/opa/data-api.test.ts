import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createDecisionLog } from '../../../src/access/decision-log/decision-log.ts';
import { type AccessOptions, createAccessServer } from '../../../src/access/server.ts';
import type { Evaluation, PolicyEngine } from '../../../src/policy/policy-engine.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { logLines } from '../../support/log-lines.ts';
import { memorySink } from '../decision-log/support/events.ts';

const yes: Evaluation = { kind: 'defined', result: { allow: true } };
const json = { 'content-type': 'application/json' };

function server(engine: PolicyEngine | undefined = fakeEngine(yes), options: Partial<AccessOptions> = {}) {
  const { log, lines } = logLines();
  const data = { revision: { epoch: 1, number: 42 } };
  const app = createAccessServer({ engine: () => engine, data, log, ...options });
  const post = (url: string, body: unknown = { input: {} }, headers: Record<string, string> = json) =>
    app.inject({
      method: 'POST',
      url,
      headers,
      payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
  return { app, post, lines };
}

describe('an answer of the data API', () => {
  test('names the revision it was made at, errors and undefined documents too', async () => {
    const { app, post } = server();
    for (const answer of [
      await post('/v1/data/authz/decision'),
      await post('/v1/data/nothing'),
      await post('/v0/data/nothing'),
      await post('/v1/data/authz/decision', '{'),
      await app.inject('/v1/data/authz/decision'),
    ]) {
      assert.equal(answer.headers['postern-revision'], '1.42');
    }
  });

  test('has the id that the decision log has', async () => {
    const sink = memorySink();
    const engine = fakeEngine(yes);
    const { log } = logLines();
    const decisionLog = createDecisionLog({ engine: () => engine, sinks: [sink], log });
    const { app, post } = server(engine, { decisionLog });
    const ids = [
      (await post('/v1/data/authz/decision', { input: { n: 1 } })).json().decision_id,
      (await post('/v1/data/authz/decision/allow', { input: { n: 2 } })).json().decision_id,
      (await post('/v1/data/nothing/a%20b/', { input: { n: 3 } })).json().decision_id,
      (await app.inject('/v1/data/authz/decision?input=4')).json().decision_id,
    ];
    const raw = await post('/v0/data/authz/decision', { n: 5 });
    assert.deepEqual(raw.json(), { allow: true });
    await decisionLog.close();
    const events = sink.events.map(({ decision_id, path, input, result }) => ({
      decision_id,
      path,
      input,
      result,
    }));
    assert.match(String(events[4]?.decision_id), /^[0-9a-f-]{36}$/);
    assert.deepEqual(events, [
      { decision_id: ids[0], path: 'authz/decision', input: { n: 1 }, result: { allow: true } },
      { decision_id: ids[1], path: 'authz/decision/allow', input: { n: 2 }, result: true },
      { decision_id: ids[2], path: 'nothing/a%20b', input: { n: 3 }, result: undefined },
      { decision_id: ids[3], path: 'authz/decision', input: 4, result: { allow: true } },
      {
        decision_id: events[4]?.decision_id,
        path: 'authz/decision',
        input: { n: 5 },
        result: { allow: true },
      },
    ]);
    assert.equal(new Set(events.map((event) => event.decision_id)).size, 5);
  });

  test('has no id where decisions are not logged', async () => {
    assert.deepEqual((await server().post('/v1/data/authz/decision')).json(), { result: { allow: true } });
  });

  test('tells of provenance what decided', async () => {
    const answer = await server().post('/v1/data/authz/decision?provenance');
    const { version, bundles } = answer.json().provenance;
    assert.match(version, /^\d+\.\d+\.\d+/);
    assert.deepEqual(bundles, { policy: { revision: 'policy-1' }, data: { revision: '1.42' } });
  });
});

describe('the data API fails closed', () => {
  test('before there is a policy, for rules and for paths of nothing', async () => {
    const { app, post } = server(undefined, { engine: () => undefined });
    for (const answer of [
      await post('/v1/data/authz/decision'),
      await post('/v1/data/nothing'),
      await post('/v0/data/nothing'),
      await post('/', {}),
      await app.inject('/v1/data/authz/decision'),
    ]) {
      assert.equal(answer.statusCode, 500);
      assert.equal(answer.json().code, 'internal_error');
      assert.match(answer.json().errors[0].message, /no policy or no policy data/);
    }
  });

  test('before there is data', async () => {
    const engine = fakeEngine(yes);
    const { post } = server(engine, { data: { revision: undefined } });
    assert.equal((await post('/v1/data/authz/decision')).statusCode, 500);
    assert.equal((await post('/v1/data/nothing')).statusCode, 500);
    assert.deepEqual(engine.inputs, []);
  });

  for (const [message, more, code] of [
    ['p.rego:5:1: complete rule conflict', {}, 'eval_conflict_error'],
    ['it took longer than 250 ms', { unfinished: true }, 'eval_cancel_error'],
    ['unreachable', {}, 'eval_internal_error'],
  ] as const) {
    test(`with ${code}`, async () => {
      const { post, lines } = server(fakeEngine({ kind: 'failed', message, ...more }));
      for (const path of [
        '/v1/data/authz/decision',
        '/v1/data/authz/decision/allow',
        '/v0/data/authz/decision',
        '/',
      ]) {
        const answer = await post(path);
        assert.equal(answer.statusCode, 500);
        assert.deepEqual(answer.json(), {
          code: 'internal_error',
          message: 'error(s) occurred while evaluating query',
          errors: [{ code, message }],
        });
      }
      assert.equal(lines.filter(({ reason }) => reason === message).length, 4);
    });
  }
});

describe('a path without a rule', () => {
  test('is told of once for each policy, with the rules there are', async () => {
    let engine = fakeEngine(yes);
    const { post, lines } = server(undefined, { engine: () => engine });
    for (const path of ['authz', 'authz', 'authz/', 'other']) await post(`/v1/data/${path}`);
    const told = () =>
      lines.map(({ path, policyRevision, entrypoints }) => ({ path, policyRevision, entrypoints }));
    const entrypoints = ['authz/decision'];
    const first = [
      { path: 'authz', policyRevision: 'policy-1', entrypoints },
      { path: 'other', policyRevision: 'policy-1', entrypoints },
    ];
    assert.deepEqual(told(), first);
    engine = { ...fakeEngine(yes), revision: 'policy-2' };
    await post('/v0/data/authz');
    assert.deepEqual(told(), [...first, { path: 'authz', policyRevision: 'policy-2', entrypoints }]);
  });

  test('can not fill the log', async () => {
    const { post, lines } = server();
    for (let count = 0; count < 300; count += 1) await post(`/v1/data/${count}/${'x'.repeat(300)}`);
    assert.equal(lines.length, 201);
    assert.ok(lines.every((line) => JSON.stringify(line).length < 1000));
  });

  test('becomes one with the policy that has it', async () => {
    let engine = fakeEngine(yes);
    const { post } = server(undefined, { engine: () => engine });
    assert.deepEqual((await post('/v1/data/later/rule')).json(), {});
    engine = { ...fakeEngine(yes), revision: 'policy-2', entrypoints: ['later/rule'] };
    assert.deepEqual((await post('/v1/data/later/rule')).json(), { result: { allow: true } });
    assert.deepEqual((await post('/v1/data/authz/decision')).json(), {});
  });
});

describe('bodies', () => {
  const refused: [string, Buffer | string, Record<string, string>, number, RegExp][] = [
    ['gzip that is none', 'no gzip', { ...json, 'content-encoding': 'gzip' }, 400, /not gzip/],
    [
      'gzip that ends early',
      gzipSync('{"input": 1}').subarray(0, 20),
      { 'content-encoding': 'gzip' },
      400,
      /not gzip/,
    ],
    [
      'gzip of a body too long',
      gzipSync(`"${'x'.repeat(5_000_000)}"`),
      { 'content-encoding': 'x-gzip' },
      413,
      /unpacked/,
    ],
    ['too long', JSON.stringify('x'.repeat(1_100_000)), json, 413, /too long/],
    ['YAML too long', `a: ${'x'.repeat(140_000)}`, { 'content-type': 'application/yaml' }, 413, /YAML/],
    ['YAML that unfolds', bomb(), { 'content-type': 'application/yaml' }, 400, /not YAML/],
    ['YAML with infinity', 'input: .inf', { 'content-type': 'application/yaml' }, 400, /too large/],
    [
      'YAML with __proto__',
      'input: {__proto__: 1}',
      { 'content-type': 'application/yaml' },
      400,
      /__proto__/,
    ],
    [
      'YAML nested too deep',
      `input: ${'['.repeat(5000)}${']'.repeat(5000)}`,
      { 'content-type': 'application/yaml' },
      400,
      /nested deeper than 256/,
    ],
  ];
  for (const [name, body, headers, status, message] of refused) {
    test(`${name}: ${status}, in OPA's form`, async () => {
      const engine = fakeEngine(yes);
      const { post, lines } = server(engine);
      for (const path of ['/v1/data/authz/decision', '/v0/data/authz/decision', '/']) {
        const answer = await post(path, body, headers);
        assert.equal(answer.statusCode, status, answer.body);
        assert.equal(answer.json().code, 'invalid_parameter');
        assert.match(answer.json().message, message);
      }
      assert.deepEqual([engine.inputs, lines], [[], []]);
    });
  }

  test('of the routes beside OPA are refused as before', async () => {
    const { post } = server();
    const yaml = await post('/access/v1/evaluation', 'a: 1', { 'content-type': 'application/yaml' });
    assert.deepEqual([yaml.statusCode, yaml.json().status], [400, 400]);
  });

  test("a token of another epoch is refused in OPA's form", async () => {
    const { post } = server();
    const answer = await post('/v1/data/authz/decision', {}, { ...json, 'postern-at-least-revision': '2.1' });
    assert.deepEqual([answer.statusCode, answer.json().code], [409, 'resource_conflict']);
    const bad = await post('/v1/data/authz/decision', {}, { ...json, 'postern-at-least-revision': 'x' });
    assert.deepEqual([bad.statusCode, bad.json().code], [400, 'invalid_parameter']);
  });
});

describe('what is not served', () => {
  for (const [method, url, allow, message] of [
    ['PUT', '/v1/policies/a/b', '', /policy bundle/],
    ['GET', '/v1/policies', '', /policy bundle/],
    ['DELETE', '/v1/policies/a', '', /policy bundle/],
    ['PUT', '/v1/data', 'GET, HEAD, POST', /control plane/],
    ['PATCH', '/v1/data/users', 'GET, HEAD, POST', /data file/],
    ['DELETE', '/v1/data/users', 'GET, HEAD, POST', /control plane/],
    ['GET', '/v0/data/users', 'POST', /POST/],
    ['POST', '/v1/query', '', /entrypoints/],
    ['GET', '/v1/query?q=x', '', /entrypoints/],
    ['POST', '/v1/compile', '', /filters/],
    ['POST', '/v1/compile/filters/include', '', /filters/],
    ['GET', '/', 'POST', /POST/],
    ['POST', '/v1/status', 'GET, HEAD', /GET/],
  ] as const) {
    test(`${method} ${url}`, async () => {
      const answer = await server().app.inject({
        method,
        url,
        ...(method === 'GET' ? {} : { payload: 'x', headers: { 'content-type': 'text/plain' } }),
      });
      assert.equal(answer.statusCode, 405);
      assert.deepEqual(new Set(String(answer.headers.allow).split(', ')), new Set(allow.split(', ')));
      assert.equal(answer.json().code, 'invalid_operation');
      assert.match(answer.json().message, message);
    });
  }
});

/** 100 million strings in half a kilobyte. */
function bomb(): string {
  const lines = ['a0: &a0 [x]'];
  for (let level = 1; level <= 8; level += 1) {
    lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
  }
  return lines.join('\n');
}
