import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { needsOpa } from '../../support/opa.ts';
import { type Answer, ask, type Question, startOpa, startPostern } from './support/servers.ts';

const json = { 'content-type': 'application/json' };
const at = (rule: string) => `/v1/data/app/rbac/${rule}`;
const get = (path: string): Question => ({ path });
const post = (path: string, body?: unknown, headers: Record<string, string> = json): Question => ({
  method: 'POST',
  path,
  headers,
  ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
});
const yaml = (body: string) => post(at('echo'), body, { 'content-type': 'application/x-yaml' });

/** Answered alike: status, media type, body; of errors the code, and for documents that are not there the message too. */
const same: Record<string, Question> = {
  'a boolean': post(at('allow'), { input: { user: 'olga' } }),
  'a default': post(at('allow'), { input: { user: 'u2' } }),
  'a rule over data': post(at('allow'), { input: { user: 'u1' } }),
  'an object': post(at('decision'), { input: { user: 'u2' } }),
  'a set': post(at('names'), { input: {} }),
  'an object of a partial rule': post(at('roles'), { input: {} }),
  numbers: post(at('numbers'), { input: {} }),
  text: post(at('text'), { input: {} }),
  null: post(at('nothing'), { input: {} }),
  'empty ones': post(at('empty'), { input: {} }),
  'a clock': post(at('now_is_number'), { input: {} }),
  'an undefined rule': post(at('undefined_one'), { input: {} }),
  'a path of nothing': post('/v1/data/no/such/path', { input: {} }),
  'a path of nothing, GET': get('/v1/data/no/such'),
  GET: get(at('allow')),
  'GET of a rule without input': get(at('has_input')),
  'GET with input': get(`${at('echo')}?input=${encodeURIComponent('{"a":[1,"b c+d"]}')}`),
  'GET with input null': get(`${at('has_null')}?input=null`),
  'GET with two inputs': get(`${at('echo')}?input=1&input=2`),
  'GET with half an input': get(`${at('echo')}?input=%7B%22a%22`),
  'GET with an empty input': get(`${at('echo')}?input=`),
  'no body': post(at('has_input')),
  'an empty body': post(at('has_input'), ''),
  'a body of blanks': post(at('has_input'), ' \n'),
  'a body without input': post(at('has_input'), {}),
  'a body with other members': post(at('has_input'), { query: 'x', 'com.example/more': { a: 1 } }),
  'an input of null': post(at('has_null'), { input: null }),
  'an input of false': post(at('echo'), { input: false }),
  'an input that is text': post(at('echo'), { input: 'x' }),
  'a body that is null': post(at('has_input'), 'null'),
  'a body that is an array': post(at('echo'), '[1]'),
  'a body that is text': post(at('echo'), '"x"'),
  'a body that is no JSON': post(at('echo'), '{"input":'),
  'a body without Content-Type': post(at('echo'), { input: 1 }, {}),
  'a body called a form': post(
    at('echo'),
    { input: 1 },
    { 'content-type': 'application/x-www-form-urlencoded' },
  ),
  'a body called nothing that is a media type': post(at('echo'), { input: 1 }, { 'content-type': 'json' }),
  'a body called text': post(at('echo'), { input: 1 }, { 'content-type': 'text/plain; charset=utf-8' }),
  YAML: yaml('input:\n  a: yes\n  t: true\n  d: 2001-12-14\n  1: x\n  o: 010\n  h: 0x1F\n  f: 1e3\n  n: ~\n'),
  'YAML with anchors': yaml('input:\n  a: &x [1, {b: 2}]\n  b: *x\n  c: {<<: {z: 1}, y: 2}\n'),
  'YAML that is JSON': yaml('{"input": {"a": "b"}}'),
  'YAML without input': yaml('a: 1'),
  'no YAML': yaml('a: [1'),
  'YAML called something else': post(at('echo'), 'input: 3', {
    'content-type': 'text/vnd.yaml; charset=utf-8',
  }),
  gzip: {
    ...post(at('echo'), undefined, { ...json, 'content-encoding': 'gzip' }),
    body: gzipSync('{"input":[1]}'),
  },
  'a slash at the end of a body request': post(`${at('echo')}?`, { input: 1 }),
  'letters that are encoded': post('/v1/data/app/r%62ac/echo', { input: 1 }),
  'an encoded slash': post('/v1/data/app%2Frbac/echo', { input: 1 }),
  'an encoded slash, v0': post('/v0/data/app%2Frbac/echo', {}),
  'below a rule': post(at('decision/allow'), { input: { user: 'olga' } }),
  'far below a rule': post(at('decision/nested/x/y'), { input: {} }),
  'below a partial rule': post(at('roles/u1'), { input: {} }),
  'below a partial rule, where nothing is': post(at('roles/u9'), { input: {} }),
  'below the input': post(at('echo/a/b'), { input: { a: { b: [1] } } }),
  'below the input, where nothing is': post(at('echo/a/c'), { input: { a: { b: 1 } } }),
  'below null': post(at('echo/a'), { input: null }),
  'below text': post(at('echo/length'), { input: 'text' }),
  'a name of every object': post(at('echo/toString'), { input: {} }),
  'a number for a name': post(at('echo/7'), { input: { '7': 1 } }),
  'v0 below a rule, where nothing is': post('/v0/data/app/rbac/roles/u9', {}),
  pretty: post(`${at('decision')}?pretty=true`, { input: { user: 'u2' } }),
  'pretty without a value': post(`${at('decision')}?pretty`, { input: {} }),
  'pretty twice': post(`${at('decision')}?pretty=no&pretty=TRUE`, { input: {} }),
  'not pretty': post(`${at('decision')}?pretty=1`, { input: {} }),
  'explain=off': post(`${at('echo')}?explain=off`, { input: 1 }),
  'explain=nonsense': post(`${at('echo')}?explain=nonsense`, { input: 1 }),
  'strict-builtin-errors=false': post(`${at('echo')}?strict-builtin-errors=false`, { input: 1 }),
  'parameters nobody knows': post(`${at('echo')}?a=b&&c`, { input: 1 }),
  v0: post('/v0/data/app/rbac/decision', { user: 'u1' }),
  'v0 text': post('/v0/data/app/rbac/echo', '"x"'),
  'v0 without body': post('/v0/data/app/rbac/has_null'),
  'v0 with a body without Content-Type': post('/v0/data/app/rbac/echo', { a: 1 }, {}),
  'v0 YAML': post('/v0/data/app/rbac/echo', 'a: [1]', { 'content-type': 'application/yaml' }),
  'v0 pretty': post('/v0/data/app/rbac/echo?pretty', { a: [1] }),
  'v0 of an undefined rule': post('/v0/data/app/rbac/undefined_one', {}),
  'v0 of nothing': post('/v0/data/no/such-path/0/x', {}),
  'v0 that is no JSON': post('/v0/data/app/rbac/echo', '{'),
  'the default decision': post('/', { user: 'olga' }),
  'the default decision without body': post('/'),
  'the default decision, no JSON': post('/', '{'),
  'a conflict': post(at('conflict'), { input: { x: true } }),
  'a conflict, v0': post('/v0/data/app/rbac/conflict', { x: true }),
  'health with bundles': get('/health?bundles'),
  'health with plugins': get('/health?plugins=true&exclude-plugin=status'),
};

/** Answered otherwise, on purpose: what OPA gives, what we give, and why. */
const departures: Record<string, { asked: Question; opa: unknown; postern: unknown; why: string }> = {
  'a rule that is no entrypoint': {
    asked: post(at('unlisted'), { input: {} }),
    opa: [200, { result: 1 }],
    postern: [200, {}],
    why: 'only entrypoints are compiled',
  },
  'a document of data': {
    asked: get('/v1/data/owner'),
    opa: [200, { result: 'olga' }],
    postern: [200, {}],
    why: 'policy data is for the policy, not for whoever may ask it',
  },
  'a member that a rule never has': {
    asked: post(at('decision/nothing/here'), { input: {} }),
    opa: [500, 'internal_error'],
    postern: [200, {}],
    why: 'it is not there, and that is no fault of the server',
  },
  'below an array': {
    asked: post(at('numbers/0'), { input: {} }),
    opa: [200, { result: 1 }],
    postern: [200, {}],
    why: 'a set comes out of a compiled policy as an array, and its members are not found by number',
  },
  'a member of a set': {
    asked: post(at('names/u1'), { input: {} }),
    opa: [200, { result: 'u1' }],
    postern: [200, {}],
    why: 'the same',
  },
  'a quote in a path': {
    asked: post('/v1/data/app/a%22b', { input: {} }),
    opa: [500, 'internal_error'],
    postern: [200, {}],
    why: 'it is a name like others',
  },
  'a slash too many': {
    asked: post('/v1/data//app/rbac/echo/', { input: 1 }),
    opa: [307, undefined],
    postern: [200, { result: 1 }],
    why: 'OPA redirects to the path without; nothing is won by another request',
  },
  'a member called Input': {
    asked: post(at('echo'), { Input: 1 }),
    opa: [200, { result: 1 }],
    postern: [
      200,
      { warning: { code: 'api_usage_warning', message: "'input' key missing from the request" } },
    ],
    why: 'the names of members are case-sensitive',
  },
  'text after the body': {
    asked: post(at('echo'), '{"input": 1} x'),
    opa: [200, { result: 1 }],
    postern: [400, 'invalid_parameter'],
    why: 'it is no JSON',
  },
  'input twice': {
    asked: post(at('echo'), '{"input": 1, "input": 2}'),
    opa: [200, { result: 2 }],
    postern: [400, 'invalid_parameter'],
    why: 'others on the way may have read the first',
  },
  'a lone surrogate': {
    asked: post(at('echo'), '{"input": "\\ud800"}'),
    opa: [200, { result: '\ufffd' }],
    postern: [400, 'invalid_parameter'],
    why: 'two different texts would become the same',
  },
  'bytes that are no UTF-8': {
    asked: {
      ...post(at('echo')),
      body: Buffer.from([...Buffer.from('{"input":"'), 0xff, ...Buffer.from('"}')]),
    },
    opa: [200, { result: '\ufffd' }],
    postern: [400, 'invalid_parameter'],
    why: 'the same',
  },
  'a number beyond all doubles': {
    asked: post(at('echo'), '{"input": 1e400}'),
    opa: [200, { result: Number.POSITIVE_INFINITY }],
    postern: [400, 'invalid_parameter'],
    why: 'it can not be held',
  },
  'nested 65 deep': {
    asked: post(at('has_input'), `{"input": ${'['.repeat(64)}${']'.repeat(64)}}`),
    opa: [200, { result: true }],
    postern: [400, 'invalid_parameter'],
    why: 'depth is limited',
  },
  'an explanation': {
    asked: post(`${at('has_null')}?explain=full`, { input: 1 }),
    opa: [200, 'explained'],
    postern: [400, 'invalid_parameter'],
    why: 'a compiled policy leaves no trace',
  },
  'strict-builtin-errors': {
    asked: post(`${at('echo')}?strict-builtin-errors`, { input: 1 }),
    opa: [200, { result: 1 }],
    postern: [400, 'invalid_parameter'],
    why: 'it is not known which builtin failed, so that it is refused and not ignored',
  },
  'labels of rules': {
    asked: post(`${at('echo')}?rule_labels=true`, { input: 1 }),
    opa: [200, { result: 1 }],
    postern: [400, 'invalid_parameter'],
    why: 'it is not known which rules took part',
  },
  'what OPA has not either': {
    asked: get('/v1/nothing'),
    opa: [404, undefined],
    postern: [404, 'resource_not_found'],
    why: 'an error is JSON',
  },
  'another method': {
    asked: { ...get('/v0/data/app/rbac/echo') },
    opa: [405, undefined],
    postern: [405, 'invalid_operation'],
    why: 'it says what to do instead',
  },
  'a policy': {
    asked: {
      method: 'PUT',
      path: '/v1/policies/x',
      body: 'package x',
      headers: { 'content-type': 'text/plain' },
    },
    opa: [200, {}],
    postern: [405, 'invalid_operation'],
    why: 'policies come in bundles',
  },
  'a document': {
    asked: { method: 'PUT', path: '/v1/data/x', body: '{}', headers: json },
    opa: [204, undefined],
    postern: [405, 'invalid_operation'],
    why: 'policy data comes from the control plane, or a file',
  },
  'a query': {
    asked: post('/v1/query', { query: 'x = 1' }),
    opa: [200, { result: [{ x: 1 }] }],
    postern: [405, 'invalid_operation'],
    why: 'the policy is compiled for its entrypoints',
  },
};

describe('the same requests to OPA and to Postern', needsOpa, () => {
  let opaSocket = '';
  let socket = '';
  const closers: (() => unknown)[] = [];
  const closing = { after: (close: () => unknown) => closers.push(close) } as Parameters<typeof startOpa>[0];
  before(async () => {
    opaSocket = (await startOpa(closing)).socket;
    socket = (await startPostern(closing)).socket;
  });
  after(async () => {
    for (const close of closers.reverse()) await close();
  });

  for (const [name, asked] of Object.entries(same)) {
    test(`are answered alike: ${name}`, async () => {
      const [theirs, ours] = await Promise.all([ask(opaSocket, asked), ask(socket, asked)]);
      assert.deepEqual(comparable(ours), comparable(theirs), ours.text);
      if (/pretty/.test(asked.path) && theirs.status === 200) {
        assert.equal(ours.text.includes('\n  '), theirs.text.includes('\n  '));
      }
      if (ours.status === 200 && asked.path.startsWith('/v')) assert.ok(ours.text.endsWith('\n'));
    });
  }

  for (const [name, { asked, opa, postern, why }] of Object.entries(departures)) {
    test(`are answered otherwise, because ${why}: ${name}`, async () => {
      const [theirs, ours] = await Promise.all([ask(opaSocket, asked), ask(socket, asked)]);
      assert.deepEqual(summary(theirs), opa);
      assert.deepEqual(summary(ours), postern);
    });
  }

  test('have metrics of the same names', async () => {
    const asked = post(`${at('echo')}?metrics`, { input: 1 });
    const theirs = (await ask(opaSocket, asked)).body as { metrics: object };
    const ours = (await ask(socket, asked)).body as { metrics: Record<string, unknown> };
    assert.ok(Object.keys(ours.metrics).length >= 3);
    for (const [metric, value] of Object.entries(ours.metrics)) {
      assert.ok(metric in theirs.metrics, metric);
      assert.ok(Number.isInteger(value), `${metric}: ${value}`);
    }
    assert.deepEqual(
      Object.keys((await ask(socket, post(`${at('echo')}?instrument`, { input: 1 }))).body as object),
      ['metrics', 'result'],
    );
  });

  test('have a status of the same form', async () => {
    const theirs = (await ask(opaSocket, get('/v1/status'))).body as { result: Record<string, unknown> };
    const ours = (await ask(socket, get('/v1/status'))).body as { result: Record<string, unknown> };
    assert.equal(typeof theirs.result.labels, typeof ours.result.labels);
    assert.deepEqual(Object.values(theirs.result.plugins as object)[0], { state: 'OK' });
    assert.deepEqual((ours.result.plugins as { bundle: unknown }).bundle, { state: 'OK' });
  });
});

/** Sets are compared without regard to their order, which a compiled policy does not give. */
function comparable({ status, type, body }: Answer): unknown {
  if (status >= 400) {
    const { code, message } = body as { code: string; message: string };
    const errors = (body as { errors?: { code: string }[] }).errors?.map((error) => error.code);
    return { status, type, code, errors, message: code === 'undefined_document' ? message : typeof message };
  }
  return { status, type, body: sorted(body) };
}

function sorted(value: unknown): unknown {
  const { result } = (value ?? {}) as { result?: unknown };
  if (!Array.isArray(result) || !result.every((item) => typeof item === 'string')) return value;
  return { ...(value as object), result: [...result].sort() };
}

function summary({ status, body }: Answer): unknown {
  if (status === 200 && typeof body === 'object' && body !== null && 'explanation' in body)
    return [status, 'explained'];
  return [status, status >= 400 ? (body as { code?: string } | undefined)?.code : body];
}
