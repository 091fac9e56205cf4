import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOOTSTRAP_USER } from '../../src/admin/bootstrap-administrator.ts';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';
import { person, smallCompany } from './support/company.ts';

test('the history', async (t) => {
  const { admin, as, pool } = await adminApi(t);
  await smallCompany(admin);
  const entries = async (target: string) =>
    (await pool.query('SELECT * FROM audit_events WHERE target_id = $1 ORDER BY id', [target])).rows;

  await t.test('says who did what, from where, with before and after', async () => {
    const made = await admin.request('POST', '/organizations', {
      body: { id: 'west', code: 'W', name: 'West' },
      headers: { 'x-request-id': 'request-7' },
    });
    expect(made, 201);
    const changed = await admin.patch('/organizations/west', { name: 'Wild West' });
    expect(await admin.delete('/organizations/west'), 204);
    const found = await entries('west');
    assert.deepEqual(
      found.map(({ actor, action, target_type }) => [actor, action, target_type]),
      ['create', 'update', 'delete'].map((action) => [
        BOOTSTRAP_USER,
        `organizations.${action}`,
        'organization',
      ]),
    );
    assert.deepEqual([found[0].before, found[0].after], [null, made.body]);
    assert.deepEqual([found[1].before, found[1].after], [made.body, changed.body]);
    assert.deepEqual([found[2].before, found[2].after], [changed.body, null]);
    assert.equal(found[0].request_id, 'request-7');
    assert.equal(found[0].source_address, '127.0.0.1');
  });

  await t.test('keeps what changed of rights and limits', async () => {
    await admin.make('/users', person('ray'));
    const grant = await admin.make('/users/ray/grants', { permission: 'assets.view', scope: 'own' });
    const [, given] = await entries('ray');
    assert.deepEqual([given.action, given.before.grants, given.after.grants], ['users.grant', [], [grant]]);
    await admin.put('/organizations/south/limits/asset', '/organizations/south', { resources: ['a1'] });
    const limited = (await entries('south')).at(-1);
    assert.equal(limited.action, 'organizations.set_limit');
    assert.deepEqual([limited.before, limited.after.resources], [null, ['a1']]);
  });

  await t.test('has no entry of what did not happen, and nothing happens without one', async () => {
    const count = async () => Number((await pool.query('SELECT count(*) FROM audit_events')).rows[0].count);
    const before = await count();
    expect(await admin.post('/organizations', { code: 'NORTH', name: 'Again' }), 409);
    expect(await (await as('viewer')).post('/organizations', { code: 'V', name: 'V' }), 403);
    expect(await admin.request('DELETE', '/users/viewer', { match: '"99"' }), 412);
    assert.equal(await count(), before);

    await pool.query(
      'ALTER TABLE audit_events ADD CONSTRAINT no_more CHECK (action <> $$organizations.create$$) NOT VALID',
    );
    expect(
      await admin.post('/organizations', { id: 'east', code: 'EAST', name: 'East' }),
      500,
      'internal-error',
    );
    await pool.query('ALTER TABLE audit_events DROP CONSTRAINT no_more');
    expect(await admin.get('/organizations/east'), 404);
  });

  await t.test('is listed, the latest first', async () => {
    const page = expect(await admin.get('/audit-events?limit=2'), 200);
    assert.equal(page.items.length, 2);
    const next = expect(await admin.get(`/audit-events?limit=2&cursor=${page.next_cursor}`), 200);
    const ids = [...page.items, ...next.items].map((item: { id: string }) => item.id);
    assert.deepEqual(ids, [...ids].sort().reverse());
    assert.equal(page.items[0].target.type, 'organization');
  });

  await t.test('is searched by who, what, to what, and when', async () => {
    const listed = async (query: string) =>
      expect(await admin.get(`/audit-events?limit=200&${query}`), 200).items as {
        actor: string;
        action: string;
        at: string;
        target: { type: string; id: string };
      }[];
    const all = await listed('');
    assert.deepEqual(
      await listed(`actor=${BOOTSTRAP_USER}`),
      all.filter(({ actor }) => actor === BOOTSTRAP_USER),
    );
    assert.deepEqual(await listed('actor=nobody'), []);
    const made = all.filter(({ action }) => action === 'users.create');
    assert.ok(made.length > 3);
    assert.deepEqual(await listed('action=users.create'), made);
    assert.deepEqual(
      await listed('action=users.'),
      all.filter(({ action }) => action.startsWith('users.')),
    );
    assert.deepEqual(await listed('action=users'), []);
    assert.deepEqual(
      await listed('target_type=organization&target=west'),
      all.filter(({ target }) => target.type === 'organization' && target.id === 'west'),
    );
    const middle = all[3]?.at ?? '';
    const [later, earlier] = [await listed(`since=${middle}`), await listed(`until=${middle}`)];
    assert.deepEqual([...later, ...earlier], all);
    assert.ok(later.length >= 4 && earlier.every(({ at }) => at < middle));
    for (const bad of ['since=yesterday', 'colour=red', 'actor='])
      expect(await admin.get(`/audit-events?${bad}`), 400);
    expect(await admin.get('/audit-events?actor=%00'), 400);
  });

  await t.test('shows a Manager what happened in the own organization', async () => {
    const listed = async (user: string) => {
      const page = expect(await (await as(user)).get('/audit-events?limit=200'), 200);
      return new Set(page.items.map((item: { target: { id: string } }) => item.target.id));
    };
    const north = await listed('north-manager');
    assert.ok(north.has('north') && north.has('north-tech') && north.has('north-team'));
    assert.ok(![...north].some((id) => String(id).startsWith('south')), [...north].join());
    expect(await (await as('north-tech')).get('/audit-events'), 403);
  });
});
