import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { OPAClient, type ToInput } from '@open-policy-agent/opa';
import { HTTPClient } from '@open-policy-agent/opa/lib/http.js';
import { OpaApiClient } from '@open-policy-agent/opa/sdk/index.js';
import { Explain } from '@open-policy-agent/opa/sdk/models/components';
import { needsOpa } from '../../support/opa.ts';
import { startPostern } from './support/servers.ts';

/** The client from npm as it comes. */
describe('@open-policy-agent/opa', needsOpa, () => {
  const closers: (() => unknown)[] = [];
  let url = '';
  let client: OPAClient;
  before(async () => {
    const closing = { after: (close: () => unknown) => closers.push(close) };
    url = (await startPostern(closing as Parameters<typeof startPostern>[0])).url;
    client = new OPAClient(url);
  });
  after(async () => {
    for (const close of closers.reverse()) await close();
  });

  test('evaluate gives the result of a rule', async () => {
    assert.equal(await client.evaluate('app/rbac/allow', { user: 'olga' }), true);
    assert.equal(await client.evaluate('app/rbac/allow', { user: 'u2' }), false);
    assert.deepEqual(await client.evaluate('app/rbac/echo', { a: [1, { b: null }] }), {
      a: [1, { b: null }],
    });
  });

  test('evaluate works without input', async () => {
    assert.equal(await client.evaluate('app/rbac/allow'), false);
  });

  test('evaluate takes what can become an input, and changes results', async () => {
    const user: ToInput = { toInput: () => ({ user: 'u1' }) };
    const fromResult = (result?: unknown) => (result as { allow: boolean }).allow;
    assert.equal(await client.evaluate('app/rbac/decision', user, { fromResult }), true);
  });

  test('evaluate finds what lies below a rule', async () => {
    assert.equal(await client.evaluate('app/rbac/decision/allow', { user: 'olga' }), true);
  });

  test('evaluate gives undefined where there is nothing', async () => {
    assert.equal(await client.evaluate('app/rbac/undefined_one', {}), undefined);
    assert.equal(await client.evaluate('no/such/rule', {}), undefined);
  });

  test('evaluate rejects where the policy fails', async () => {
    await assert.rejects(client.evaluate('app/rbac/conflict', { x: true }), {
      name: 'ServerError',
      code: 'internal_error',
    });
  });

  test('evaluateDefault asks the rule that decides', async () => {
    assert.equal(await client.evaluateDefault({ user: 'olga' }), true);
  });

  test('evaluateBatch falls back to single evaluations', async () => {
    const inputs = { a: { user: 'olga' }, b: { user: 'u2' } };
    assert.deepEqual(await client.evaluateBatch('app/rbac/allow', inputs, { fallback: true }), {
      a: true,
      b: false,
    });
  });

  test('its headers arrive', async () => {
    const httpClient = new HTTPClient();
    let echoed: string | null = null;
    httpClient.addHook('response', (response) => {
      echoed = response.headers.get('x-request-id');
    });
    const named = new OPAClient(url, { headers: { 'X-Request-ID': 'r1' }, sdk: { httpClient } });
    await named.evaluate('app/rbac/allow', {});
    assert.equal(echoed, 'r1');
  });

  test('its generated part understands every parameter that is served, and health', async () => {
    const api = new OpaApiClient({ serverURL: url });
    const answer = await api.executePolicyWithInput({
      path: 'app/rbac/allow',
      requestBody: { input: { user: 'olga' } },
      pretty: true,
      metrics: true,
      instrument: true,
      provenance: true,
      strictBuiltinErrors: false,
    });
    assert.equal(answer.successfulPolicyResponse?.result, true);
    assert.ok(answer.successfulPolicyResponse?.metrics?.timer_rego_query_eval_ns > 0);
    assert.match(
      answer.successfulPolicyResponse?.provenance?.bundles?.policy?.revision ?? '',
      /^[0-9a-f]{32}$/,
    );
    assert.deepEqual((await api.health()).healthyServer, {});
    assert.deepEqual((await api.health(true, true, ['status'])).healthyServer, {});
  });

  test('what is not served is a ClientError that says so', async () => {
    const api = new OpaApiClient({ serverURL: url });
    const asked = { path: 'app/rbac/allow', requestBody: { input: {} } };
    await assert.rejects(api.executePolicyWithInput({ ...asked, explain: Explain.Full }), {
      name: 'ClientError',
      code: 'invalid_parameter',
      message: /explain is not served/,
    });
    await assert.rejects(api.executePolicyWithInput({ ...asked, strictBuiltinErrors: true }), {
      name: 'ClientError',
    });
  });
});
