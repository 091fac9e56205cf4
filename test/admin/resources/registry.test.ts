import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../support/admin-api.ts';
import { expect } from '../support/client.ts';
import { smallCompany } from '../support/company.ts';

const ASSET = '/resources/asset/a1';

test('a resource is registered, read, replaced and forgotten, with a version and a history', async (t) => {
  const { admin, pool } = await adminApi(t);
  await smallCompany(admin);
  const body = {
    organization: 'north',
    team: 'north-team',
    owner: 'north-tech',
    attributes: { price: 9.5, tags: ['x', 'y'], secret: false },
  };
  const made = await admin.request('PUT', ASSET, { body });
  expect(made, 201);
  assert.equal(made.headers.etag, '"1"');
  assert.match(String(made.headers['postern-revision']), /^\d+\.\d+$/);
  const read = await admin.get(ASSET);
  assert.deepEqual(expect(read, 200), made.body);
  const { created_at, updated_at, ...rest } = made.body;
  assert.deepEqual(rest, { type: 'asset', id: 'a1', ...body, version: 1 });
  assert.equal(created_at, updated_at);

  expect(await admin.request('PUT', ASSET, { body }), 428);
  expect(await admin.request('PUT', ASSET, { body, match: '*' }), 428);
  expect(await admin.request('PUT', ASSET, { body, match: '"7"' }), 412);
  const replaced = expect(await admin.request('PUT', ASSET, { body: {}, match: '"1"' }), 200);
  assert.deepEqual(
    [replaced.organization, replaced.team, replaced.owner, replaced.attributes, replaced.version],
    [null, null, null, {}, 2],
  );
  expect(await admin.request('DELETE', ASSET), 428);
  expect(await admin.request('DELETE', ASSET, { match: '"1"' }), 412);
  expect(await admin.request('DELETE', ASSET, { match: '"2"' }), 204);
  expect(await admin.get(ASSET), 404);
  expect(await admin.request('DELETE', ASSET, { match: '"2"' }), 404);
  expect(await admin.request('PUT', ASSET, { body: {}, match: '"2"' }), 412);

  const { rows } = await pool.query(
    `SELECT action, before ->> 'version' AS before, after ->> 'version' AS after FROM audit_events
     WHERE target_type = 'resource' AND target_id = 'asset/a1' ORDER BY id`,
  );
  assert.deepEqual(rows, [
    { action: 'resources.put', before: null, after: '1' },
    { action: 'resources.put', before: '1', after: '2' },
    { action: 'resources.delete', before: '2', after: null },
  ]);
});

test('ids may hold what paths do not, and are told apart from types', async (t) => {
  const { admin } = await adminApi(t);
  for (const id of ['a/b', '100%', 'ä ö', 'x'.repeat(200)]) {
    const path = `/resources/odd%20type/${encodeURIComponent(id)}`;
    assert.equal(expect(await admin.request('PUT', path, { body: {} }), 201).id, id);
    assert.equal(expect(await admin.get(path), 200).type, 'odd type');
  }
  expect(await admin.request('PUT', '/resources/a%2Fb/c', { body: {} }), 400);
  expect(await admin.request('PUT', `/resources/${'t'.repeat(101)}/c`, { body: {} }), 400);
  expect(await admin.request('PUT', `/resources/t/${'i'.repeat(201)}`, { body: {} }), 400);
});

test('attributes are scalars and arrays of them, within bounds, and no other place than the three', async (t) => {
  const { admin } = await adminApi(t);
  const put = (attributes: unknown, type = 'asset') =>
    admin.request('PUT', `/resources/${type}/bad`, { body: { attributes } });
  const malformed: unknown[] = [
    { a: null },
    { a: {} },
    { a: [[]] },
    { a: [null] },
    { 'a.b': 1 },
    { '': 1 },
    { a: 2 ** 53 },
    { a: 'x'.repeat(1001) },
    { a: Array(101).fill(1) },
    Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`a${n}`, n])),
    [],
  ];
  for (const attributes of malformed) expect(await put(attributes), 400);
  for (const name of ['organization', 'organizations', 'team', 'teams', 'owner']) {
    const { errors } = expect(await put({ [name]: 'north' }), 422);
    assert.equal(errors[0].field, `attributes.${name}`);
  }
  const long = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`a${n}`, 'x'.repeat(1000)]));
  assert.equal(expect(await put(long), 422).errors[0].field, 'attributes');
  for (const type of ['user', 'role', 'organization', 'team', 'employee']) expect(await put({}, type), 422);
  expect(await admin.request('PUT', '/resources/asset/bad', { body: { organization: 'none' } }), 422);
  expect(await admin.get('/resources/asset/bad'), 404);
});

test('a list is in the order of types and ids, in pages, by type, organization and team', async (t) => {
  const { admin } = await adminApi(t);
  await smallCompany(admin);
  const put = [
    ['asset', 'b', 'north', null],
    ['asset', 'B', 'south', null],
    ['asset', 'a/1', 'north', 'north-team'],
    ['asset-2', 'a', 'north', null],
    ['asset0', 'a', null, null],
    ['contract', 'é', 'north', null],
    ['contract', 'z', 'south', 'south-team'],
  ].map(([type, id, organization, team]) => ({ type, id, organization, team }));
  expect(await admin.post('/resources/bulk', { put }), 200);
  const list = async (query: string) => {
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { items, next_cursor } = expect(
        await admin.get(`/resources?limit=2${query}${cursor && `&cursor=${cursor}`}`),
        200,
      );
      found.push(...items.map(({ type, id }: { type: string; id: string }) => `${type}/${id}`));
      cursor = next_cursor;
    }
    return found;
  };
  assert.deepEqual(await list(''), [
    'asset-2/a',
    'asset/B',
    'asset/a/1',
    'asset/b',
    'asset0/a',
    'contract/z',
    'contract/é',
  ]);
  assert.deepEqual(await list('&type=asset'), ['asset/B', 'asset/a/1', 'asset/b']);
  assert.deepEqual(await list('&organization=south'), ['asset/B', 'contract/z']);
  assert.deepEqual(await list('&type=asset&team=north-team'), ['asset/a/1']);
  assert.deepEqual(await list('&type=none'), []);
});

test('who may do it is asked of the policy, where a resource is and where it is to be', async (t) => {
  const { admin, as } = await adminApi(t);
  await smallCompany(admin);
  // Under this catalog only administrators manage resources; this role does so within an organization.
  await admin.make('/roles', {
    id: 'registrar',
    name: 'Registrar',
    scope: 'organization',
    permissions: ['resources.*'],
  });
  await admin.make('/users/north-tech/assignments', { role: 'registrar' });
  const registrar = await as('north-tech');
  expect(await registrar.request('PUT', ASSET, { body: { organization: 'north' } }), 201);
  expect(
    await registrar.request('PUT', '/resources/asset/s', { body: { organization: 'south' } }),
    403,
    'permission-required',
  );
  expect(await registrar.request('PUT', '/resources/asset/s', { body: {} }), 403);
  expect(await registrar.request('PUT', ASSET, { body: { organization: 'south' }, match: '"1"' }), 403);
  expect(await admin.request('PUT', '/resources/asset/s', { body: { organization: 'south' } }), 201);
  expect(await registrar.get('/resources/asset/s'), 403);
  expect(
    await registrar.request('PUT', '/resources/asset/s', { body: { organization: 'north' }, match: '"1"' }),
    403,
  );
  expect(await registrar.request('DELETE', '/resources/asset/s', { match: '"1"' }), 403);
  const { items } = expect(await registrar.get('/resources'), 200);
  assert.deepEqual(
    items.map(({ id }: { id: string }) => id),
    ['a1'],
  );
  expect(await (await as('viewer')).request('PUT', ASSET, { body: {} }), 403, 'permission-required');
  expect(await (await as('viewer')).post('/resources/bulk', {}), 403, 'permission-required');
  const some = [
    { type: 'asset', id: 'n', organization: 'north' },
    { type: 'asset', id: 's', organization: 'north' },
  ];
  expect(await registrar.post('/resources/bulk', { put: some }), 403);
  expect(await registrar.post('/resources/bulk', { delete: [{ type: 'asset', id: 's' }] }), 403);
  expect(await admin.get('/resources/asset/n'), 404);
});

test('an organization or team that resources belong to stays; a person who owns some goes', async (t) => {
  const { admin } = await adminApi(t);
  await smallCompany(admin);
  await admin.make('/organizations', { id: 'west', code: 'WEST', name: 'west' });
  expect(await admin.request('PUT', ASSET, { body: { organization: 'west', owner: 'north-tech' } }), 201);
  expect(await admin.delete('/organizations/west'), 409, 'still-in-use');
  expect(await admin.delete('/users/north-tech'), 204);
  assert.equal(expect(await admin.get(ASSET), 200).owner, 'north-tech');
});

test('many at once: all of them or none, and only what differs is written', async (t) => {
  const { admin, pool } = await adminApi(t);
  const put = Array.from({ length: 10_000 }, (_, n) => ({
    type: 'asset',
    id: `a${n}`,
    attributes: { n },
  }));
  const bulk = (body: object) => admin.post('/resources/bulk', body);
  const nothing = { created: 0, replaced: 0, unchanged: 0, deleted: 0, absent: 0 };
  assert.deepEqual(expect(await bulk({ put }), 200), { ...nothing, created: 10_000 });
  const revisions = await pool.query(
    `SELECT count(DISTINCT revision) AS revisions, count(*) AS documents
     FROM policy_document WHERE collection = 'resources'`,
  );
  assert.deepEqual(
    revisions.rows.map(({ revisions: r, documents: d }) => [Number(r), Number(d)]),
    [[1, 10_000]],
  );
  const entries = await pool.query("SELECT count(*) AS n FROM audit_events WHERE action = 'resources.put'");
  assert.equal(Number(entries.rows[0]?.n), 10_000);

  const changed = [{ type: 'asset', id: 'a0', attributes: { n: 'other' } }, ...put.slice(1, 5)];
  const gone = [
    { type: 'asset', id: 'a9' },
    { type: 'asset', id: 'never' },
  ];
  const answer = await bulk({ put: changed, delete: gone });
  assert.deepEqual(expect(answer, 200), { ...nothing, replaced: 1, unchanged: 4, deleted: 1, absent: 1 });
  assert.match(String(answer.headers['postern-revision']), /^\d+\.\d+$/);
  assert.equal(expect(await admin.get('/resources/asset/a0'), 200).version, 2);
  assert.equal(expect(await admin.get('/resources/asset/a1'), 200).version, 1);

  const good = { type: 'asset', id: 'new' };
  const refused: [number, string, object][] = [
    [422, 'put.1', { put: [good, good] }],
    [422, 'delete.0', { put: [good], delete: [good] }],
    [422, 'put.1.organization', { put: [good, { type: 'asset', id: 'x', organization: 'none' }] }],
    [422, 'put.1.type', { put: [good, { type: 'user', id: 'x' }] }],
    [409, 'put.1.version', { put: [good, { type: 'asset', id: 'a0', version: 1 }] }],
    [409, 'put.0.version', { put: [{ ...good, version: 1 }] }],
    [409, 'delete.0.version', { put: [good], delete: [{ type: 'asset', id: 'a1', version: 0 }] }],
    [400, 'put.1.id', { put: [good, { type: 'asset' }] }],
    [400, 'put.1.attributes.a', { put: [good, { type: 'asset', id: 'x', attributes: { a: null } }] }],
    [422, 'delete', { put, delete: [{ type: 'asset', id: 'x' }] }],
    [400, 'put', { put: [...put, good] }],
  ];
  for (const [status, field, body] of refused) {
    const problem = expect(await bulk(body), status);
    assert.ok(
      problem.errors.some((error: { field: string }) => error.field === field),
      `${field}: ${JSON.stringify(problem.errors)}`,
    );
  }
  expect(await admin.get('/resources/asset/new'), 404);
  const right = { put: [{ ...good, version: 0 }], delete: [{ type: 'asset', id: 'a0', version: 2 }] };
  assert.deepEqual(expect(await bulk(right), 200), { ...nothing, created: 1, deleted: 1 });
});

test('what is registered of a resource is known to decisions, and what a request says of it wins', async (t) => {
  const { admin, ask } = await adminApi(t);
  await smallCompany(admin);
  const asset = { type: 'asset', id: 'a1' };
  assert.equal((await ask('north-tech', 'assets.view', asset)).allow, false);
  expect(await admin.request('PUT', ASSET, { body: { team: 'north-team' } }), 201);
  assert.equal((await ask('north-tech', 'assets.view', asset)).allow, true);
  assert.equal((await ask('south-tech', 'assets.view', asset)).allow, false);
  const said = { ...asset, properties: { team: 'south-team' } };
  assert.equal((await ask('south-tech', 'assets.view', said)).allow, true);
  expect(await admin.delete(ASSET), 204);
  assert.equal((await ask('north-tech', 'assets.view', asset)).allow, false);
});
