import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { Client, expect } from './support/client.ts';

test('the HTTP side of the management API', async (t) => {
  const { app, admin, pool } = await adminApi(t);

  await t.test('answers /health without a token', async () => {
    const answer = await app.inject('/health');
    assert.deepEqual([answer.statusCode, answer.json()], [200, { status: 'ok' }]);
  });

  await t.test('asks for a token, by the header that RFC 6750 names', async () => {
    const url = '/admin/v1/users';
    for (const [authorization, code] of [
      [undefined, 'authentication-required'],
      ['', 'invalid-token'],
      ['Bearer', 'invalid-token'],
      ['Bearer nonsense', 'invalid-token'],
      ['Basic dXNlcjpwYXNz', 'invalid-token'],
      [`Bearer ${'x'.repeat(5000)}`, 'invalid-token'],
      ["Bearer ' OR 1=1 --", 'invalid-token'],
    ] as const) {
      const answer = await app.inject({ url, headers: authorization === undefined ? {} : { authorization } });
      assert.equal(answer.statusCode, 401);
      assert.match(String(answer.headers['www-authenticate']), /^Bearer realm=/);
      assert.equal(answer.json().type, `urn:postern:problem:${code}`);
    }
  });

  await t.test('takes no token that has ended, and notes when one was used', async () => {
    const { rows } = await pool.query(`SELECT last_used_at FROM api_tokens WHERE name = 'bootstrap'`);
    assert.equal(rows[0].last_used_at, null);
    expect(await admin.get('/users'), 200);
    const used = await pool.query(`SELECT last_used_at FROM api_tokens WHERE name = 'bootstrap'`);
    assert.ok(used.rows[0].last_used_at instanceof Date);
    const client = await Client.of(app, pool, 'bootstrap-administrator');
    expect(await client.get('/users'), 200);
    await pool.query(`UPDATE api_tokens SET not_after = now() - interval '1 second' WHERE name = 'test'`);
    expect(await client.get('/users'), 401, 'invalid-token');
  });

  await t.test('echoes a sane request id and makes one otherwise', async () => {
    const sane = await admin.request('GET', '/users', { headers: { 'x-request-id': 'trace:1/2' } });
    assert.equal(sane.headers['x-request-id'], 'trace:1/2');
    for (const id of ['', 'has space', 'é', 'x'.repeat(201)]) {
      const other = await admin.request('GET', '/nothing', { headers: { 'x-request-id': id } });
      assert.match(String(other.headers['x-request-id']), /^[0-9a-f-]{36}$/);
      assert.equal(other.body.request_id, other.headers['x-request-id']);
    }
  });

  await t.test('says what is wrong with a body, field by field', async () => {
    const body = { code: 'has space', name: '', extra: 1, description: 7 };
    const refused = expect(await admin.post('/organizations', body), 400, 'malformed-request');
    const fields = Object.fromEntries(
      refused.errors.map((error: { field: string; message: string }) => [error.field, error.message]),
    );
    assert.deepEqual(Object.keys(fields).sort(), ['code', 'description', 'extra', 'name']);
    assert.equal(fields.extra, 'is not a field of this request');
    assert.equal(refused.errors.find((error: { field: string }) => error.field === 'code').pointer, '#/code');
    const nested = await admin.post('/roles', {
      name: 'R',
      scope: 'all',
      permissions: [{ permission: 'a.b', scope: 'x' }],
    });
    assert.ok(
      expect(nested, 400).errors.some((error: { pointer: string }) =>
        error.pointer.startsWith('#/permissions/0'),
      ),
    );
    const missing = expect(await admin.post('/organizations', {}), 400);
    assert.deepEqual(
      missing.errors.map((error: { field: string; message: string }) => [error.field, error.message]),
      [
        ['code', 'is required'],
        ['name', 'is required'],
      ],
    );
  });

  await t.test('says by an example what a text should look like, and where it was wrong', async () => {
    const body = { email: 'nobody', name: 'N', role: 'viewer' };
    const { detail } = expect(await admin.post('/invitations', body), 400, 'malformed-request');
    assert.equal(detail, 'In the body: email is not of the expected form, such as "anna@example.com".');
    const nullable = expect(
      await admin.post('/invitations', { ...body, email: 'n@example.com', employee: 7 }),
      400,
    );
    assert.deepEqual(nullable.errors, [
      { field: 'employee', pointer: '#/employee', message: 'must be string' },
    ]);
    const long = expect(await admin.get(`/users/${'a'.repeat(201)}`), 400, 'malformed-request');
    assert.match(long.detail, /^In the path: id must/);
    assert.match(expect(await admin.get('/users?limit=0'), 400).detail, /^In the query: limit must/);
  });

  await t.test('refuses what is not JSON', async () => {
    const raw = (payload: string | Buffer, type = 'application/json') =>
      admin.request('POST', '/organizations', { body: payload as string, headers: { 'content-type': type } });
    for (const payload of [
      '{',
      '{"code":}',
      '[1',
      'null',
      '[]',
      '"text"',
      '7',
      '',
      '{"__proto__":{"code":"X"}}',
      '\uFEFF{}',
    ]) {
      expect(await raw(payload), 400);
    }
    const answer = await app.inject({
      method: 'POST',
      url: '/admin/v1/organizations',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      payload: Buffer.from([0x7b, 0xff, 0x7d]),
    });
    assert.equal(answer.statusCode, 401, 'who is not known is not read');
    expect(await raw('{}', 'text/plain'), 415);
    expect(await raw('a=b', 'application/x-www-form-urlencoded'), 415);
    expect(await raw(`{"code":"X","name":"${'x'.repeat(1024 * 1024)}"}`), 413);
    expect(await raw(`${'['.repeat(500_000)}`), 400);
    expect(await raw(`${'['.repeat(400_000)}${']'.repeat(400_000)}`), 400);
    expect(await raw(`{"name":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`), 400);
  });

  await t.test('answers every unknown path and method with a problem', async () => {
    expect(await admin.get('/nothing'), 404, 'no-such-route');
    for (const [method, path, allow] of [
      ['PUT', '/users/x', 'DELETE, GET, HEAD, PATCH'],
      ['DELETE', '/users', 'GET, HEAD, POST'],
      ['POST', '/teams/a%2Fb?x=1', 'DELETE, GET, HEAD, PATCH'],
    ] as const) {
      const answer = await admin.request(method, path);
      expect(answer, 405, 'method-not-allowed');
      assert.equal(answer.headers.allow, allow);
    }
    expect(await admin.request('PUT', '/users/x/y/z'), 404, 'no-such-route');
    const outside = await app.inject('/elsewhere?x=1');
    assert.equal(outside.statusCode, 404);
    assert.match(outside.json().detail, /GET \/elsewhere\./);
  });

  await t.test('never fails for hostile texts', async () => {
    const texts = [
      '\0',
      'a\0b',
      '\ud800',
      'x\udfffy',
      '😀'.repeat(201),
      'x'.repeat(10_000),
      '',
      '__proto__',
      'constructor',
      '..',
      '%00',
      '%',
      "'; DROP TABLE users; --",
      '"><script>',
      '\u202e',
      '{}',
      '{{7*7}}',
      '-1',
      '1e999',
      '\n\r\t',
      '*',
      ' ',
      '💥',
      'ß',
      'İ',
    ];
    for (const text of texts) {
      const path = encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''));
      for (const url of [
        `/users/${path}`,
        `/users?cursor=${path}`,
        `/users/${path}/assignments/${path}`,
        `/organizations/x/limits/${path}`,
      ]) {
        const { status } = await admin.get(url);
        assert.ok([200, 400, 404, 414].includes(status), `${status} for GET ${url}`);
      }
      for (const [where, body] of [
        ['/users', { id: text, name: text, email: `${text}@example.com` }],
        ['/users', { name: 'x', email: text }],
        [
          '/users',
          { name: 'x', email: 'x@example.com', employee: text, organizations: [text], teams: [text] },
        ],
        [
          '/users',
          {
            name: 'x',
            email: 'x@example.com',
            assignments: [{ role: text, organization: text, not_after: text }],
          },
        ],
        ['/organizations', { id: text, code: text, name: text }],
        ['/roles', { name: text, scope: text, permissions: [text] }],
        ['/teams', { organization: text, name: text }],
        ['/users/bootstrap-administrator/grants', { permission: text, scope: 'all', not_after: text }],
        ['/organizations', { [text]: text, code: 'x', name: 'x' }],
      ] as const) {
        const { status, body: answer } = await admin.post(where, body);
        assert.ok(
          [201, 400, 404, 409, 422].includes(status),
          `${status} for ${where} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`,
        );
      }
    }
    for (const url of [
      '/users/%',
      '/users/%E0%A4%A',
      '/users/%00',
      '/users/%ED%A0%80',
      `/users/${'x'.repeat(5000)}`,
      `/users/${'%F0%9F%98%80'.repeat(200)}`,
    ]) {
      const { status } = await admin.get(url);
      assert.ok([400, 404, 414].includes(status), `${status} for ${url.slice(0, 60)}`);
    }
  });

  await t.test('keeps ids of 200 characters, whichever they are', async () => {
    for (const id of ['😀'.repeat(200), `a/b?c#d%41 "e" 'f' ${'x'.repeat(180)}`]) {
      const made = await admin.post('/users', { id, kind: 'service', name: 'Long id' });
      expect(made, 201);
      const path = String(made.headers.location).replace('/admin/v1', '');
      assert.equal(expect(await admin.get(path), 200).id, id);
      expect(await admin.post(`${path}/grants`, { permission: 'assets.view', scope: 'own' }), 201);
      expect(await admin.delete(path), 204);
    }
    assert.equal(
      expect(await admin.post('/users', { id: 'x'.repeat(201), kind: 'service', name: 'x' }), 400).errors[0]
        .field,
      'id',
    );
  });

  await t.test('takes moments that exist, from 1970 to 2199', async () => {
    const grant = (not_after: unknown) =>
      admin.post('/users/bootstrap-administrator/grants', {
        permission: 'assets.view',
        scope: 'own',
        not_after,
      });
    for (const moment of [
      '2030-02-30T00:00:00Z',
      '2030-01-01',
      '2030-01-01T00:00:00',
      '0000-01-01T00:00:00Z',
      '1969-12-31T23:59:59Z',
      '2200-01-01T00:00:00Z',
      '2030-01-01T24:00:00Z',
      '2030-01-01T00:00:60Z',
      '2030-01-01T00:00:00+99:00',
      'infinity',
      'now',
      1_900_000_000,
      '+002030-01-01T00:00:00Z',
    ]) {
      expect(await grant(moment), 400);
    }
    const made = expect(await grant('2030-01-01T12:00:00.123456+02:00'), 201);
    assert.equal(made.not_after, '2030-01-01T10:00:00.123Z');
  });
});
