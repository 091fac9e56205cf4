import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';
import { person, smallCompany } from './support/company.ts';

test('roles', async (t) => {
  const { admin, as, ask } = await adminApi(t);
  await smallCompany(admin);

  await t.test('are made, read, changed and deleted', async () => {
    const made = await admin.make('/roles', {
      id: 'l1',
      name: 'L1 Support',
      scope: 'team',
      permissions: ['incidents.*', { permission: 'assets.view', scope: 'organization' }],
    });
    assert.deepEqual(made.permissions, [
      { permission: 'assets.view', scope: 'organization' },
      { permission: 'incidents.*', scope: null },
    ]);
    assert.equal(made.system, false);
    assert.deepEqual(expect(await admin.get('/roles/l1'), 200), made);
    const changed = expect(await admin.patch('/roles/l1', { permissions: ['incidents.view'] }), 200);
    assert.deepEqual(changed.permissions, [{ permission: 'incidents.view', scope: null }]);
    expect(await admin.delete('/roles/l1'), 204);
    expect(await admin.get('/roles/l1'), 404);
  });

  await t.test('refuse what the catalog does not know, naming it', async () => {
    const refused = expect(
      await admin.post('/roles', {
        name: 'Odd',
        scope: 'all',
        permissions: ['assets.view', 'assets.fly', 'boats.*'],
      }),
      422,
    );
    assert.deepEqual(
      refused.errors.map((error: { pointer: string }) => error.pointer),
      ['#/permissions/1', '#/permissions/2'],
    );
    assert.match(refused.detail, /assets\.fly/);
  });

  await t.test(
    'refuse the same permission twice, a scope that is none, and a name that is taken',
    async () => {
      const twice = await admin.post('/roles', {
        name: 'Twice',
        scope: 'all',
        permissions: ['assets.view', 'assets.view'],
      });
      assert.equal(expect(twice, 422).errors[0].pointer, '#/permissions/1');
      expect(await admin.post('/roles', { name: 'Scope', scope: 'galaxy' }), 400);
      const taken = expect(
        await admin.post('/roles', { name: 'vIEWER', scope: 'own' }),
        409,
        'already-taken',
      );
      assert.equal(taken.errors[0].field, 'name');
      expect(await admin.post('/roles', { id: 'viewer', name: 'Other', scope: 'own' }), 409, 'already-taken');
    },
  );

  await t.test('change what their holders may do at once', async () => {
    await admin.make('/roles', { id: 'desk', name: 'Desk', scope: 'all', permissions: ['incidents.view'] });
    await admin.make('/users', person('dora', 'desk'));
    const incident = { type: 'incident', id: 'i1' };
    assert.equal((await ask('dora', 'incidents.resolve', incident)).allow, false);
    expect(await admin.patch('/roles/desk', { permissions: ['incidents.*'] }), 200);
    assert.equal((await ask('dora', 'incidents.resolve', incident)).allow, true);
    expect(await admin.patch('/roles/desk', { scope: 'own' }), 200);
    assert.equal((await ask('dora', 'incidents.resolve', incident)).allow, false);
    expect(await admin.delete('/roles/desk'), 409, 'still-in-use');
  });

  await t.test('that administer can not lose what administrators need', async () => {
    expect(await admin.patch('/roles/admin', { permissions: ['assets.view'] }), 409, 'administrator-role');
    expect(await admin.patch('/roles/admin', { scope: 'own' }), 409, 'administrator-role');
    expect(await admin.patch('/roles/admin', { description: 'All of it' }), 200);
  });

  await t.test('are not for a Manager to make or change', async () => {
    const manager = await as('north-manager');
    expect(await manager.get('/roles/tech'), 200);
    const refused = expect(await manager.post('/roles', { name: 'Mine', scope: 'own' }), 403);
    assert.equal(refused.permission, 'roles.create');
    expect(await manager.patch('/roles/tech', { description: 'x' }), 403);
  });
});
