import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';
import { smallCompany } from './support/company.ts';

test('teams', async (t) => {
  const { admin, as, ask } = await adminApi(t);
  await smallCompany(admin);

  await t.test('are made, read, changed and deleted', async () => {
    const made = await admin.make('/teams', { id: 't1', organization: 'north', name: 'One' });
    assert.deepEqual(expect(await admin.get('/teams/t1'), 200), made);
    assert.equal(expect(await admin.patch('/teams/t1', { name: 'Uno' }), 200).name, 'Uno');
    expect(await admin.delete('/teams/t1'), 204);
    expect(await admin.get('/teams/t1'), 404);
  });

  await t.test('name an organization that exists', async () => {
    const refused = expect(await admin.post('/teams', { organization: 'nowhere', name: 'Lost' }), 422);
    assert.deepEqual(refused.errors, [
      { field: 'organization', pointer: '#/organization', message: 'names no organization that exists' },
    ]);
    expect(await admin.post('/teams', { name: 'Lost' }), 400);
  });

  await t.test('take what belongs to them along when they move', async () => {
    const asset = { type: 'asset', id: 'a1', properties: { team: 'south-team' } };
    assert.equal((await ask('north-manager', 'assets.view', asset)).allow, false);
    expect(await admin.patch('/teams/south-team', { organization: 'north' }), 200);
    assert.equal((await ask('north-manager', 'assets.view', asset)).allow, true);
    assert.equal((await ask('south-manager', 'assets.view', asset)).allow, false);
    expect(await admin.patch('/teams/south-team', { organization: 'south' }), 200);
  });

  await t.test('are moved only by who may do so in both organizations', async () => {
    const manager = await as('north-manager');
    expect(await manager.patch('/teams/north-team', { name: 'Ours' }), 200);
    expect(await manager.patch('/teams/north-team', { organization: 'south' }), 403);
    expect(await manager.patch('/teams/south-team', { organization: 'north' }), 403);
    expect(await manager.post('/teams', { organization: 'south', name: 'Outpost' }), 403);
    expect(await manager.post('/teams', { organization: 'north', name: 'Home' }), 201);
  });

  await t.test('can not be deleted while they have members', async () => {
    expect(await admin.delete('/teams/north-team'), 409, 'still-in-use');
  });
});
