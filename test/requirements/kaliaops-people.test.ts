import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../admin/support/admin-api.ts';
import { Browser } from '../admin/support/browser.ts';
import { Client, expect } from '../admin/support/client.ts';
import { smallCompany } from '../admin/support/company.ts';
import { listedMail, mailTo, tokenIn } from '../admin/support/mails.ts';
import { PASSWORD } from '../admin/support/people.ts';

const HOUR = 60 * 60_000;

test('kaliaops: people', async (t) => {
  const { admin, app, as, ask, pool } = await adminApi(t, 'kaliaops', listedMail);
  await smallCompany(admin);
  const accept = (token: string) =>
    new Browser(app).post('/invitations/accept', { token, password: PASSWORD });

  await t.test(
    'O8: who is invited follows a link within 48 hours, chooses a password and is active',
    async () => {
      await admin.make('/employees', { id: 'e-ola', name: 'Ola', team: 'north-team', organization: 'north' });
      const manager = await as('north-manager');
      const made = await manager.make('/invitations', {
        email: 'ola@example.com',
        role: 'tech',
        employee: 'e-ola',
      });
      const open = Date.parse(made.expires_at) - Date.parse(made.sent_at);
      assert.ok(Math.abs(open - 48 * HOUR) < HOUR / 60);
      assert.equal(expect(await admin.get(`/users/${made.user}`), 200).status, 'invited');
      assert.equal((await new Browser(app).signIn('ola@example.com', PASSWORD)).status, 401);
      const asset = { type: 'asset', id: 'a', properties: { team: 'north-team' } };
      assert.equal((await ask(made.user, 'assets.view', asset)).allow, false);

      expect(await accept(tokenIn(await mailTo(app, 'ola@example.com'))), 200);
      const user = expect(await admin.get(`/users/${made.user}`), 200);
      assert.deepEqual(
        [user.status, user.name, user.employee, user.teams],
        ['active', 'Ola', 'e-ola', ['north-team']],
      );
      assert.equal((await ask(made.user, 'assets.view', asset)).allow, true);
      assert.equal((await new Browser(app).signIn('ola@example.com', PASSWORD)).status, 200);

      const second = { email: 'ola2@example.com', role: 'tech', employee: 'e-ola' };
      assert.equal(expect(await manager.post('/invitations', second), 409, 'already-linked').user, made.user);
      const slow = await manager.make('/invitations', {
        email: 'slow@example.com',
        name: 'Slow',
        role: 'tech',
        organization: 'north',
      });
      const token = tokenIn(await mailTo(app, 'slow@example.com'));
      await pool.query(`UPDATE invitations SET expires_at = expires_at - interval '48 hours' WHERE id = $1`, [
        slow.id,
      ]);
      expect(await accept(token), 410, 'link-over');
      assert.equal(expect(await admin.get(`/users/${slow.user}`), 200).status, 'invited');
    },
  );

  await t.test(
    'O18: a token has a name, an end and part of the rights of its maker, and is revoked at once',
    async () => {
      const manager = await as('north-manager');
      const not_after = new Date(Date.now() + HOUR).toISOString();
      const body = { name: 'nightly export', not_after, permissions: ['users.view', 'api_tokens.view'] };
      for (const missing of ['name', 'not_after', 'permissions'] as const) {
        const { [missing]: _, ...rest } = body;
        assert.equal(expect(await manager.post('/api-tokens', rest), 400).errors[0].field, missing);
      }
      const more = { ...body, permissions: ['organizations.delete'] };
      assert.equal(expect(await manager.post('/api-tokens', more), 403).permission, 'organizations.delete');
      const made = await manager.make('/api-tokens', body);
      const machine = new Client(app, made.token);
      expect(await machine.get('/users'), 200);
      expect(await machine.get('/teams'), 403, 'permission-required');
      expect(await manager.get('/teams'), 200);

      const { items } = expect(await machine.get('/api-tokens'), 200);
      const listed = items.find((item: { id: string }) => item.id === made.id);
      assert.deepEqual([listed.name, listed.not_after, listed.permissions.length], [body.name, not_after, 2]);
      assert.ok(listed.last_used_at);
      assert.ok(!('token' in listed), 'it is shown once');

      await admin.make('/users/north-manager/denials', { permission: 'users.view' });
      expect(await machine.get('/users'), 403);
      assert.equal((await machine.get('/api-tokens')).status, 200);
      expect(await manager.delete(`/api-tokens/${made.id}`), 204);
      expect(await machine.get('/api-tokens'), 401, 'invalid-token');
    },
  );
});
