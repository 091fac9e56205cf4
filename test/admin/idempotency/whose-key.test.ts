import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../support/admin-api.ts';
import { Client, expect } from '../support/client.ts';
import { person, smallCompany } from '../support/company.ts';

const headers = { 'idempotency-key': 'the-same' };
const inAYear = new Date(Date.now() + 300 * 24 * 60 * 60_000).toISOString();

test('a key is its caller’s own', async (t) => {
  const { admin, as } = await adminApi(t);
  await smallCompany(admin);
  const north = await as('north-manager');
  const south = await as('south-manager');
  const inNorth = await north.request('POST', '/teams', {
    body: { organization: 'north', name: 'T' },
    headers,
  });
  const inSouth = await south.request('POST', '/teams', {
    body: { organization: 'south', name: 'T' },
    headers,
  });
  assert.notEqual(expect(inNorth, 201).id, expect(inSouth, 201).id);
  const again = await (await as('north-manager')).request('POST', '/teams', {
    body: { organization: 'north', name: 'T' },
    headers,
  });
  assert.equal(expect(again, 201).id, inNorth.body.id, 'under another token of the same user');
});

test('an answer is sent again only to who may still do what was done', async (t) => {
  const { app, admin, as } = await adminApi(t);
  await smallCompany(admin);
  const manager = await as('north-manager');
  const body = person('hired', undefined, { organizations: ['north'] });
  const send = (client: Client) => client.request('POST', '/users', { body, headers });
  expect(await send(manager), 201);
  assert.equal((await send(manager)).headers['idempotent-replayed'], 'true');

  const weak = await admin.make('/api-tokens', {
    name: 'weak',
    permissions: ['assets.view'],
    not_after: inAYear,
    user: 'bootstrap-administrator',
  });
  const strong = await admin.request('POST', '/users', { body: person('other'), headers });
  expect(strong, 201);
  const restricted = expect(
    await new Client(app, weak.token).request('POST', '/users', { body: person('other'), headers }),
    403,
  );
  assert.equal(restricted.permission, 'users.manage');
  assert.equal(restricted.email, undefined);

  const { assignments } = (await admin.get('/users/north-manager')).body;
  const [assignment] = assignments;
  expect(await admin.put('/users/north-manager/organizations/south', '/users/north-manager'), 200);
  expect(await admin.delete('/users/north-manager/organizations/north', '/users/north-manager'), 204);
  expect(await send(manager), 403, 'permission-required');
  expect(await admin.put('/users/north-manager/organizations/north', '/users/north-manager'), 200);
  expect(await send(manager), 201);
  expect(
    await admin.delete(`/users/north-manager/assignments/${assignment.id}`, '/users/north-manager'),
    204,
  );
  const refused = await send(manager);
  assert.equal(expect(refused, 403, 'permission-required').permission, 'users.manage');
  assert.doesNotMatch(JSON.stringify(refused), /hired/);
});

test('what is shown once is kept nowhere, and null in the answer that is sent again', async (t) => {
  const { app, admin, pool } = await adminApi(t);
  const body = { name: 'ci', permissions: ['assets.view'], not_after: inAYear };
  const first = await admin.request('POST', '/api-tokens', { body, headers });
  const { token, ...rest } = expect(first, 201);
  assert.equal((await new Client(app, token).get('/api-tokens')).status, 403);
  const again = await admin.request('POST', '/api-tokens', { body, headers });
  assert.deepEqual(expect(again, 201), { ...rest, token: null });
  assert.equal(again.headers['cache-control'], 'no-store');
  assert.equal(again.headers.location, first.headers.location);
  const { rows } = await pool.query<{ kept: string }>(
    'SELECT to_jsonb(k)::text AS kept FROM idempotency_keys AS k',
  );
  assert.equal(rows.length, 1);
  assert.ok(rows[0]?.kept.includes(rest.id));
  assert.equal(rows[0]?.kept.includes(token), false);
  const { rows: tokens } = await pool.query("SELECT FROM api_tokens WHERE name = 'ci'");
  assert.equal(tokens.length, 1);
});

test('answers go with the person whose keys they were kept for', async (t) => {
  const { admin, as, pool } = await adminApi(t);
  await smallCompany(admin);
  const body = { organization: 'north', name: 'T' };
  expect(await (await as('north-manager')).request('POST', '/teams', { body, headers }), 201);
  expect(await admin.request('POST', '/teams', { body, headers }), 201);
  expect(await admin.delete('/users/north-manager'), 204);
  const { rows } = await pool.query('SELECT user_id FROM idempotency_keys');
  assert.deepEqual(rows, [{ user_id: 'bootstrap-administrator' }]);
});
