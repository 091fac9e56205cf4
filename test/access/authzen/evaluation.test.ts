import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { createAccessServer } from '../../../src/access/server.ts';
import type { Evaluation, PolicyEngine } from '../../../src/policy/policy-engine.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { logLines } from '../../support/log-lines.ts';

const allowed: Evaluation = { kind: 'defined', result: { allow: true, reasons: [], masks: ['cost'] } };
const question = {
  subject: { type: 'user', id: 'u1' },
  action: { name: 'assets.view' },
  resource: { type: 'asset', id: 'a1' },
};

function server(engine: PolicyEngine | undefined = fakeEngine(allowed), revision = { epoch: 1, number: 42 }) {
  const { log, lines } = logLines();
  const app = createAccessServer({ engine: () => engine, data: { revision }, log });
  return { app, lines };
}

function ask(app: FastifyInstance, body: unknown, headers: Record<string, string> = {}) {
  return app.inject({
    method: 'POST',
    url: '/access/v1/evaluation',
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  });
}

describe('POST /access/v1/evaluation', () => {
  test('answers the decision with reasons, masks and the revisions it was made at', async () => {
    const { app } = server();
    const answer = await ask(app, question);
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(answer.headers['postern-revision'], '1.42');
    assert.deepEqual(answer.json(), {
      decision: true,
      context: { reasons: [], masks: ['cost'], revision: '1.42', policy_revision: 'policy-1' },
    });
  });

  test('a denial is a 200 with its reasons', async () => {
    const reasons = [{ code: 'permission_required', message: 'assets.view permission required' }];
    const engine = fakeEngine({ kind: 'defined', result: { allow: false, reasons, masks: [] } });
    const answer = await ask(server(engine).app, question);
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.json().decision, false);
    assert.deepEqual(answer.json().context.reasons, reasons);
  });

  test('the policy sees the members that AuthZEN names and no others', async () => {
    const engine = fakeEngine(allowed);
    const full = {
      subject: { type: 'user', id: 'u1', properties: { department: 'IT' } },
      action: { name: 'assets.view', properties: { method: 'GET' } },
      resource: { type: 'asset', id: 'a1', properties: { owner: 'u1', tags: ['x', null, 1.5] } },
      context: { time: '2026-01-01T00:00:00Z' },
    };
    const extra = { ...full, more: 1, subject: { ...full.subject, more: true } };
    assert.equal((await ask(server(engine).app, extra)).statusCode, 200);
    assert.deepEqual(engine.inputs, [full]);
  });

  test('X-Request-ID is echoed, on errors too, and not made up', async () => {
    const { app } = server();
    const id = { 'x-request-id': 'bfe9eb29-ab87-4ca3-be83-a1d5d8305716' };
    assert.equal((await ask(app, question, id)).headers['x-request-id'], id['x-request-id']);
    assert.equal((await ask(app, '{', id)).headers['x-request-id'], id['x-request-id']);
    assert.equal((await ask(app, question)).headers['x-request-id'], undefined);
  });

  test('a failing policy denies with evaluation_error and a log line', async () => {
    const { app, lines } = server(fakeEngine({ kind: 'failed', message: 'unreachable' }));
    const answer = await ask(app, question);
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.json().decision, false);
    assert.equal(answer.json().context.reasons[0].code, 'evaluation_error');
    assert.equal(lines.length, 1);
    assert.match(JSON.stringify(lines[0]), /unreachable/);
  });

  test('an undefined decision denies', async () => {
    const answer = await ask(server(fakeEngine({ kind: 'undefined' })).app, question);
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.json().decision, false);
  });

  test('without a policy or without data every decision denies with evaluation_error', async () => {
    const { log } = logLines();
    const answers = [
      createAccessServer({ engine: () => undefined, data: { revision: { epoch: 1, number: 1 } }, log }),
      createAccessServer({ engine: () => fakeEngine(allowed), data: { revision: undefined }, log }),
    ].map((app) => ask(app, question));
    for (const answer of await Promise.all(answers)) {
      assert.equal(answer.statusCode, 200);
      assert.equal(answer.json().decision, false);
      assert.equal(answer.json().context.reasons[0].code, 'evaluation_error');
    }
  });

  test('the answer to a decision is not logged', async () => {
    const { app, lines } = server();
    await ask(app, question);
    assert.deepEqual(lines, []);
  });
});

describe('what is wrong with a request is said, with a 400', () => {
  const entity = (path: 'subject' | 'resource', value: unknown) => ({ ...question, [path]: value });
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const withContext = (context: string) => `${JSON.stringify(question).slice(0, -1)},"context":${context}}`;

  const bodies: [name: string, body: unknown, message: RegExp][] = [
    ['an empty body', '', /body is empty/],
    ['malformed JSON', '{"subject":', /not JSON/],
    ['a trailing comma', `${JSON.stringify(question).slice(0, -1)},}`, /not JSON/],
    ['two documents', `${JSON.stringify(question)}{}`, /not JSON/],
    ['an array', '[]', /must be a JSON object/],
    ['null', 'null', /must be a JSON object/],
    ['a string', '"x"', /must be a JSON object/],
    ['an empty object', '{}', /action is missing/],
    ['no subject', { ...question, subject: undefined }, /subject is missing/],
    ['a subject that is text', entity('subject', 'u1'), /subject must be an object/],
    ['a subject that is a list', entity('subject', []), /subject must be an object/],
    ['a subject that is null', entity('subject', null), /subject must be an object/],
    ['no subject.type', entity('subject', { id: 'u1' }), /subject.type is missing/],
    ['no subject.id', entity('subject', { type: 'user' }), /subject.id is missing/],
    ['a numeric subject.id', entity('subject', { type: 'user', id: 1 }), /subject.id must be a string/],
    ['an empty subject.id', entity('subject', { type: 'user', id: '' }), /subject.id must be a string/],
    [
      'a list as subject.properties',
      entity('subject', { ...question.subject, properties: [] }),
      /subject.properties/,
    ],
    ['no resource.id', entity('resource', { type: 'asset' }), /resource.id is missing/],
    ['no resource.type', entity('resource', { id: 'a' }), /resource.type is missing/],
    [
      'null as resource.properties',
      entity('resource', { ...question.resource, properties: null }),
      /resource.prop/,
    ],
    ['an action that is text', { ...question, action: 'assets.view' }, /action must be an object/],
    ['no action.name', { ...question, action: {} }, /action.name is missing/],
    ['a boolean action.name', { ...question, action: { name: true } }, /action.name must be a string/],
    [
      'text as action.properties',
      { ...question, action: { name: 'x', properties: 'y' } },
      /action.properties/,
    ],
    ['a list as context', { ...question, context: [] }, /context must be an object/],
    [
      'a lone high surrogate',
      JSON.stringify(entity('subject', { type: 'user', id: '\ud800' })),
      /lone surrogate/,
    ],
    [
      'a lone low surrogate',
      JSON.stringify(entity('resource', { type: '\udc00x', id: 'a' })),
      /lone surrogate/,
    ],
    ['surrogates the wrong way round', withContext('{"a":["\\udc00\\ud800"]}'), /lone surrogate/],
    ['a lone surrogate in a name', withContext('{"\\ud83d":1}'), /lone surrogate/],
    ['a __proto__ member', withContext('{"__proto__":{"admin":true}}'), /__proto__/],
    ['an escaped __proto__ member', withContext('{"\\u005f_proto__":{"admin":true}}'), /__proto__/],
    ['nesting of 65', withContext(nested(64)), /nested deeper than 64/],
    ['nesting of 100,000', withContext(nested(100_000)), /nested deeper than 64/],
    ['100,000 brackets', '['.repeat(100_000), /not JSON/],
    [
      'bytes that are not UTF-8',
      Buffer.from([...Buffer.from('{"subject":"'), 0xff, 0x22, 0x7d]),
      /not UTF-8/,
    ],
    ['a byte of a longer character', Buffer.from([0x22, 0xe2, 0x82, 0x22]), /not UTF-8/],
    ['NaN', withContext('{"a":NaN}'), /not JSON/],
  ];
  for (const [name, body, message] of bodies) {
    test(name, async () => {
      const engine = fakeEngine(allowed);
      const answer = await ask(server(engine).app, body);
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().status, 400);
      assert.match(answer.json().message, message);
      assert.deepEqual(engine.inputs, []);
    });
  }

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'nonsense',
    '',
  ]) {
    test(`Content-Type ${JSON.stringify(type)}`, async () => {
      const answer = await ask(server().app, question, { 'content-type': type });
      assert.equal(answer.statusCode, 400);
      assert.match(answer.json().message, /Content-Type must be application\/json/);
    });
  }
  test('no body and no Content-Type', async () => {
    const answer = await server().app.inject({ method: 'POST', url: '/access/v1/evaluation' });
    assert.equal(answer.statusCode, 400);
  });
  test('a body above the limit is a 413', async () => {
    const answer = await ask(server().app, withContext(JSON.stringify({ a: 'x'.repeat(1_048_576) })));
    assert.equal(answer.statusCode, 413);
    assert.equal(answer.json().status, 413);
  });
});

describe('unusual but well-formed requests reach the policy', () => {
  const ids = [
    `it's "quoted" \\ `,
    'a\0b',
    '😀',
    '\u202e',
    'x'.repeat(10_000),
    'constructor',
    '__proto__',
    ' ',
  ];
  for (const id of ids) {
    test(`id ${JSON.stringify(id).slice(0, 30)}`, async () => {
      const engine = fakeEngine(allowed);
      const answer = await ask(server(engine).app, { ...question, subject: { type: 'user', id } });
      assert.equal(answer.statusCode, 200);
      assert.equal((engine.inputs[0] as typeof question).subject.id, id);
    });
  }
  test('a body of a million bytes, a charset, nesting of 64', async () => {
    const { app } = server();
    const big = { ...question, context: { a: 'x'.repeat(1_000_000) } };
    assert.equal((await ask(app, big)).statusCode, 200);
    const utf8 = { 'content-type': 'application/json; charset=utf-8' };
    assert.equal((await ask(app, question, utf8)).statusCode, 200);
    const context = JSON.parse(`${'{"a":'.repeat(63)}1${'}'.repeat(63)}`) as unknown;
    assert.equal((await ask(app, { ...question, context })).statusCode, 200);
  });
});

describe('other requests', () => {
  test('a path that does not exist is a 404', async () => {
    const answer = await server().app.inject({ method: 'GET', url: '/nope?x=1' });
    assert.equal(answer.statusCode, 404);
    assert.deepEqual(answer.json(), { status: 404, message: 'there is nothing at /nope' });
  });
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const) {
    test(`${method} on the evaluation endpoint is a 405 with Allow`, async () => {
      const answer = await server().app.inject({ method, url: '/access/v1/evaluation' });
      assert.equal(answer.statusCode, 405);
      assert.equal(answer.headers.allow, 'POST');
    });
  }
  test('a path that is no URL is a 400', async () => {
    const answer = await server().app.inject({ method: 'GET', url: '/%ff' });
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json().status, 400);
  });
});

describe('health', () => {
  const { log } = logLines();
  const revision = { epoch: 2, number: 7 };
  const at = (engine: PolicyEngine | undefined, data: { revision: typeof revision | undefined }) =>
    createAccessServer({ engine: () => engine, data, log });

  test('is 200 only with a policy and policy data', async () => {
    for (const path of ['/health', '/health/ready']) {
      const ready: LightMyRequestResponse = await at(fakeEngine(allowed), { revision }).inject(path);
      assert.equal(ready.statusCode, 200);
      assert.deepEqual(ready.json(), { status: 'ready', revision: '2.7', policy_revision: 'policy-1' });
      assert.equal((await at(undefined, { revision }).inject(path)).statusCode, 503);
      assert.equal((await at(fakeEngine(allowed), { revision: undefined }).inject(path)).statusCode, 503);
    }
  });
  test('live is 200 from the start', async () => {
    assert.equal((await at(undefined, { revision: undefined }).inject('/health/live')).statusCode, 200);
  });
});
