import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../admin/support/admin-api.ts';
import { Browser } from '../admin/support/browser.ts';
import { expect } from '../admin/support/client.ts';
import { person, smallCompany } from '../admin/support/company.ts';
import { listedMail, mailsTo, mailTo, tokenIn } from '../admin/support/mails.ts';
import { joined, PASSWORD } from '../admin/support/people.ts';

const NEW_PASSWORD = 'seven lanterns by the weir';

test('kaliaops: actions on a user', async (t) => {
  const { admin, app, as, ask } = await adminApi(t, 'kaliaops', listedMail);
  await smallCompany(admin);
  await admin.make('/users', person('chief', 'admin', { organizations: ['north'] }));
  const [manager, tech] = [await as('north-manager'), await as('north-tech')];
  const signIn = async (email: string, password: string) =>
    (await new Browser(app).signIn(email, password)).status;

  await t.test('O10: change role, send a password reset, deactivate, delete', async (o10) => {
    const email = 'o10@example.com';
    const { browser, user } = await joined(app, manager, { email, role: 'viewer', organization: 'north' });
    const path = `/users/${user}`;
    const incident = { type: 'incident', id: 'i', properties: { team: 'north-team', organization: 'north' } };
    const resolves = async () => (await ask(user, 'incidents.resolve', incident)).allow;

    await o10.test('change role', async () => {
      const [assignment] = expect(await manager.get(path), 200).assignments;
      const single = `${path}/assignments/${assignment.id}`;
      assert.equal(await resolves(), false);
      const changed = expect(await manager.patch(single, { role: 'manager', reason: 'promoted' }), 200);
      assert.deepEqual([changed.role, changed.reason, changed.id], ['manager', 'promoted', assignment.id]);
      assert.deepEqual(expect(await manager.get(path), 200).roles, [{ id: 'manager', name: 'Manager' }]);
      assert.equal(await resolves(), true, 'felt at once');
      expect(await manager.patch(single, { role: 'admin' }), 403, 'permission-required');
      assert.equal(expect(await manager.patch(single, { role: 'emperor' }), 422).errors[0].field, 'role');
      assert.equal(expect(await tech.patch(single, { role: 'viewer' }), 403).permission, 'users.manage');
      expect(await manager.request('PATCH', single, { body: { role: 'viewer' } }), 428);
      expect(await manager.request('PATCH', single, { body: { role: 'viewer' }, match: '"0"' }), 412);
      assert.equal(await resolves(), true, 'what was refused changed nothing');
      expect(await manager.patch(single, { role: 'viewer' }), 200);
      assert.equal(await resolves(), false);
    });

    await o10.test('send a password reset', async () => {
      expect(await tech.post(`${path}/reset-password`), 403);
      assert.equal((await mailsTo(app, email)).length, 1, 'the invitation only');
      expect(await manager.post(`${path}/reset-password`), 202);
      const token = tokenIn(await mailTo(app, email, 2));
      assert.equal(await signIn(email, PASSWORD), 200, 'the old password is good until the link is used');
      const body = { token, password: NEW_PASSWORD };
      expect(await new Browser(app).post('/password-resets/complete', body), 204);
      assert.deepEqual([await signIn(email, PASSWORD), await signIn(email, NEW_PASSWORD)], [401, 200]);
      expect(await browser.get('/me'), 401);
      const machine = await admin.make('/users', { id: 'o10-machine', name: 'M', kind: 'service' });
      expect(await admin.post(`/users/${machine.id}/reset-password`), 409);
    });

    await o10.test('deactivate', async () => {
      expect(await tech.post(`${path}/deactivate`), 403);
      const match = await manager.tag(path);
      expect(await manager.patch(path, { name: 'Changed meanwhile' }), 200);
      expect(await manager.request('POST', `${path}/deactivate`, { match }), 412);
      const current = await manager.tag(path);
      const off = expect(await manager.request('POST', `${path}/deactivate`, { match: current }), 200);
      assert.equal(off.status, 'deactivated');
      assert.equal(await signIn(email, NEW_PASSWORD), 401);
      expect(await manager.post(`${path}/reset-password`), 409, 'wrong-status');
      expect(await manager.request('POST', `${path}/reactivate`, { match: current }), 412);
      expect(await manager.post(`${path}/reactivate`), 200);
      assert.equal(await signIn(email, NEW_PASSWORD), 200);
    });

    await o10.test('delete', async () => {
      expect(await tech.delete(path), 403);
      expect(await manager.request('DELETE', path), 428);
      expect(await manager.request('DELETE', path, { match: '"0"' }), 412);
      assert.equal(expect(await manager.get(path), 200).id, user);
      expect(await manager.delete(path), 204);
      expect(await manager.get(path), 403);
      expect(await admin.get(path), 404);
      assert.equal(await signIn(email, NEW_PASSWORD), 401);
      assert.equal(await resolves(), false);
    });

    await o10.test('and none of it to whoever holds more, or out of reach', async () => {
      const [held] = expect(await manager.get('/users/chief'), 200).assignments;
      for (const answer of [
        await manager.patch(`/users/chief/assignments/${held.id}`, { role: 'viewer' }),
        await manager.post('/users/chief/reset-password'),
        await manager.post('/users/chief/deactivate'),
        await manager.delete('/users/chief'),
        await manager.post('/users/south-tech/reset-password'),
        await manager.post('/users/south-tech/deactivate'),
        await manager.request('DELETE', '/users/south-tech', { match: await admin.tag('/users/south-tech') }),
      ]) {
        expect(answer, 403, 'permission-required');
      }
      assert.deepEqual(
        [
          expect(await admin.get('/users/chief'), 200).status,
          expect(await admin.get('/users/south-tech'), 200).status,
        ],
        ['active', 'active'],
      );
    });
  });
});
