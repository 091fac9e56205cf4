import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AUTHORITIES, type Authority } from '../../../src/access/gate/authority.ts';
import { demandAuthority, type GateOptions } from '../../../src/access/gate/gate.ts';
import { isOpenRoute } from '../../../src/access/gate/open-routes.ts';
import { readTokenGrants } from '../../../src/access/gate/token-grants.ts';
import { TokenTable } from '../../../src/access/gate/token-table.ts';
import { createMetrics } from '../../../src/access/metrics/metrics.ts';
import { posternEntities } from '../../../src/access/search/entities.ts';
import { createAccessServer } from '../../../src/access/server.ts';
import { createDataDocument } from '../../../src/data/data-document.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { logLines } from '../../support/log-lines.ts';
import { allowed, question } from './support/server.ts';

const tokenOf = (authority: string) => `token-that-may-${authority}-0123456789`;
const usual = 'a-token-that-names-nothing';
const table = new TokenTable(
  readTokenGrants([usual, ...AUTHORITIES.map((authority) => `${tokenOf(authority)}:${authority}`)].join()),
);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A server with everything that one can have. */
function whole(options: GateOptions = {}) {
  const { log } = logLines();
  const engine = fakeEngine(allowed);
  const data = createDataDocument();
  const app = createAccessServer({
    engine: () => engine,
    data,
    log,
    metrics: createMetrics({ process: false }),
    search: { data, entities: posternEntities, actions: ['assets.view'] },
    gate: options,
  });
  return { app, engine };
}

/** Every route that is served, read from the tree that the server draws of them. */
function routesOf(app: ReturnType<typeof whole>['app']): { method: string; url: string }[] {
  const branch: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent, part = '', methods] =
        /^((?:│ {3}| {4})*)(?:├──|└──) (.*?)(?: \(([A-Z, -]+)\))?$/.exec(line) ?? [];
      if (indent === undefined) return [];
      branch.splice(indent.length / 4, branch.length, part);
      const url = branch.join('').replace(/(?<!\/)\*$/, '/*');
      return (methods?.split(', ') ?? []).map((method) => ({ method, url }));
    });
}

describe('every route', async () => {
  const { app } = whole({ tokens: { current: table } });
  await app.ready();
  const routes = routesOf(app);

  test('is among those that the server lists', () => {
    for (const url of [
      '/health',
      '/metrics',
      '/access/v1/evaluation',
      '/access/v1/search/subject',
      '/v1/data/*',
    ]) {
      assert.ok(
        routes.some((route) => route.url.startsWith(url.replace('*', ''))),
        url,
      );
    }
  });

  for (const { method, url } of routes) {
    const path = url.replaceAll('*', 'authz/decision').replaceAll('::', ':');
    const ask = (headers: Record<string, string> = {}) =>
      app.inject({ method: method as 'GET', url: path, headers });
    if (isOpenRoute(url)) {
      test(`${method} ${url} is open`, async () => {
        assert.ok(![401, 403].includes((await ask()).statusCode));
      });
      continue;
    }
    test(`${method} ${url} demands a credential, and lets one authority in`, async () => {
      const none = await ask();
      assert.equal(none.statusCode, 401);
      assert.match(String(none.headers['www-authenticate']), /^Bearer realm="postern"$/);
      const statuses = await Promise.all(
        AUTHORITIES.map(async (authority) => (await ask(bearer(tokenOf(authority)))).statusCode),
      );
      assert.equal(statuses.filter((status) => status === 401).length, 0);
      assert.equal(statuses.filter((status) => status !== 403).length, 1, String(statuses));
    });
  }
});

test('a route that names no authority and is not known to be open is refused when it is added', () => {
  assert.throws(() => whole().app.get('/new', () => ''), /\/new names no authority/);
});

describe('a request without a good token', () => {
  const { app, engine } = whole({ tokens: { current: table } });
  const evaluate = (headers: Record<string, string>, url = '/access/v1/evaluation') =>
    app.inject({ method: 'POST', url, headers: { 'x-request-id': 'r1', ...headers }, payload: question });

  const refused: [name: string, headers: Record<string, string>, message: RegExp, challenge: string][] = [
    ['without any', {}, /send a bearer token/, 'Bearer realm="postern"'],
    ['with a password', { authorization: 'Basic YTpi' }, /send a bearer token/, 'Bearer realm="postern"'],
    ['with half a header', { authorization: 'Bearer ' }, /send a bearer token/, 'Bearer realm="postern"'],
    [
      'with two tokens',
      { authorization: `Bearer ${usual} ${usual}` },
      /send a bearer token/,
      'Bearer realm="postern"',
    ],
    [
      'with an unknown one',
      bearer(`${usual}x`),
      /the bearer token is unknown/,
      'Bearer realm="postern", error="invalid_token"',
    ],
    [
      'with a part of one',
      bearer(usual.slice(0, -1)),
      /the bearer token is unknown/,
      'Bearer realm="postern", error="invalid_token"',
    ],
  ];
  for (const [name, headers, message, challenge] of refused) {
    test(`${name} is a 401, and nothing is decided`, async () => {
      const answer = await evaluate(headers);
      assert.equal(answer.statusCode, 401);
      assert.equal(answer.json().status, 401);
      assert.match(answer.json().message, message);
      assert.equal(answer.headers['www-authenticate'], challenge);
      assert.equal(answer.headers['x-request-id'], 'r1');
      assert.ok(!answer.body.includes(usual.slice(0, -1)));
      assert.deepEqual(engine.inputs, []);
    });
  }

  test('that lacks the authority is a 403 that names it', async () => {
    const answer = await evaluate(bearer(tokenOf('metrics')));
    assert.equal(answer.statusCode, 403);
    assert.deepEqual(answer.json(), {
      status: 403,
      message: 'the bearer token does not have the authority "decide"',
    });
    assert.equal(
      answer.headers['www-authenticate'],
      'Bearer realm="postern", error="insufficient_scope", scope="decide"',
    );
    assert.deepEqual(engine.inputs, []);
  });

  test('on a path of OPA is answered in its form', async () => {
    const none = await evaluate({}, '/v1/data/authz/decision');
    assert.deepEqual(
      [none.statusCode, none.json().code, typeof none.json().message],
      [401, 'unauthorized', 'string'],
    );
    const other = await evaluate(bearer(tokenOf('metrics')), '/v0/data/authz/decision');
    assert.deepEqual([other.statusCode, other.json().code], [403, 'unauthorized']);
  });

  test('is refused before its body is read', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/access/v1/evaluation',
      headers: { 'content-type': 'application/json' },
      payload: '{"a":'.repeat(400_000),
    });
    assert.equal(answer.statusCode, 401);
  });
});

describe('a request with a good token', () => {
  const { app } = whole({ tokens: { current: table } });
  const evaluate = (authorization: string) =>
    app.inject({
      method: 'POST',
      url: '/access/v1/evaluation',
      headers: { authorization },
      payload: question,
    });

  for (const authorization of [
    `Bearer ${usual}`,
    `bearer ${usual}`,
    `BEARER   ${usual}  `,
    `Bearer ${tokenOf('decide')}`,
  ]) {
    test(`${authorization} is let in`, async () =>
      assert.equal((await evaluate(authorization)).statusCode, 200));
  }

  test('may ask for more than its authority only where it has that too', async (t) => {
    const { app: other } = whole();
    t.after(() => other.close());
    const request = (authorities: Authority[] | undefined) =>
      ({ bearer: authorities && { authorities: new Set(authorities), credential: 'bearer token' } }) as never;
    demandAuthority(request(undefined), 'explain');
    demandAuthority(request(['decide', 'explain']), 'explain');
    assert.throws(() => demandAuthority(request(['decide']), 'explain'), { statusCode: 403 });
  });
});

test('without tokens or certificates everybody may ask for everything, whatever is sent', async () => {
  const { app } = whole();
  for (const headers of [{}, bearer('whatever')]) {
    assert.equal(
      (await app.inject({ method: 'POST', url: '/access/v1/evaluation', headers, payload: question }))
        .statusCode,
      200,
    );
    assert.equal((await app.inject({ url: '/metrics', headers })).statusCode, 200);
  }
});
