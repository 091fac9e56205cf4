import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../support/admin-api.ts';
import { type Answer, type Client, expect } from '../support/client.ts';
import { person } from '../support/company.ts';

/** Seven ways in which a Manager tries to become an Admin. `manager`, `chief` and `accomplice` are users. */
const SEVEN_WAYS: Readonly<Record<string, (manager: Client) => Promise<Answer>>> = {
  'takes the role': (manager) => manager.post('/users/manager/assignments', { role: 'admin' }),
  'turns the role they have into it': async (manager) => {
    const [held] = (await manager.get('/users/manager')).body.assignments;
    return manager.patch(`/users/manager/assignments/${held.id}`, { role: 'admin' });
  },
  'grants themselves its permission': (manager) =>
    manager.post('/users/manager/grants', { permission: '*', scope: 'all' }),
  'adds its permission to their own role': (manager) =>
    manager.patch('/roles/manager', { permissions: ['user', 'system.admin'] }),
  'invites a second self as one': (manager) =>
    manager.post('/invitations', { email: 'second-self@example.com', name: 'Second Self', role: 'admin' }),
  "makes a token in an Admin's name": (manager) =>
    manager.post('/api-tokens', {
      name: 'borrowed',
      user: 'chief',
      permissions: ['user'],
      not_after: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  "has an Admin's mail sent to themselves": (manager) =>
    manager.patch('/users/chief', { email: 'manager+chief@example.com' }),
};

test('K19 a Manager tries to make themselves Admin by seven ways and fails', async (t) => {
  const { admin, as, ask, pool } = await adminApi(t, 'kiwi');
  await admin.make('/users', person('chief', 'admin'));
  await admin.make('/users', person('manager', 'manager'));
  const manager = await as('manager');
  const before = await rightsOf();
  assert.equal(Object.keys(SEVEN_WAYS).length, 7);
  for (const [way, attempt] of Object.entries(SEVEN_WAYS)) {
    await t.test(way, async () => {
      const body = expect(await attempt(manager), 403, 'permission-required');
      assert.equal(body.permission, 'system.admin', JSON.stringify(body));
      assert.equal(body.reasons[0].code, 'not_held');
    });
  }
  assert.deepEqual(await rightsOf(), before, 'nothing has changed');
  assert.equal((await ask('manager', 'system.admin', { type: 'system', id: 'system' })).allow, false);

  async function rightsOf() {
    const { rows } = await pool.query(
      `SELECT key, document FROM current_document WHERE collection IN ('users', 'roles') ORDER BY collection, key`,
    );
    return rows;
  }
});
