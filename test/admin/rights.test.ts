import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';
import { person, smallCompany } from './support/company.ts';

test('assignments, grants and denials', async (t) => {
  const { admin, as, ask } = await adminApi(t);
  await smallCompany(admin);
  const asset = (organization: string) => ({ type: 'asset', id: 'a1', properties: { organization } });

  await t.test('an assignment is made, read, changed and taken back', async () => {
    await admin.make('/users', person('mia'));
    const made = await admin.post('/users/mia/assignments', {
      role: 'manager',
      organization: 'north',
      reason: 'holiday',
    });
    const { id } = expect(made, 201);
    assert.equal(made.headers.location, `/admin/v1/users/mia/assignments/${id}`);
    assert.deepEqual(expect(await admin.get(`/users/mia/assignments/${id}`), 200), made.body);
    assert.deepEqual(expect(await admin.get('/users/mia/assignments'), 200).items, [made.body]);
    const again = expect(
      await admin.post('/users/mia/assignments', { role: 'manager', organization: 'north' }),
      409,
    );
    assert.equal(again.errors[0].field, 'role');
    const path = `/users/mia/assignments/${id}`;
    const ended = await admin.patch(path, { not_after: '2001-01-01T00:00:00Z' });
    assert.equal(expect(ended, 200).not_after, '2001-01-01T00:00:00.000Z');
    assert.equal(ended.body.reason, 'holiday');
    assert.equal(expect(await admin.patch(path, { not_after: null, reason: '' }), 200).not_after, null);
    expect(await admin.delete(path), 204);
    expect(await admin.get(path), 404);
    expect(await admin.delete(path, '/users/mia'), 404);
  });

  await t.test('an assignment names a role and an organization that exist', async () => {
    const role = expect(await admin.post('/users/mia/assignments', { role: 'emperor' }), 422);
    assert.equal(role.errors[0].field, 'role');
    const organization = await admin.post('/users/mia/assignments', {
      role: 'tech',
      organization: 'nowhere',
    });
    assert.equal(expect(organization, 422).errors[0].field, 'organization');
  });

  await t.test('a bound assignment reaches its organization alone', async () => {
    await admin.make('/users', person('ben', undefined, { organizations: ['north', 'south'] }));
    await admin.make('/users/ben/assignments', { role: 'manager', organization: 'north' });
    assert.equal((await ask('ben', 'assets.edit', asset('north'))).allow, true);
    assert.equal((await ask('ben', 'assets.edit', asset('south'))).allow, false);
  });

  await t.test('a grant gives, and what ended gives nothing', async () => {
    await admin.make('/users', person('gus'));
    const grant = await admin.make('/users/gus/grants', { permission: 'assets.*', scope: 'all' });
    assert.equal(grant.permission, 'assets.*');
    assert.equal((await ask('gus', 'assets.delete', asset('north'))).allow, true);
    const path = `/users/gus/grants/${grant.id}`;
    expect(await admin.patch(path, { not_after: '2020-01-01T00:00:00+01:00' }), 200);
    assert.equal((await ask('gus', 'assets.delete', asset('north'))).reasons[0]?.code, 'grant_expired');
    expect(await admin.delete(path), 204);
    assert.equal((await ask('gus', 'assets.delete', asset('north'))).reasons[0]?.code, 'permission_required');
  });

  await t.test('a denial wins, until it is removed', async () => {
    const denial = await admin.make('/users/north-manager/denials', {
      permission: 'assets.delete',
      reason: 'audit',
    });
    assert.equal((await ask('north-manager', 'assets.delete', asset('north'))).allow, false);
    assert.equal((await ask('north-manager', 'assets.edit', asset('north'))).allow, true);
    expect(await admin.post('/users/north-manager/denials', { permission: 'assets.delete' }), 409);
    expect(await admin.delete(`/users/north-manager/denials/${denial.id}`), 204);
    assert.equal((await ask('north-manager', 'assets.delete', asset('north'))).allow, true);
  });

  await t.test('a permission that is none is refused by name', async () => {
    const grant = expect(
      await admin.post('/users/gus/grants', { permission: 'assets.fly', scope: 'all' }),
      422,
    );
    assert.deepEqual([grant.errors[0].pointer, /assets\.fly/.test(grant.detail)], ['#/permission', true]);
    expect(await admin.post('/users/gus/denials', { permission: 'fly' }), 422);
  });

  await t.test('a right belongs to its user, and so does its version', async () => {
    const before = await admin.tag('/users/gus');
    const grant = await admin.make('/users/gus/grants', { permission: 'assets.view', scope: 'own' });
    assert.notEqual(await admin.tag('/users/gus'), before);
    const path = `/users/gus/grants/${grant.id}`;
    expect(await admin.request('DELETE', path, { match: before }), 412, 'changed-meanwhile');
    expect(await admin.request('DELETE', path), 428, 'precondition-required');
    expect(await admin.get(`/users/ben/grants/${grant.id}`), 404);
    expect(await admin.delete(`/users/ben/grants/${grant.id}`, '/users/ben'), 404);
    expect(await admin.post('/users/nobody/grants', { permission: 'assets.view', scope: 'own' }), 404);
  });

  await t.test('rights are not for a Tech to give', async () => {
    const tech = await as('north-tech');
    for (const [path, body] of [
      ['assignments', { role: 'viewer' }],
      ['grants', { permission: 'assets.view', scope: 'own' }],
      ['denials', { permission: 'assets.view' }],
    ] as const) {
      const refused = expect(await tech.post(`/users/viewer/${path}`, body), 403);
      assert.equal(refused.permission, 'users.manage');
    }
  });
});
