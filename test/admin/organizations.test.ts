import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';
import { person, smallCompany } from './support/company.ts';

test('organizations and their limits', async (t) => {
  const { admin, as, ask } = await adminApi(t);
  await smallCompany(admin);

  await t.test('are made, read, changed and deleted', async () => {
    const made = await admin.post('/organizations', { id: 'west', code: 'WEST', name: 'West' });
    expect(made, 201);
    assert.equal(made.headers.location, '/admin/v1/organizations/west');
    assert.equal(made.headers.etag, '"1"');
    assert.match(String(made.headers['postern-revision']), /^\d+\.\d+$/);
    const read = await admin.get('/organizations/west');
    assert.deepEqual(expect(read, 200), made.body);
    const changed = await admin.patch('/organizations/west', { description: 'Over there' });
    assert.equal(expect(changed, 200).description, 'Over there');
    assert.equal(changed.body.code, 'WEST');
    assert.equal(changed.headers.etag, '"2"');
    expect(await admin.delete('/organizations/west'), 204);
    expect(await admin.get('/organizations/west'), 404, 'not-found');
  });

  await t.test('get an id where none is given', async () => {
    const made = await admin.make('/organizations', { code: 'IDLESS', name: 'No id' });
    assert.match(made.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(await admin.get(`/organizations/${made.id}`), 200);
  });

  await t.test('can not be deleted while something belongs to them', async () => {
    const body = expect(await admin.delete('/organizations/north'), 409, 'still-in-use');
    assert.match(body.detail, /teams|members/);
  });

  await t.test('are not for a Tech to change, and the permission is named', async () => {
    const tech = await as('north-tech');
    expect(await tech.get('/organizations/north'), 200);
    const refused = expect(
      await tech.patch('/organizations/north', { name: 'Mine' }),
      403,
      'permission-required',
    );
    assert.equal(refused.permission, 'organizations.edit');
    assert.equal(refused.operation, 'organizations.update');
    assert.deepEqual(
      refused.reasons.map((reason: { code: string }) => reason.code),
      ['permission_required'],
    );
    expect(await tech.post('/organizations', { code: 'T', name: 'T' }), 403, 'permission-required');
    expect(await tech.delete('/organizations/north'), 403, 'permission-required');
  });

  await t.test('limit a resource type to named resources', async () => {
    await admin.make('/users', person('auditor', undefined, { organizations: ['south'] }));
    await admin.make('/users/auditor/grants', { permission: 'assets.view', scope: 'organization' });
    const sees = async (id: string) =>
      (await ask('auditor', 'assets.view', { type: 'asset', id, properties: { organization: 'south' } }))
        .allow;
    assert.deepEqual([await sees('a1'), await sees('a2')], [true, true]);

    const path = '/organizations/south/limits/asset';
    const put = await admin.put(path, '/organizations/south', { resources: ['a2', 'a1'] });
    assert.deepEqual(expect(put, 200), {
      organization: 'south',
      resource_type: 'asset',
      resources: ['a1', 'a2'],
    });
    expect(await admin.put(path, '/organizations/south', { resources: ['a1'] }), 200);
    assert.deepEqual([await sees('a1'), await sees('a2')], [true, false]);
    assert.deepEqual(expect(await admin.get('/organizations/south/limits'), 200).items.length, 1);
    assert.deepEqual(expect(await admin.get(path), 200).resources, ['a1']);

    expect(await admin.delete(path, '/organizations/south'), 204);
    assert.deepEqual([await sees('a1'), await sees('a2')], [true, true]);
    expect(await admin.get(path), 404);
    expect(await admin.delete(path, '/organizations/south'), 404);
  });

  await t.test('refuse a limit on what is no resource type', async () => {
    const refused = await admin.put('/organizations/south/limits/assets', '/organizations/south', {
      resources: [],
    });
    assert.match(expect(refused, 422, 'invalid-value').detail, /"assets"/);
    const tech = await as('south-manager');
    const lacking = await tech.put('/organizations/south/limits/asset', '/organizations/south', {
      resources: [],
    });
    assert.equal(expect(lacking, 403).permission, 'organizations.limit');
  });
});
