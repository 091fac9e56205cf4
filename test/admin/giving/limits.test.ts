import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../support/admin-api.ts';
import { type Answer, expect } from '../support/client.ts';
import { person } from '../support/company.ts';

function lacks(answer: Answer, permission?: string): void {
  const body = expect(answer, 403, 'permission-required');
  assert.equal(body.reasons[0].code, 'not_held', JSON.stringify(body));
  if (permission !== undefined) assert.equal(body.permission, permission);
}

test('K19 lifting a limit is giving, under kiwi', async (t) => {
  const { admin, as, ask } = await adminApi(t, 'kiwi');
  for (const id of ['x', 'y']) await admin.make('/organizations', { id, code: id.toUpperCase(), name: id });
  const limit = (api: typeof admin, organization: string, ...resources: string[]) =>
    api.put(`/organizations/${organization}/limits/cluster`, `/organizations/${organization}`, { resources });
  expect(await limit(admin, 'x', 'c1'), 200);
  await admin.make('/users', person('limited', 'manager', { organizations: ['x'] }));
  await admin.make('/users', person('free', 'manager'));
  await admin.make('/users', person('member', 'operator', { organizations: ['x'] }));
  const limited = await as('limited');
  const free = await as('free');

  await t.test(
    'who obeys a limit can neither lift nor widen it, nor set one for those who obey none',
    async () => {
      const lift = () => limited.delete('/organizations/x/limits/cluster', '/organizations/x');
      lacks(await lift(), 'infra.manage');
      lacks(await limit(limited, 'x', 'c1', 'c2'), 'infra.manage');
      await admin.make('/users', person('elsewhere', 'operator', { organizations: ['y'] }));
      lacks(await limit(limited, 'y', 'c1'), 'infra.manage');
      expect(await limit(limited, 'x', 'c1'), 200);
    },
  );

  await t.test('what a limit leaves may be taken, but not given back', async () => {
    expect(await limit(limited, 'x'), 200);
    lacks(await limit(limited, 'x', 'c1'), 'infra.manage');
    expect(await limit(free, 'x', 'c1'), 200);
  });

  await t.test('a type that nobody there holds a permission for is open to change', async () => {
    const put = (api: typeof admin) =>
      api.put('/organizations/y/limits/vpn', '/organizations/y', { resources: [] });
    expect(await put(limited), 200);
    expect(await limited.delete('/organizations/y/limits/vpn', '/organizations/y'), 204);
  });

  await t.test('nobody leaves an organization that limits them, by whatever way', async () => {
    lacks(await limited.delete('/users/limited/organizations/x', '/users/limited'), 'infra.manage');
    lacks(await limited.delete('/users/member/organizations/x', '/users/member'), 'infra.manage');
    await admin.make('/organizations', { id: 'wide', code: 'WIDE', name: 'wide' });
    expect(await limit(admin, 'wide', 'c1', 'c2'), 200);
    lacks(await limited.put('/users/limited/organizations/wide', '/users/limited'), 'infra.manage');
    assert.equal((await ask('limited', 'infra.view', { type: 'cluster', id: 'c2' })).allow, false);
    assert.equal((await ask('limited', 'infra.view', { type: 'cluster', id: 'c1' })).allow, true);
  });

  await t.test('a team that moves away from a limit takes its members out of it', async () => {
    await admin.make('/teams', { id: 'team', organization: 'x', name: 'team' });
    await admin.make('/users', person('in-team', 'operator', { teams: ['team'] }));
    lacks(await limited.patch('/teams/team', { organization: 'y' }), 'infra.manage');
    expect(await free.patch('/teams/team', { organization: 'y' }), 200);
    expect(await free.patch('/teams/team', { organization: 'x' }), 200);
  });

  await t.test('an employee who moves away from a limit takes the user along', async () => {
    await admin.make('/employees', { id: 'employee', name: 'Employee', organization: 'x' });
    await admin.make('/users', person('employed', 'operator', { employee: 'employee' }));
    lacks(await limited.patch('/employees/employee', { organization: 'y' }), 'infra.manage');
    lacks(await limited.patch('/users/employed', { employee: null }), 'infra.manage');
  });

  await t.test('what is limited is given only where it is limited', async () => {
    lacks(await limited.post('/users', person('unlimited', 'operator')), 'infra.manage');
    expect(await limited.post('/users', person('developer', 'developer')), 201);
    expect(await limited.post('/users', person('bounded', 'operator', { organizations: ['x'] })), 201);
    lacks(await limited.post('/users/developer/grants', { permission: 'infra.view', scope: 'all' }));
    const bound = { permission: 'infra.view', scope: 'all', organization: 'x' };
    expect(await limited.post('/users/developer/grants', bound), 201);
    lacks(await limited.post('/users/developer/grants', { ...bound, organization: 'y' }), 'infra.view');
  });

  await t.test('a role for everyone holds where nothing is limited', async () => {
    const role = (permissions: string[], organization?: string) =>
      limited.post('/roles', {
        name: permissions.join(),
        scope: 'all',
        permissions,
        ...(organization && { organization }),
      });
    lacks(await role(['infra.view']), 'infra.view');
    expect(await role(['device']), 201);
    expect(await role(['infra'], 'x'), 201);
    lacks(await role(['infra.manage'], 'y'), 'infra.manage');
    lacks(await limited.patch('/roles/developer', { permissions: ['service', 'device', 'infra.view'] }));
  });

  await t.test('an invitation gives no more than its sender has by then', async () => {
    const body = { email: 'guest@example.com', name: 'Guest', role: 'operator' };
    lacks(await limited.post('/invitations', body), 'infra.manage');
    expect(await limited.post('/invitations', { ...body, organization: 'x' }), 201);
  });

  await t.test('administrators lift a limit that binds themselves too', async () => {
    const [me] = (await admin.get('/users?limit=200')).body.items.filter(
      (user: { roles: { id: string }[] }) => user.roles.some(({ id }) => id === 'admin'),
    );
    expect(await admin.put(`/users/${me.id}/organizations/x`, `/users/${me.id}`), 200);
    expect(await admin.delete('/organizations/x/limits/cluster', '/organizations/x'), 204);
  });
});
