import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOOTSTRAP_USER } from '../../src/admin/bootstrap-administrator.ts';
import { adminApi } from './support/admin-api.ts';
import { type Answer, expect } from './support/client.ts';
import { person } from './support/company.ts';

test('the last administrator', async (t) => {
  const { admin, as, pool } = await adminApi(t);
  const self = `/users/${BOOTSTRAP_USER}`;
  const [assignment] = expect(await admin.get(self), 200).assignments;
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const ways: Record<string, () => Promise<Answer>> = {
    demoted: () => admin.delete(`${self}/assignments/${assignment.id}`),
    'given an end': () => admin.patch(`${self}/assignments/${assignment.id}`, { not_after: soon }),
    deactivated: () => admin.post(`${self}/deactivate`),
    deleted: () => admin.delete(self),
    'denied anything': () => admin.post(`${self}/denials`, { permission: 'assets.view' }),
  };

  for (const [way, attempt] of Object.entries(ways)) {
    await t.test(`can't be ${way}`, async () => {
      const before = await admin.get(self);
      const refused = expect(await attempt(), 409, 'last-administrator');
      assert.match(refused.detail, /nobody to administer/);
      assert.deepEqual(expect(await admin.get(self), 200), before.body, 'nothing has changed');
    });
  }

  await t.test('is one only who holds the role unbound', async () => {
    await admin.make('/organizations', { id: 'o', code: 'O', name: 'O' });
    await admin.make(
      '/users',
      person('bound', undefined, { assignments: [{ role: 'admin', organization: 'o' }] }),
    );
    expect(await admin.delete(self), 409, 'last-administrator');
  });

  await t.test('may go once there is another, and what they did stays', async () => {
    await admin.make('/users', person('second', 'admin'));
    const second = await as('second');
    expect(await second.delete(self), 204);
    expect(await admin.get('/users'), 401);
    expect(await second.delete('/users/second'), 409, 'last-administrator');
    const { rows } = await pool.query<{ actor: string }>(
      `SELECT actor FROM audit_events WHERE target_id = 'second'`,
    );
    assert.deepEqual(rows, [{ actor: BOOTSTRAP_USER }]);
  });

  await t.test('is kept when many try at once', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `chief-${n}`);
    const second = await as('second');
    for (const name of names) await second.make('/users', person(name, 'admin'));
    const clients = await Promise.all(names.map((name) => as(name)));
    const everyone = [...names, 'second'];
    const answers = await Promise.all(
      clients.flatMap((client, n) =>
        everyone.map((target, m) =>
          (n + m) % 2 === 0 ? client.delete(`/users/${target}`) : client.post(`/users/${target}/deactivate`),
        ),
      ),
    );
    for (const { status, body } of answers) {
      assert.ok([200, 204, 401, 403, 404, 409, 412].includes(status), `${status} ${JSON.stringify(body)}`);
    }
    const { rows } = await pool.query('SELECT FROM administrators');
    assert.ok(rows.length >= 1, 'somebody is left');
  });
});
