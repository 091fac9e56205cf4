import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';
import { person, smallCompany } from './support/company.ts';

test('users', async (t) => {
  const { admin, as, ask } = await adminApi(t);
  await smallCompany(admin);
  const ownAsset = (owner: string) => ({ type: 'asset', id: 'a1', properties: { owner } });

  await t.test('are made, read, changed and deleted', async () => {
    const made = await admin.make(
      '/users',
      person('ann', 'viewer', { organizations: ['south'], teams: ['north-team'] }),
    );
    assert.deepEqual(made.organizations, ['north', 'south']);
    assert.deepEqual(made.teams, ['north-team']);
    assert.equal(made.status, 'active');
    assert.deepEqual(
      made.assignments.map(({ role, organization, not_after }: Record<string, unknown>) => [
        role,
        organization,
        not_after,
      ]),
      [['viewer', null, null]],
    );
    assert.deepEqual(expect(await admin.get('/users/ann'), 200), made);
    assert.equal((await ask('ann', 'assets.view', ownAsset('ann'))).allow, true);
    const changed = expect(
      await admin.patch('/users/ann', { name: 'Ann B', email: 'annb@example.com' }),
      200,
    );
    assert.deepEqual([changed.name, changed.email], ['Ann B', 'annb@example.com']);
    expect(await admin.delete('/users/ann'), 204);
    expect(await admin.get('/users/ann'), 404);
    assert.deepEqual((await ask('ann', 'assets.view', ownAsset('ann'))).reasons[0]?.code, 'user_unknown');
    expect(await admin.post('/users', person('ann')), 409, 'already-taken');
  });

  await t.test('are machines too, which need no address', async () => {
    const robot = await admin.make('/users', { kind: 'service', name: 'Robot' });
    assert.equal(robot.email, null);
    const nobody = expect(await admin.post('/users', { name: 'No address' }), 422);
    assert.equal(nobody.errors[0].field, 'email');
  });

  await t.test('share no address, whatever its case', async () => {
    const taken = expect(
      await admin.post('/users', person('other', undefined, { email: 'VIEWER@example.com' })),
      409,
    );
    assert.deepEqual(taken.errors, [
      { field: 'email', pointer: '#/email', message: 'is already the address of another user' },
    ]);
    expect(await admin.patch('/users/north-tech', { email: 'viewer@example.com' }), 409, 'already-taken');
  });

  await t.test('are deactivated and come back', async () => {
    const off = await admin.post('/users/viewer/deactivate');
    assert.equal(expect(off, 200).status, 'deactivated');
    assert.match(String(off.headers['postern-revision']), /^\d+\.\d+$/);
    assert.equal(
      (await ask('viewer', 'assets.view', ownAsset('viewer'))).reasons[0]?.code,
      'user_not_active',
    );
    expect(await admin.post('/users/viewer/deactivate'), 409, 'wrong-status');
    assert.equal(expect(await admin.post('/users/viewer/reactivate'), 200).status, 'active');
    assert.equal((await ask('viewer', 'assets.view', ownAsset('viewer'))).allow, true);
    expect(await admin.post('/users/viewer/reactivate'), 409, 'wrong-status');
  });

  await t.test('who are deactivated can not use their tokens', async () => {
    await admin.make('/users', person('gone', 'manager', { organizations: ['north'] }));
    const gone = await as('gone');
    expect(await gone.get('/users'), 200);
    expect(await admin.post('/users/gone/deactivate'), 200);
    expect(await gone.get('/users'), 401, 'invalid-token');
  });

  await t.test('join and leave organizations and teams', async () => {
    await admin.make('/users', person('joe', 'tech'));
    const asset = { type: 'asset', id: 'a1', properties: { team: 'south-team' } };
    assert.equal((await ask('joe', 'assets.edit', asset)).allow, false);
    expect(await admin.put('/users/joe/teams/south-team', '/users/joe'), 200);
    expect(await admin.put('/users/joe/organizations/north', '/users/joe'), 200);
    assert.equal((await ask('joe', 'assets.edit', asset)).allow, true);
    assert.deepEqual(expect(await admin.get('/users/joe'), 200).organizations, ['north', 'south']);
    assert.deepEqual(expect(await admin.get('/users/joe/organizations'), 200).items, [{ id: 'north' }]);
    assert.deepEqual(expect(await admin.get('/users/joe/teams'), 200).items, [{ id: 'south-team' }]);
    expect(await admin.delete('/users/joe/teams/south-team', '/users/joe'), 204);
    assert.equal((await ask('joe', 'assets.edit', asset)).allow, false);
    expect(await admin.delete('/users/joe/teams/south-team', '/users/joe'), 404);
    expect(await admin.put('/users/joe/teams/nowhere', '/users/joe'), 404);
    const nowhere = await admin.post(
      '/users',
      person('jim', undefined, { teams: ['north-team', 'nowhere'] }),
    );
    assert.equal(expect(nowhere, 422).errors[0].pointer, '#/teams/1');
  });

  await t.test('are linked to an employee, and to another one', async () => {
    await admin.make('/employees', { id: 'e1', name: 'One', team: 'north-team' });
    await admin.make('/employees', { id: 'e2', name: 'Two', team: 'south-team' });
    await admin.make('/users', person('lin', 'tech', { employee: 'e1' }));
    assert.deepEqual(expect(await admin.patch('/users/lin', { employee: 'e2' }), 200).teams, ['south-team']);
    assert.equal(expect(await admin.get('/employees/e2'), 200).user, 'lin');
    assert.deepEqual(expect(await admin.patch('/users/lin', { employee: null }), 200).teams, []);
    expect(await admin.patch('/users/lin', { employee: 'e9' }), 422);
  });

  await t.test('are not for a Viewer to make, change or delete', async () => {
    const viewer = await as('viewer');
    const self = expect(await viewer.get('/users/viewer'), 200);
    assert.equal(self.id, 'viewer');
    for (const refused of [
      await viewer.post('/users', person('x')),
      await viewer.patch('/users/viewer', { name: 'Boss' }),
      await viewer.delete('/users/north-tech'),
      await viewer.post('/users/north-tech/deactivate'),
    ]) {
      assert.equal(expect(refused, 403, 'permission-required').permission, 'users.manage');
    }
    expect(await viewer.get('/users/north-tech'), 403);
  });
});
