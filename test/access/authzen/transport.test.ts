import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Authority } from '../../../src/access/gate/authority.ts';
import { TokenTable } from '../../../src/access/gate/token-table.ts';
import { parseEntities } from '../../../src/access/search/entities.ts';
import { createDataDocument } from '../../../src/data/data-document.ts';
import { EXAMPLE, pdp, type Rule } from './support.ts';

const search = () => ({ data: createDataDocument(), entities: parseEntities(['user=users']) });
const whole = (t: Parameters<typeof pdp>[0], rule?: Rule) => pdp(t, rule, { search: search() });

/** What each endpoint answers with a 200. */
const ENDPOINTS: readonly [path: string, body: object][] = [
  ['evaluation', EXAMPLE],
  ['evaluations', { ...EXAMPLE, evaluations: [{}] }],
  ['search/subject', EXAMPLE],
  ['search/resource', EXAMPLE],
  ['search/action', EXAMPLE],
];

describe('AuthZEN 1.0, section 10: transport', () => {
  for (const [path, body] of ENDPOINTS) {
    test(`10.1 ${path}: a POST of JSON is answered by a 200 in JSON, whose top is an object`, async (t) => {
      const { post } = whole(t);
      for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON']) {
        const answer = await post(path, body, { 'content-type': type });
        assert.equal(answer.status, 200, answer.text);
        assert.match(String(answer.headers['content-type']), /^application\/json(;|$)/);
        assert.equal(answer.text[0], '{');
      }
    });

    test(`10.1 ${path}: no other method is taken`, async (t) => {
      const { app } = whole(t);
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'] as const) {
        const answer = await app.inject({ method, url: `/access/v1/${path}` });
        assert.equal(answer.statusCode, 405);
        assert.equal(answer.headers.allow, 'POST');
      }
    });

    test(`10.1 ${path}: another Content-Type, or none, is a 400`, async (t) => {
      const { app, post } = whole(t);
      for (const type of [
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        'text/json',
        '',
      ]) {
        assert.equal((await post(path, body, { 'content-type': type })).status, 400, type);
      }
      const url = `/access/v1/${path}`;
      const untyped = await app.inject({ method: 'POST', url, payload: Buffer.from(JSON.stringify(body)) });
      assert.equal(untyped.statusCode, 400);
    });

    test(`10.1.1 ${path}: a body whose top is no object is a 400`, async (t) => {
      const { post } = whole(t);
      for (const text of ['[]', 'null', '1', '"x"', 'true', `[${JSON.stringify(body)}]`]) {
        assert.equal((await post(path, text)).status, 400, text);
      }
    });

    test(`10.1.1 ${path}: what is required and missing is a 400`, async (t) => {
      const { post } = whole(t);
      const answer = await post(path, '{}');
      assert.equal(answer.status, 400);
      assert.match(answer.body.message, /is missing/);
    });

    test(`10.1.1 ${path}: members that are not known are ignored`, async (t) => {
      const { post } = whole(t);
      const more = { future: { nested: true }, foo: 'bar' };
      const known = await post(path, body);
      const answer = await post(path, { ...more, ...body });
      assert.deepEqual([answer.status, answer.body], [200, known.body]);
    });

    test(`10.1.1 ${path}: members may come in any order`, async (t) => {
      const { post } = whole(t);
      const reversed = Object.fromEntries(Object.entries(body).reverse());
      assert.deepEqual((await post(path, reversed)).body, (await post(path, body)).body);
    });

    test(`10.1.2 ${path}: malformed JSON and an empty body are a 400 that says what is wrong`, async (t) => {
      const { post } = whole(t);
      for (const text of ['', '{', `${JSON.stringify(body)}}`, "{'a':1}", 'x']) {
        const answer = await post(path, text);
        assert.equal(answer.status, 400, text);
        assert.deepEqual(Object.keys(answer.body), ['status', 'message']);
        assert.equal(answer.body.status, 400);
        assert.equal(typeof answer.body.message, 'string');
      }
    });

    test(`10.1.3 ${path}: a request identifier comes back as it is, with errors too, and none is made up`, async (t) => {
      const { post } = whole(t);
      for (const id of ['bfe9eb29-ab87-4ca3-be83-a1d5d8305716', 'any text, "quoted"', '0']) {
        const header = { 'x-request-id': id };
        assert.equal((await post(path, body, header)).headers['x-request-id'], id);
        assert.equal((await post(path, '{', header)).headers['x-request-id'], id);
        assert.equal(
          (await post(path, body, { ...header, 'content-type': 'text/plain' })).headers['x-request-id'],
          id,
        );
      }
      assert.equal((await post(path, body)).headers['x-request-id'], undefined);
    });
  }

  test('10.1.2 a denial is a 200', async (t) => {
    const { post } = whole(t, () => false);
    const { status, body } = await post('evaluation', EXAMPLE);
    assert.deepEqual([status, body.decision], [200, false]);
  });

  test('10.1.2 a fault of the server is a 500 that says nothing of it', async (t) => {
    const { post, lines } = whole(t, () => {
      throw new Error('secret detail');
    });
    const answer = await post('evaluations', EXAMPLE, { 'x-request-id': 'r' });
    assert.equal(answer.status, 500);
    assert.deepEqual(answer.body, { status: 500, message: 'the request could not be served' });
    assert.equal(answer.headers['x-request-id'], 'r');
    assert.match(JSON.stringify(lines), /secret detail/);
  });

  test('10.1.2 who does not say who asks gets a 401, who may not ask a 403, before anything is decided', async (t) => {
    const { post, asked } = guarded(t, ['metrics']);
    for (const [path, body] of ENDPOINTS) {
      const unknown = await post(path, body);
      assert.deepEqual([unknown.status, unknown.body.status], [401, 401], path);
      assert.equal(
        (await post(path, body, { authorization: 'Bearer another-token-0123456789' })).status,
        401,
      );
      const known = await post(path, body, { authorization: `Bearer ${TOKEN}` });
      assert.deepEqual([known.status, known.body.status], [403, 403], path);
      assert.equal(typeof known.body.message, 'string');
    }
    assert.deepEqual(asked, []);
  });

  test('10.1.3 answers beside the API have it too', async (t) => {
    const { get } = whole(t);
    for (const path of ['/health', '/health/live', '/nowhere', '/.well-known/authzen-configuration']) {
      assert.equal((await get(path, { 'x-request-id': 'r' })).headers['x-request-id'], 'r', path);
    }
  });
});

const TOKEN = 'a-token-of-the-tests-0123456789';

/** A decision API for the bearer of a token. */
function guarded(t: Parameters<typeof pdp>[0], authorities: readonly Authority[]) {
  const tokens = { current: new TokenTable([{ token: TOKEN, authorities }]) };
  return pdp(t, () => true, { search: search(), gate: { tokens } });
}

describe('AuthZEN 1.0, section 11: security', () => {
  test('11.2 who asks can be asked for, by a bearer token', async (t) => {
    const { post } = guarded(t, ['decide', 'search']);
    for (const [path, body] of ENDPOINTS) {
      assert.equal((await post(path, body)).status, 401, path);
      assert.equal((await post(path, body, { authorization: `Bearer ${TOKEN}` })).status, 200, path);
    }
  });

  test('11.3 a 401 says in WWW-Authenticate which scheme is expected', async (t) => {
    const { post } = guarded(t, ['decide']);
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic dTpw' }]) {
      const answer = await post('evaluation', EXAMPLE, { ...headers, 'x-request-id': 'r' });
      assert.equal(answer.status, 401);
      assert.match(String(answer.headers['www-authenticate']), /^Bearer realm="[^"]+"/);
      assert.equal(answer.headers['x-request-id'], 'r');
    }
  });

  const text = JSON.stringify(EXAMPLE);

  test('11.5 text that is not UTF-8 is a 400', async (t) => {
    const { post } = whole(t);
    const bytes = Buffer.from([
      ...Buffer.from(text.slice(0, -1)),
      ...Buffer.from(',"x":"'),
      0xff,
      0x22,
      0x7d,
    ]);
    assert.equal((await post('evaluation', bytes)).status, 400);
  });

  test('11.5 unpaired surrogates are a 400', async (t) => {
    const { post } = whole(t);
    for (const id of ['\ud800', '\udc00', 'a\udfffb']) {
      assert.equal((await post('evaluation', { ...EXAMPLE, subject: { type: 'user', id } })).status, 400);
    }
  });

  test('11.5 a member that is there twice is a 400', async (t) => {
    const { post, asked } = whole(t);
    const twice = [
      text.replace('"type":"user"', '"type":"user","type":"admin"'),
      text.replace('"type":"user"', '"type":"user","t\\u0079pe":"admin"'),
      text.replace('{', '{"subject":{"type":"user","id":"mallory"},'),
      text.replace('"time":', '"a":{"b":[{"c":1, "c" :1}]},"time":'),
    ];
    for (const body of twice) {
      const answer = await post('evaluation', body);
      assert.equal(answer.status, 400, body);
      assert.match(answer.body.message, /twice/);
    }
    assert.deepEqual(asked, []);
  });

  test('11.5 the same name in different objects, and in texts, is no such member', async (t) => {
    const { post, asked } = whole(t);
    const context = {
      a: { a: { a: 1 } },
      list: [{ a: 1 }, { a: 2 }],
      text: '"a":1,"a":2 {"x":1} \\',
      url: 'https://x/:a:b',
      '"quoted":': ':',
      '\\': ':"',
    };
    const answer = await post('evaluation', JSON.stringify({ ...EXAMPLE, context }, null, 2));
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(asked[0]?.context, context);
  });

  test('11.5 answers have no member that is null', async (t) => {
    const { post } = whole(t);
    for (const [path, body] of ENDPOINTS) assert.doesNotMatch((await post(path, body)).text, /null/);
  });

  test('11.7 a body that is too long is a 413', async (t) => {
    const { post } = pdp(t, () => true, { bodyLimit: 2048, search: search() });
    for (const [path, body] of ENDPOINTS) {
      const padding = 'x'.repeat(path === 'evaluations' ? 8 * 2048 : 2048);
      assert.equal((await post(path, { ...body, context: { padding } })).status, 413, path);
      assert.equal((await post(path, body)).status, 200);
    }
  });

  test('11.7 a body that is nested too deep is a 400', async (t) => {
    const { post } = whole(t);
    const nested = `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`;
    for (const [path] of ENDPOINTS) {
      assert.equal((await post(path, text.replace('{"time"', `{"deep":${nested},"time"`))).status, 400);
    }
  });
});
