import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../admin/support/admin-api.ts';
import { expect } from '../admin/support/client.ts';
import { person, smallCompany } from '../admin/support/company.ts';

test('kaliaops', async (t) => {
  const { admin, as, ask } = await adminApi(t);
  await smallCompany(admin);
  const may = async (user: string, permission: string, properties: Record<string, unknown> = {}) => {
    const type = permission.split('.')[0]?.replace(/s$/, '') ?? '';
    return (await ask(user, permission, { type, id: 'r1', properties })).allow;
  };

  await t.test('O1: four system roles with their scopes, neither deleted nor renamed', async () => {
    const { items } = expect(await admin.get('/roles'), 200);
    const system = items.filter((role: { system: boolean }) => role.system);
    assert.deepEqual(
      Object.fromEntries(system.map(({ name, scope }: { name: string; scope: string }) => [name, scope])),
      { Admin: 'all', Manager: 'organization', Tech: 'team', Viewer: 'own' },
    );
    for (const { id, name } of system) {
      const deleted = expect(await admin.delete(`/roles/${id}`), 409, 'system-role');
      assert.match(deleted.detail, /System roles can't be deleted or renamed/);
      const renamed = expect(await admin.patch(`/roles/${id}`, { name: `${name} 2` }), 409, 'system-role');
      assert.match(renamed.detail, new RegExp(`"${name}" can't be renamed`));
      assert.equal(expect(await admin.get(`/roles/${id}`), 200).name, name);
    }
    const custom = await admin.make('/roles', { name: 'Custom', scope: 'own' });
    expect(await admin.patch(`/roles/${custom.id}`, { name: 'Renamed' }), 200);
    expect(await admin.delete(`/roles/${custom.id}`), 204);
  });

  await t.test('O2: custom roles with a name, permissions and a scope', async () => {
    const role = await admin.make('/roles', {
      name: 'L1 Support',
      scope: 'team',
      permissions: ['incidents.view', 'incidents.resolve'],
    });
    assert.deepEqual([role.name, role.scope, role.system], ['L1 Support', 'team', false]);
    await admin.make('/users', person('o2', role.id, { teams: ['north-team'] }));
    assert.equal(await may('o2', 'incidents.resolve', { team: 'north-team' }), true);
    assert.equal(await may('o2', 'incidents.resolve', { team: 'south-team' }), false);
    assert.equal(await may('o2', 'incidents.delete', { team: 'north-team' }), false);
    const tech = await as('north-tech');
    assert.equal(
      expect(await tech.post('/roles', { name: 'Mine', scope: 'own' }), 403).permission,
      'roles.create',
    );
    const local = {
      name: 'Night shift',
      scope: 'team',
      permissions: ['incidents.view'],
      organization: 'north',
    };
    const shift = await admin.make('/roles', local);
    const assigned = { role: shift.id, organization: 'south' };
    expect(await admin.post('/users/o2/assignments', assigned), 422);
    assert.equal(
      (await admin.post('/users/o2/assignments', { ...assigned, organization: 'north' })).status,
      201,
    );
  });

  await t.test('O3: at least 90 permissions in four categories, and no others', async () => {
    const { items } = expect(await admin.get('/permissions?limit=200'), 200);
    assert.ok(items.length >= 90, `${items.length}`);
    const categories = new Set(items.map((item: { category: string }) => item.category));
    assert.deepEqual([...categories].sort(), ['Administration', 'CMDB', 'ITSM', 'Organization']);
    const names = items.map((item: { name: string }) => item.name);
    for (const name of names) assert.match(name, /^[a-z_]+(\.[a-z_]+)+$/);
    for (const [category, examples] of Object.entries({
      CMDB: ['assets.view', 'assets.create', 'applications.edit', 'contracts.delete'],
      ITSM: ['incidents.view', 'incidents.resolve', 'changes.approve', 'sla.manage'],
      Organization: ['organizations.view', 'teams.edit', 'employees.create'],
      Administration: ['users.manage', 'roles.edit', 'audit_logs.view', 'api_tokens.create'],
    })) {
      for (const name of examples) {
        const found = items.find((item: { name: string }) => item.name === name);
        assert.equal(found?.category, category, name);
      }
    }
    const made = await admin.post('/roles', { name: 'Everything named', scope: 'all', permissions: names });
    assert.equal(expect(made, 201).permissions.length, names.length);
    const refused = expect(
      await admin.post('/roles', { name: 'O3', scope: 'all', permissions: ['assets.teleport'] }),
      422,
    );
    assert.match(refused.errors[0].message, /assets\.teleport/);
    const path = `/roles/${made.body.id}`;
    expect(await admin.patch(path, { permissions: ['assets.view', 'teleports.view'] }), 422);
    assert.equal(expect(await admin.get(path), 200).permissions.length, names.length, 'nothing was saved');
  });

  await t.test('O5: scopes contain the narrower ones, and one permission may have its own', async () => {
    const places = {
      own: { owner: 'o5' },
      team: { team: 'north-team' },
      organization: { organization: 'north' },
      all: { organization: 'south' },
    };
    const order = Object.keys(places) as (keyof typeof places)[];
    const role = await admin.make('/roles', { name: 'O5', scope: 'own', permissions: ['assets.view'] });
    await admin.make('/users', person('o5', role.id, { organizations: ['north'], teams: ['north-team'] }));
    for (const [width, scope] of order.entries()) {
      expect(await admin.patch(`/roles/${role.id}`, { scope }), 200);
      for (const [n, place] of order.entries()) {
        assert.equal(await may('o5', 'assets.view', places[place]), n <= width, `${scope} for ${place}`);
      }
    }
    const permissions = ['assets.view', { permission: 'assets.edit', scope: 'own' }];
    expect(await admin.patch(`/roles/${role.id}`, { scope: 'all', permissions }), 200);
    assert.equal(await may('o5', 'assets.view', places.all), true);
    assert.equal(await may('o5', 'assets.edit', places.own), true);
    assert.equal(await may('o5', 'assets.edit', places.team), false);
    expect(await admin.patch(`/roles/${role.id}`, { scope: 'galaxy' }), 400);
    const wrong = [{ permission: 'assets.view', scope: 'everyone' }];
    expect(await admin.patch(`/roles/${role.id}`, { permissions: wrong }), 400);
    assert.equal(await may('o5', 'assets.view', places.all), true, 'what was refused changed nothing');
  });

  await t.test('O7: an organization covers what names only a team of it', async () => {
    assert.equal(await may('north-manager', 'assets.edit', { team: 'north-team' }), true);
    assert.equal(await may('north-manager', 'assets.edit', { team: 'south-team' }), false);
    assert.equal(await may('north-tech', 'assets.edit', { organization: 'north' }), false);
  });

  await t.test('O11: a linked user has the places of the employee, and follows them', async () => {
    await admin.make('/employees', { id: 'o11-e', name: 'O11', organization: 'north', team: 'north-team' });
    await admin.make('/users', person('o11', 'tech', { employee: 'o11-e' }));
    await admin.make('/users', person('o11-later', 'tech'));
    assert.equal(await may('o11', 'assets.edit', { team: 'north-team' }), true);
    assert.equal(await may('o11', 'assets.view', { owner: 'o11-e' }), true);
    expect(await admin.patch('/employees/o11-e', { organization: 'south', team: 'south-team' }), 200);
    assert.equal(await may('o11', 'assets.edit', { team: 'north-team' }), false);
    assert.equal(await may('o11', 'assets.edit', { team: 'south-team' }), true);
    expect(await admin.patch('/users/o11', { employee: null }), 200);
    assert.equal(await may('o11', 'assets.edit', { team: 'south-team' }), false);
    assert.equal(await may('o11-later', 'assets.edit', { team: 'south-team' }), false);
    expect(await admin.patch('/users/o11-later', { employee: 'o11-e' }), 200);
    assert.equal(await may('o11-later', 'assets.edit', { team: 'south-team' }), true);
  });

  await t.test('O12: an employee has one user, and a second link names it', async () => {
    await admin.make('/employees', { id: 'o12-e', name: 'O12', organization: 'north' });
    await admin.make('/users', person('o12', undefined, { employee: 'o12-e' }));
    const second = expect(
      await admin.post('/users', person('o12-b', undefined, { employee: 'o12-e' })),
      409,
      'already-linked',
    );
    assert.equal(second.user, 'o12');
    assert.deepEqual(second.errors, [
      { field: 'employee', pointer: '#/employee', message: 'is already linked to the user "o12"' },
    ]);
    expect(await admin.get('/users/o12-b'), 404);
    await admin.make('/users', person('o12-c'));
    assert.equal(expect(await admin.patch('/users/o12-c', { employee: 'o12-e' }), 409).user, 'o12');

    await admin.make('/employees', { id: 'o12-f', name: 'Raced for', organization: 'north' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        admin.post('/users', person(`o12-race-${n}`, undefined, { employee: 'o12-f' })),
      ),
    );
    const winner = answers.find(({ status }) => status === 201);
    for (const answer of answers.filter((other) => other !== winner)) {
      assert.equal(expect(answer, 409, 'already-linked').user, winner?.body.id);
    }
  });

  await t.test('O14: deactivation takes access, keeps everything, and is undone', async () => {
    await admin.make('/users', person('o14', 'manager', { organizations: ['north'] }));
    const before = expect(await admin.get('/users/o14'), 200);
    const client = await as('o14');
    expect(await client.get('/users'), 200);
    expect(await admin.post('/users/o14/deactivate'), 200);
    expect(await client.get('/users'), 401);
    const refused = await ask('o14', 'assets.view', {
      type: 'asset',
      id: 'a',
      properties: { organization: 'north' },
    });
    assert.deepEqual([refused.allow, refused.reasons[0]?.code], [false, 'user_not_active']);
    const kept = expect(await admin.get('/users/o14'), 200);
    assert.deepEqual([kept.assignments, kept.organizations], [before.assignments, before.organizations]);
    expect(await admin.post('/users/o14/reactivate'), 200);
    expect(await client.get('/users'), 200);
    assert.equal(await may('o14', 'assets.view', { organization: 'north' }), true);
    expect(await (await as('north-tech')).post('/users/o14/deactivate'), 403);
  });

  await t.test('O15: deletion is permanent', async () => {
    await admin.make('/users', person('o15', 'manager', { organizations: ['north'] }));
    const client = await as('o15');
    expect(await (await as('north-tech')).delete('/users/o15'), 403);
    expect(await admin.request('DELETE', '/users/o15'), 428);
    expect(await client.get('/users'), 200);
    expect(await admin.delete('/users/o15'), 204);
    expect(await client.get('/users'), 401);
    expect(await admin.get('/users/o15'), 404);
    expect(await admin.post('/users/o15/reactivate'), 404);
    expect(await admin.post('/users', person('o15')), 409);
    assert.equal(await may('o15', 'assets.view', { organization: 'north' }), false);
    const [event] = expect(await admin.get('/audit-events?limit=1'), 200).items;
    assert.deepEqual([event.action, event.target.id], ['users.delete', 'o15'], 'history stays');
  });
});
