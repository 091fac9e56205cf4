import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { type Answer, expect } from './support/client.ts';
import { person, smallCompany } from './support/company.ts';

function lacks(answer: Answer, permission?: string): void {
  const body = expect(answer, 403, 'permission-required');
  assert.equal(body.reasons[0].code, 'not_held', JSON.stringify(body));
  if (permission !== undefined) assert.equal(body.permission, permission);
}

test('nobody gives what they lack, under kaliaops', async (t) => {
  const { admin, as, ask } = await adminApi(t);
  await smallCompany(admin);
  const manager = await as('north-manager');
  const soon = new Date(Date.now() + 3_600_000).toISOString();

  await t.test('a Manager gives people of the own organization the roles up to the own', async () => {
    for (const role of ['viewer', 'tech', 'manager']) {
      expect(await manager.post('/users', person(`new-${role}`, role, { organizations: ['north'] })), 201);
    }
    expect(await manager.post('/users/viewer/assignments', { role: 'tech' }), 201);
  });

  await t.test('a Manager makes nobody an Admin, themselves least of all', async () => {
    lacks(await manager.post('/users/viewer/assignments', { role: 'admin' }));
    lacks(await manager.post('/users/viewer/assignments', { role: 'admin', organization: 'north' }));
    lacks(await manager.post('/users/viewer/assignments', { role: 'admin', not_after: soon }));
    lacks(await manager.post('/users/north-manager/assignments', { role: 'admin' }));
    lacks(await manager.post('/users', person('crown', 'admin', { organizations: ['north'] })));
    expect(await manager.get('/users/crown'), 403);
  });

  await t.test('a grant must lie within the reach of who gives it', async () => {
    const grant = (body: object) => manager.post('/users/viewer/grants', body);
    expect(await grant({ permission: 'assets.edit', scope: 'organization' }), 201);
    expect(await grant({ permission: 'assets.edit', scope: 'all', organization: 'north' }), 201);
    lacks(await grant({ permission: 'assets.edit', scope: 'all' }), 'assets.edit');
    lacks(await grant({ permission: 'assets.edit', scope: 'all', organization: 'south' }), 'assets.edit');
    lacks(await grant({ permission: 'catalog.manage', scope: 'own' }), 'catalog.manage');
    lacks(await grant({ permission: '*', scope: 'own' }));
  });

  await t.test('joining a group gives what the roles reach there', async () => {
    await admin.make('/users', person('walker', 'manager', { organizations: ['north'] }));
    expect(await manager.put('/users/walker/organizations/south', '/users/walker'), 403);
    await admin.make('/users/north-manager/grants', { permission: 'users.manage', scope: 'all' });
    lacks(await manager.put('/users/walker/organizations/south', '/users/walker'));
    await admin.make('/users', person('plain', undefined, { organizations: ['north'] }));
    expect(await manager.put('/users/plain/organizations/south', '/users/plain'), 200);
    lacks(await manager.post('/users/plain/assignments', { role: 'manager' }));
    expect(await manager.post('/users/plain/assignments', { role: 'manager', organization: 'north' }), 201);
  });

  await t.test('moving an employee gives what the roles of the linked user reach there', async () => {
    await admin.make('/employees', { id: 'mover', name: 'Mover', organization: 'north' });
    await admin.make('/users', person('mover-user', 'manager', { employee: 'mover' }));
    await admin.make('/users/north-manager/grants', { permission: 'employees.edit', scope: 'all' });
    lacks(await manager.patch('/employees/mover', { organization: 'south' }));
    assert.equal(
      (
        await ask('mover-user', 'assets.edit', {
          type: 'asset',
          id: 'a',
          properties: { organization: 'south' },
        })
      ).allow,
      false,
    );
  });

  await t.test('linking an employee gives what the roles reach where the employee is', async () => {
    await admin.make('/employees', { id: 'southerner', name: 'Southerner', organization: 'south' });
    lacks(await manager.patch('/users/walker', { employee: 'southerner' }));
  });

  await t.test('removing a denial and extending an end is giving', async () => {
    await admin.make('/users', person('held', undefined, { organizations: ['north'] }));
    const denial = await admin.make('/users/held/denials', { permission: 'roles.edit' });
    const grant = await admin.make('/users/held/grants', { permission: 'roles.edit', scope: 'all' });
    lacks(await manager.delete(`/users/held/denials/${denial.id}`), 'roles.edit');
    lacks(await manager.patch(`/users/held/denials/${denial.id}`, { not_after: soon }), 'roles.edit');
    expect(await admin.delete(`/users/held/denials/${denial.id}`), 204);
    expect(await admin.patch(`/users/held/grants/${grant.id}`, { not_after: soon }), 200);
    lacks(
      await manager.patch(`/users/held/grants/${grant.id}`, { not_after: '2100-01-01T00:00:00Z' }),
      'roles.edit',
    );
    lacks(await manager.patch(`/users/held/grants/${grant.id}`, { not_after: null }), 'roles.edit');
  });

  await t.test('what is held until a time is given until then at most', async () => {
    await admin.make('/users/north-manager/grants', {
      permission: 'policies.view',
      scope: 'all',
      not_after: soon,
    });
    const grant = (not_after?: string) =>
      manager.post('/users/viewer/grants', {
        permission: 'policies.view',
        scope: 'all',
        ...(not_after && { not_after }),
      });
    lacks(await grant(), 'policies.view');
    expect(await grant(soon), 201);
  });

  await t.test('who holds more is changed only by who holds it too', async () => {
    await admin.make('/users', person('chief', 'admin', { organizations: ['north'] }));
    expect(await manager.get('/users/chief'), 200);
    lacks(await manager.patch('/users/chief', { email: 'mine@example.com' }));
    lacks(await manager.patch('/users/chief', { name: 'Not Chief' }));
    lacks(await manager.post('/users/chief/deactivate'));
    lacks(await manager.delete('/users/chief'));
    lacks(await manager.post('/users/chief/denials', { permission: 'assets.view' }));
    const [assignment] = expect(await admin.get('/users/chief'), 200).assignments;
    lacks(await manager.delete(`/users/chief/assignments/${assignment.id}`));
    expect(await admin.post('/users/chief/deactivate'), 200);
    lacks(await manager.post('/users/chief/reactivate'));
  });
});

test('nobody gives what they lack, under kiwi', async (t) => {
  const { admin, as } = await adminApi(t, 'kiwi');
  await admin.make('/users', person('manager', 'manager'));
  await admin.make('/users', person('dev', 'developer'));
  const manager = await as('manager');

  await t.test('a Manager makes and changes roles, but none with system.admin', async () => {
    const made = await manager.make('/roles', {
      name: 'Support',
      scope: 'all',
      permissions: ['device', 'vpn.view'],
    });
    lacks(
      await manager.post('/roles', { name: 'Root', scope: 'all', permissions: ['system.admin'] }),
      'system.admin',
    );
    lacks(await manager.post('/roles', { name: 'Root', scope: 'own', permissions: ['*'] }), 'system.admin');
    lacks(
      await manager.patch(`/roles/${made.id}`, { permissions: ['device', 'system.admin'] }),
      'system.admin',
    );
    lacks(await manager.patch('/roles/admin', { description: 'mine' }), 'system.admin');
    expect(await manager.patch('/roles/developer', { permissions: ['service'] }), 200);
  });

  await t.test(
    'a role edit is measured by the reach of who edits, and by where its holders are',
    async () => {
      await admin.make('/organizations', { id: 'x', code: 'X', name: 'X' });
      await admin.make('/organizations', { id: 'y', code: 'Y', name: 'Y' });
      await admin.make('/users', person('narrow', undefined, { organizations: ['x'] }));
      await admin.make('/users/narrow/grants', { permission: 'user', scope: 'all' });
      await admin.make('/users/narrow/grants', { permission: 'vpn', scope: 'organization' });
      const narrow = await as('narrow');
      lacks(
        await narrow.post('/roles', { name: 'Wide', scope: 'all', permissions: ['vpn.view'] }),
        'vpn.view',
      );
      const made = await narrow.make('/roles', {
        name: 'Local',
        scope: 'organization',
        permissions: ['vpn.view'],
      });
      await admin.make('/users', person('holder', made.id, { organizations: ['y'] }));
      lacks(await narrow.patch(`/roles/${made.id}`, { permissions: ['vpn'] }), 'vpn.manage');
      const [assignment] = expect(await admin.get('/users/holder'), 200).assignments;
      expect(await admin.delete(`/users/holder/assignments/${assignment.id}`), 204);
      expect(await narrow.patch(`/roles/${made.id}`, { permissions: ['vpn'] }), 200);
    },
  );

  await t.test('the feature is what a refusal names', async () => {
    const dev = await as('dev');
    const refused = expect(await dev.post('/users', person('x')), 403, 'permission-required');
    assert.equal(refused.detail, 'user permission required');
    assert.deepEqual([refused.permission, refused.feature], ['user.manage', 'user']);
  });
});
