import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../admin/support/admin-api.ts';
import { expect } from '../admin/support/client.ts';
import { person } from '../admin/support/company.ts';

const FEATURES = ['device', 'infra', 'service', 'backup', 'database', 'audit', 'vpn', 'user'];

test('kiwi', async (t) => {
  const { admin, as, ask } = await adminApi(t, 'kiwi');
  const may = async (
    user: string,
    permission: string,
    id = 'r1',
    properties: Record<string, unknown> = {},
  ) => {
    const [type = ''] = permission === 'system.admin' ? ['system'] : permission.split('.');
    return (await ask(user, permission, { type, id, properties })).allow;
  };
  /** The permissions a user has of all features, for a resource that belongs to nothing. */
  const held = async (user: string) => {
    const all = [...FEATURES.flatMap((feature) => [`${feature}.view`, `${feature}.manage`]), 'system.admin'];
    const allowed = await Promise.all(all.map((permission) => may(user, permission)));
    return all.filter((_, n) => allowed[n]);
  };

  await t.test('K1: eight features, each one name for viewing and managing', async () => {
    const { features } = expect(await admin.get('/catalog'), 200);
    assert.deepEqual(features, [...FEATURES].sort());
    const { items } = expect(await admin.get('/permissions?limit=200'), 200);
    for (const feature of FEATURES) {
      const halves = items.filter((item: { feature: string }) => item.feature === feature);
      assert.deepEqual(
        halves.map((item: { name: string }) => item.name),
        [`${feature}.manage`, `${feature}.view`],
      );
      await admin.make('/users', person(`k1-${feature}`));
      await admin.make(`/users/k1-${feature}/grants`, { permission: feature, scope: 'all' });
      assert.deepEqual(await held(`k1-${feature}`), [`${feature}.view`, `${feature}.manage`]);
    }
    await admin.make('/users', person('k1-reader'));
    await admin.make('/users/k1-reader/grants', { permission: 'device.view', scope: 'all' });
    assert.deepEqual(await held('k1-reader'), ['device.view'], 'a half alone is a read-only right');
  });

  await t.test('K2: five roles, and only an Admin changes Admins', async () => {
    const both = (features: string[]) =>
      features.flatMap((feature) => [`${feature}.view`, `${feature}.manage`]);
    const expected: Record<string, string[]> = {
      viewer: FEATURES.map((feature) => `${feature}.view`),
      developer: both(['device', 'service']),
      operator: both(['infra', 'backup', 'database']),
      manager: both(FEATURES),
      admin: [...both(FEATURES), 'system.admin'],
    };
    const { items } = expect(await admin.get('/roles'), 200);
    assert.deepEqual(items.map((role: { id: string }) => role.id).sort(), Object.keys(expected).sort());
    for (const [role, permissions] of Object.entries(expected)) {
      await admin.make('/users', person(`k2-${role}`, role));
      assert.deepEqual(await held(`k2-${role}`), permissions, role);
    }
    const manager = await as('k2-manager');
    const [assignment] = expect(await manager.get('/users/k2-admin'), 200).assignments;
    for (const refused of [
      await manager.patch('/users/k2-admin', { name: 'No longer' }),
      await manager.patch('/users/k2-admin', { email: 'k2@example.com' }),
      await manager.post('/users/k2-admin/deactivate'),
      await manager.post('/users/k2-admin/denials', { permission: 'device' }),
      await manager.delete(`/users/k2-admin/assignments/${assignment.id}`),
      await manager.delete('/users/k2-admin'),
      await manager.post('/users/k2-viewer/assignments', { role: 'admin' }),
      await manager.post('/users', person('k2-crown', 'admin')),
    ]) {
      assert.equal(expect(refused, 403).permission, 'system.admin');
    }
    const chief = await as('k2-admin');
    expect(await chief.patch('/users/k2-admin', { name: 'Renamed' }), 200);
    expect(await chief.delete(`/users/k2-admin/assignments/${assignment.id}`), 204);
  });

  await t.test('K5: features are checked and unchecked for one user, and a denial wins', async () => {
    await admin.make('/users', person('k5', 'developer'));
    assert.equal(await may('k5', 'vpn.manage'), false);
    await admin.make('/users/k5/grants', { permission: 'vpn', scope: 'all' });
    assert.equal(await may('k5', 'vpn.manage'), true);
    const denial = await admin.make('/users/k5/denials', { permission: 'device' });
    assert.deepEqual([await may('k5', 'device.view'), await may('k5', 'device.manage')], [false, false]);
    assert.equal(await may('k5', 'service.manage'), true, 'the rest of the role stays');
    await admin.make('/users/k5/grants', { permission: 'device', scope: 'all' });
    assert.equal(await may('k5', 'device.view'), false, 'a denial wins over a grant');
    expect(await admin.delete(`/users/k5/denials/${denial.id}`), 204);
    assert.equal(await may('k5', 'device.view'), true);
    await admin.make('/users/k5/denials', { permission: 'service.manage' });
    assert.deepEqual([await may('k5', 'service.view'), await may('k5', 'service.manage')], [true, false]);
    const own = await as('k5');
    for (const [path, body] of [
      ['/users/k5/grants', { permission: 'infra', scope: 'all' }],
      ['/users/k5/denials', { permission: 'service.view' }],
    ] as const) {
      assert.equal(expect(await own.post(path, body), 403).feature, 'user', 'not for a Developer to do');
    }
    const unknown = await admin.post('/users/k5/grants', { permission: 'teleport', scope: 'all' });
    assert.equal(expect(unknown, 422).errors[0].field, 'permission');
    assert.deepEqual([await may('k5', 'infra.view'), await may('k5', 'service.view')], [false, true]);
  });

  await t.test('K6: roles are made and edited by Managers and above, and felt at once', async () => {
    for (const role of ['viewer', 'developer', 'operator', 'manager', 'admin']) {
      await admin.make('/users', person(`k6-${role}`, role));
    }
    for (const role of ['viewer', 'developer', 'operator']) {
      const client = await as(`k6-${role}`);
      const refused = expect(await client.post('/roles', { name: `By ${role}`, scope: 'all' }), 403);
      assert.equal(refused.feature, 'user');
      expect(await client.patch('/roles/developer', { description: 'x' }), 403);
    }
    for (const role of ['manager', 'admin']) {
      const client = await as(`k6-${role}`);
      const made = await client.make('/roles', {
        name: `By ${role}`,
        description: 'Night shift',
        scope: 'all',
        permissions: ['backup'],
      });
      assert.deepEqual(
        [made.description, made.permissions],
        ['Night shift', [{ permission: 'backup', scope: null }]],
      );
      await client.make('/users', person(`k6-holder-${role}`, made.id));
      assert.deepEqual(await held(`k6-holder-${role}`), ['backup.view', 'backup.manage']);
      const path = `/roles/${made.id}`;
      expect(
        await client.patch(path, { name: `Renamed by ${role}`, permissions: ['backup.view', 'vpn'] }),
        200,
      );
      assert.deepEqual(await held(`k6-holder-${role}`), ['backup.view', 'vpn.view', 'vpn.manage']);
    }
  });

  await t.test(
    'K7: an organization has a code that no other has, and a duplicate names the field',
    async () => {
      const body = { code: 'ACME', name: 'Acme', description: 'Anvils' };
      const made = await admin.make('/organizations', body);
      assert.deepEqual([made.code, made.name, made.description], [body.code, body.name, body.description]);
      for (const code of ['ACME', 'acme']) {
        const refused = expect(await admin.post('/organizations', { code, name: 'Other' }), 409);
        assert.deepEqual(refused.errors, [
          { field: 'code', pointer: '#/code', message: 'is already the code of another organization' },
        ]);
      }
      const other = await admin.make('/organizations', { code: 'OTHER', name: 'Other' });
      expect(await admin.patch(`/organizations/${other.id}`, { code: 'Acme' }), 409);
      await admin.make('/users', person('k7-developer', 'developer'));
      const developer = await as('k7-developer');
      expect(await developer.post('/organizations', { code: 'DEV', name: 'Dev' }), 403);
    },
  );

  await t.test('K8: a user belongs to several organizations', async () => {
    for (const id of ['k8-a', 'k8-b', 'k8-c']) await admin.make('/organizations', { id, code: id, name: id });
    await admin.make('/users', person('k8', undefined, { organizations: ['k8-a'] }));
    await admin.make('/users/k8/grants', { permission: 'device', scope: 'organization' });
    const reached = async () => {
      const ids = ['k8-a', 'k8-b', 'k8-c'];
      const allowed = await Promise.all(
        ids.map((organization) => may('k8', 'device.view', 'd', { organization })),
      );
      return ids.filter((_, n) => allowed[n]);
    };
    assert.deepEqual(await reached(), ['k8-a']);
    expect(await admin.put('/users/k8/organizations/k8-b', '/users/k8'), 200);
    assert.deepEqual(await reached(), ['k8-a', 'k8-b']);
    assert.deepEqual(expect(await admin.get('/users/k8'), 200).organizations, ['k8-a', 'k8-b']);
    expect(await admin.delete('/users/k8/organizations/k8-a', '/users/k8'), 204);
    assert.deepEqual(await reached(), ['k8-b']);
    expect(await admin.put('/users/k8/organizations/k8-z', '/users/k8'), 404);
    await admin.make('/users', person('k8-developer', 'developer'));
    const developer = await as('k8-developer');
    assert.equal(
      expect(await developer.put('/users/k8/organizations/k8-c', '/users/k8'), 403).feature,
      'user',
    );
    expect(await admin.request('PUT', '/users/k8/organizations/k8-c'), 428);
    assert.deepEqual(await reached(), ['k8-b']);
  });

  await t.test('K11: deletion is permanent and names a version', async () => {
    await admin.make('/users', person('k11', 'developer'));
    assert.equal(await may('k11', 'device.view'), true);
    expect(await admin.request('DELETE', '/users/k11'), 428);
    const match = await admin.tag('/users/k11');
    expect(await admin.patch('/users/k11', { name: 'Changed meanwhile' }), 200);
    expect(await admin.request('DELETE', '/users/k11', { match }), 412);
    const current = await admin.tag('/users/k11');
    expect(await admin.request('DELETE', '/users/k11', { match: current }), 204);
    expect(await admin.request('DELETE', '/users/k11', { match: current }), 404, 'not-found');
    expect(await admin.get('/users/k11'), 404);
    expect(await admin.post('/users/k11/reactivate'), 404);
    const again = expect(await admin.post('/users', person('k11', 'developer')), 409);
    assert.equal(again.errors[0].field, 'id');
    assert.equal(await may('k11', 'device.view'), false);
  });

  await t.test('K16: a refusal says which permission is missing, by its feature', async () => {
    await admin.make('/users', person('k16', 'operator'));
    const { reasons } = await ask('k16', 'service.manage', { type: 'service', id: 's1' });
    const [reason] = reasons;
    assert.equal(reason?.code, 'permission_required');
    assert.equal(reason?.message, 'service permission required');
    assert.equal(reason?.permission, 'service.manage');
    const operator = await as('k16');
    const refused = expect(await operator.get('/users'), 403, 'permission-required');
    assert.deepEqual(
      [refused.detail, refused.permission, refused.feature],
      ['user permission required', 'user.view', 'user'],
    );
    assert.equal(await may('k16', 'infra.manage'), true);
  });
});
