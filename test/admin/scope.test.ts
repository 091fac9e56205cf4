import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';
import { person, smallCompany } from './support/company.ts';

test('the scope of a Manager', async (t) => {
  const { admin, as } = await adminApi(t);
  await smallCompany(admin);
  const manager = await as('north-manager');

  await t.test('covers people of the own organization', async () => {
    expect(await manager.get('/users/north-tech'), 200);
    expect(await manager.patch('/users/north-tech', { name: 'Renamed' }), 200);
    expect(await manager.post('/users/north-tech/deactivate'), 200);
    expect(await manager.post('/users/north-tech/reactivate'), 200);
    expect(await manager.post('/users', person('hired', 'viewer', { organizations: ['north'] })), 201);
    expect(await manager.delete('/users/hired'), 204);
  });

  await t.test('ends at the border of the organization', async () => {
    for (const refused of [
      await manager.get('/users/south-tech'),
      await manager.patch('/users/south-tech', { name: 'Renamed' }),
      await manager.post('/users/south-tech/deactivate'),
      await manager.delete('/users/south-tech'),
      await manager.post('/users/south-tech/assignments', { role: 'viewer' }),
      await manager.get('/organizations/south'),
      await manager.patch('/organizations/south', { name: 'Mine' }),
      await manager.get('/organizations/south/limits'),
    ]) {
      const body = expect(refused, 403, 'permission-required');
      assert.equal(body.reasons[0].code, 'out_of_scope');
    }
  });

  await t.test('judges a new thing by what it would be', async () => {
    expect(await manager.post('/users', person('astray', 'viewer', { organizations: ['south'] })), 403);
    expect(await manager.post('/users', person('astray', 'viewer')), 403);
    expect(
      await manager.post('/users', person('astray', 'viewer', { organizations: ['north', 'south'] })),
      403,
    );
    expect(await manager.post('/users', person('astray', 'viewer', { teams: ['south-team'] })), 403);
    expect(await admin.get('/users/astray'), 404);
  });

  await t.test('neither draws others in nor pushes them out', async () => {
    await admin.make('/users', person('both', undefined, { organizations: ['north', 'south'] }));
    expect(await manager.put('/users/south-tech/organizations/north', '/users/south-tech'), 403);
    expect(await manager.put('/users/viewer/organizations/south', '/users/viewer'), 403);
    expect(await manager.delete('/users/both/organizations/south', '/users/both'), 403);
    expect(await manager.delete('/users/both/organizations/north', '/users/both'), 204);
    expect(await manager.get('/users/both'), 403);
  });

  await t.test('follows the Manager at once', async () => {
    expect(await admin.put('/users/north-manager/organizations/south', '/users/north-manager'), 200);
    expect(await manager.get('/users/south-tech'), 200);
    expect(await admin.delete('/users/north-manager/organizations/south', '/users/north-manager'), 204);
    expect(await manager.get('/users/south-tech'), 403);
  });
});
