import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';
import { person, smallCompany } from './support/company.ts';

test('employees', async (t) => {
  const { admin, as, ask, pool } = await adminApi(t);
  await smallCompany(admin);

  await t.test('are made, read, changed and deleted', async () => {
    const made = await admin.make('/employees', {
      id: 'e1',
      name: 'Ada',
      team: 'north-team',
      title: 'Engineer',
    });
    assert.equal(made.user, null);
    assert.deepEqual(expect(await admin.get('/employees/e1'), 200), made);
    const changed = expect(
      await admin.patch('/employees/e1', { title: null, email: 'ada@example.com' }),
      200,
    );
    assert.deepEqual([changed.title, changed.email, changed.team], [null, 'ada@example.com', 'north-team']);
    expect(await admin.delete('/employees/e1'), 204);
    expect(await admin.get('/employees/e1'), 404);
  });

  await t.test('have ids that are never used again, nor by users', async () => {
    const again = expect(await admin.post('/employees', { id: 'e1', name: 'Another' }), 409, 'already-taken');
    assert.equal(again.errors[0].field, 'id');
    const asUser = expect(await admin.post('/users', person('e1')), 409, 'already-taken');
    assert.equal(asUser.errors[0].field, 'id');
    expect(await admin.post('/employees', { id: 'viewer', name: 'Same as a user' }), 409, 'already-taken');
  });

  await t.test('bring their user to where they are, and take it along when they move', async () => {
    await admin.make('/employees', { id: 'e2', name: 'Bob', organization: 'north', team: 'north-team' });
    const user = await admin.make('/users', person('bob', 'tech', { employee: 'e2' }));
    assert.deepEqual([user.organizations, user.teams], [['north'], ['north-team']]);
    const asset = (team: string) => ({ type: 'asset', id: 'a1', properties: { team } });
    assert.equal((await ask('bob', 'assets.edit', asset('north-team'))).allow, true);
    expect(await admin.patch('/employees/e2', { organization: 'south', team: 'south-team' }), 200);
    assert.equal((await ask('bob', 'assets.edit', asset('north-team'))).allow, false);
    assert.equal((await ask('bob', 'assets.edit', asset('south-team'))).allow, true);
    const moved = expect(await admin.get('/users/bob'), 200);
    assert.deepEqual([moved.organizations, moved.teams], [['south'], ['south-team']]);
    expect(await admin.delete('/employees/e2'), 409, 'still-in-use');
  });

  await t.test('are moved only by who may do so in both places', async () => {
    await admin.make('/employees', { id: 'e3', name: 'Cleo', organization: 'north' });
    const manager = await as('north-manager');
    expect(await manager.patch('/employees/e3', { organization: 'south' }), 403);
    expect(await manager.patch('/employees/e3', { team: 'south-team' }), 403);
    expect(await manager.patch('/employees/e3', { team: 'north-team' }), 200);
    const other = await as('south-manager');
    expect(await other.patch('/employees/e3', { organization: 'south' }), 403);
    expect(await manager.post('/employees', { name: 'Dan', organization: 'north', team: 'south-team' }), 403);
    expect(await manager.post('/employees', { name: 'Dan' }), 403);
  });

  await t.test('are shown as they are stored, however they came there', async () => {
    await pool.query(`INSERT INTO employees (id, name, email, title) VALUES ('odd', ' ', 'no address', $1)`, [
      'x'.repeat(500),
    ]);
    const odd = expect(await admin.get('/employees/odd'), 200);
    assert.deepEqual([odd.email, odd.title.length], ['no address', 500]);
  });

  await t.test('are not for a Viewer to make', async () => {
    const viewer = await as('viewer');
    const refused = expect(await viewer.post('/employees', { name: 'Eve', organization: 'north' }), 403);
    assert.equal(refused.permission, 'employees.create');
  });
});
