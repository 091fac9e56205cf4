import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jpeg, png, pngOf, webp } from '../admin/people/images.ts';
import { adminApi } from '../admin/support/admin-api.ts';
import { Browser } from '../admin/support/browser.ts';
import { expect } from '../admin/support/client.ts';
import { person } from '../admin/support/company.ts';
import { listedMail, mailsTo, mailTo, tokenIn } from '../admin/support/mails.ts';
import { joined, PASSWORD } from '../admin/support/people.ts';

const HOUR = 60 * 60_000;
const MiB = 1024 * 1024;
const NEW_PASSWORD = 'seven lanterns by the weir';

test('kiwi: people', async (t) => {
  const { admin, app, as, ask, pool } = await adminApi(t, 'kiwi', listedMail);
  for (const role of ['developer', 'manager']) await admin.make('/users', person(role, role));
  await admin.make('/organizations', { id: 'acme', code: 'ACME', name: 'Acme' });
  await admin.make('/employees', { id: 'e-kim', name: 'Kim', organization: 'acme' });
  const [manager, developer] = [await as('manager'), await as('developer')];
  const accept = (token: string) =>
    new Browser(app).post('/invitations/accept', { token, password: PASSWORD });
  const canSignIn = async (email: string, password = PASSWORD) =>
    (await new Browser(app).signIn(email, password)).status === 200;

  await t.test(
    'K3: a Manager invites with email, name and role, a Developer is told what is missing',
    async () => {
      const body = { email: 'k3@example.com', name: 'Kay', role: 'operator' };
      const refused = expect(await developer.post('/invitations', body), 403, 'permission-required');
      assert.deepEqual(
        [refused.detail, refused.permission, refused.feature],
        ['user permission required', 'user.manage', 'user'],
      );
      for (const missing of ['email', 'role'] as const) {
        const { [missing]: _, ...rest } = body;
        assert.equal(expect(await manager.post('/invitations', rest), 400).errors[0].field, missing);
      }
      const nameless = { email: body.email, role: body.role };
      assert.equal(expect(await manager.post('/invitations', nameless), 422).errors[0].field, 'name');
      const made = await manager.make('/invitations', { ...body, organization: 'acme' });
      assert.deepEqual([made.name, made.role, made.organization], ['Kay', 'operator', 'acme']);
      const named = await manager.make('/invitations', {
        email: 'kim@example.com',
        role: 'viewer',
        employee: 'e-kim',
      });
      assert.equal(named.name, 'Kim', 'the name is that of the employee');
      const before = await ask(made.user, 'infra.manage', { type: 'infra', id: 'i' });
      assert.equal(before.allow, false, 'not before it is accepted');
      expect(await accept(tokenIn(await mailTo(app, 'k3@example.com'))), 200);
      assert.equal((await ask(made.user, 'infra.manage', { type: 'infra', id: 'i' })).allow, true);
      assert.deepEqual(expect(await admin.get(`/users/${made.user}`), 200).organizations, ['acme']);
      expect(await manager.post('/invitations', { ...body, email: 'k3b@example.com', role: 'admin' }), 403);
    },
  );

  await t.test(
    'K4: the list tells Pending, Accepted and Expired; a link is replaced or revoked',
    async () => {
      const made: Record<string, { id: string; expires_at: string; created_at: string }> = {};
      for (const name of ['pending', 'accepted', 'expired', 'revoked']) {
        made[name] = await manager.make('/invitations', {
          email: `${name}@example.com`,
          name,
          role: 'viewer',
        });
      }
      const { accepted, expired, revoked } = made;
      assert.ok(accepted && expired && revoked);
      const span = Date.parse(accepted.expires_at) - Date.parse(accepted.created_at);
      assert.ok(Math.abs(span - 48 * HOUR) < HOUR / 60, 'good for 48 hours');
      expect(await accept(tokenIn(await mailTo(app, 'accepted@example.com'))), 200);
      const late = tokenIn(await mailTo(app, 'expired@example.com'));
      await pool.query(`UPDATE invitations SET expires_at = now() WHERE id = $1`, [expired.id]);
      const withdrawn = tokenIn(await mailTo(app, 'revoked@example.com'));
      expect(await manager.post(`/invitations/${revoked.id}/revoke`), 200);

      const { items } = expect(await manager.get('/invitations?limit=200'), 200);
      for (const [name, { id }] of Object.entries(made)) {
        assert.equal(items.find((item: { id: string }) => item.id === id).status, name);
      }
      for (const token of [late, withdrawn]) expect(await accept(token), 410, 'link-over');
      const again = expect(await manager.post(`/invitations/${expired.id}/resend`), 200);
      assert.equal(again.status, 'pending');
      assert.ok(again.expires_at > expired.expires_at);
      const fresh = tokenIn(await mailTo(app, 'expired@example.com', 2));
      assert.notEqual(fresh, late);
      expect(await accept(late), 404, 'unknown-link');
      expect(await accept(fresh), 200);
      expect(await accept(fresh), 410);
      for (const verb of ['resend', 'revoke']) {
        expect(await manager.post(`/invitations/${expired.id}/${verb}`), 409, 'wrong-status');
        expect(await developer.post(`/invitations/${made.pending?.id}/${verb}`), 403);
      }
    },
  );

  await t.test('K12: my profile has a name, a phone number and an image, told by its content', async () => {
    const { browser, user } = await joined(app, admin, { email: 'k12@example.com', role: 'viewer' });
    const changed = expect(
      await browser.change('PATCH', '/me', { name: 'New Name', phone: '+43 (1) 234-56' }),
      200,
    );
    assert.deepEqual([changed.name, changed.phone], ['New Name', '+43 (1) 234-56']);
    assert.equal(expect(await admin.get(`/users/${user}`), 200).name, 'New Name');
    for (const wrong of [
      { phone: 'call me' },
      { name: ' ' },
      { email: 'other@example.com' },
      { status: 'active' },
    ])
      expect(await browser.change('PATCH', '/me', wrong), 400);
    expect(await browser.request('PATCH', '/me', { name: 'X' }), 428);
    expect(await browser.request('PATCH', '/me', { name: 'X' }, { 'if-match': '"0"' }), 412);

    for (const [content, type] of [
      [png, 'image/png'],
      [jpeg, 'image/jpeg'],
      [webp, 'image/webp'],
      [pngOf(MiB - png.length + 1), 'image/png'],
    ] as const) {
      const { image } = expect(await browser.change('PUT', '/me/image', content), 200);
      assert.deepEqual([image.media_type, image.bytes], [type, content.length]);
      const answer = await browser.get('/me/image');
      assert.equal(answer.headers['content-type'], type);
      assert.ok(content.equals(answer.body));
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    }
    for (const content of [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      Buffer.from('GIF89a'),
      png.subarray(0, -1),
      Buffer.concat([png, Buffer.from('<script>')]),
      Buffer.alloc(0),
    ]) {
      expect(await browser.change('PUT', '/me/image', content), 415, 'unsupported-image');
    }
    expect(await browser.change('PUT', '/me/image', pngOf(MiB)), 413);
    assert.equal(expect(await browser.get('/me'), 200).image.bytes, MiB, 'what was refused changed nothing');
    assert.equal((await admin.get(`/users/${user}/image`)).headers['content-type'], 'image/png');
    expect(await developer.get(`/users/${user}/image`), 403);
    expect(await browser.change('DELETE', '/me/image'), 204);
    expect(await browser.get('/me/image'), 404);
    expect(await new Browser(app).get('/me'), 401);
  });

  await t.test(
    'K13: my password is changed by who knows it, and a refusal says no more than it must',
    async () => {
      const { browser } = await joined(app, admin, { email: 'k13@example.com', role: 'viewer' });
      const elsewhere = new Browser(app);
      expect(await elsewhere.signIn('k13@example.com', PASSWORD), 200);
      const change = (current: string, chosen: string, repeated: string) =>
        browser.post('/me/password', { current, new: chosen, repeated });
      const said = async (...passwords: Parameters<typeof change>) => {
        const { request_id: _, ...document } = expect(
          await change(...passwords),
          422,
          'password-not-changed',
        );
        return JSON.stringify(document);
      };
      const wrong = await said('not this one at all', NEW_PASSWORD, NEW_PASSWORD);
      assert.equal(await said(PASSWORD, NEW_PASSWORD, `${NEW_PASSWORD}!`), wrong);
      assert.equal(await said('not this one at all', NEW_PASSWORD, `${NEW_PASSWORD}!`), wrong);
      for (const bad of ['too short', 'password1234']) {
        assert.equal(expect(await change(PASSWORD, bad, bad), 422).errors[0].field, 'new');
      }
      assert.equal(await canSignIn('k13@example.com'), true, 'nothing was changed');
      const { cookie } = browser;
      expect(await change(PASSWORD, NEW_PASSWORD, NEW_PASSWORD), 204);
      assert.notEqual(browser.cookie, cookie);
      expect(await browser.get('/me'), 200);
      expect(await elsewhere.get('/me'), 401, 'invalid-token');
      assert.deepEqual(
        [await canSignIn('k13@example.com'), await canSignIn('k13@example.com', NEW_PASSWORD)],
        [false, true],
      );
      assert.equal((await mailTo(app, 'k13@example.com', 2)).subject, 'Your password was changed');
    },
  );

  await t.test(
    'K14: a forgotten password is replaced by a link, and nobody learns which addresses exist',
    async () => {
      const { browser, user } = await joined(app, admin, { email: 'k14@example.com', role: 'viewer' });
      await joined(app, admin, { email: 'k14-gone@example.com', role: 'viewer' }).then(({ user: gone }) =>
        admin.post(`/users/${gone}/deactivate`),
      );
      const answers = [];
      for (const email of ['K14@example.com', 'k14-nobody@example.com', 'k14-gone@example.com']) {
        const { status, body } = await new Browser(app).post('/password-resets', { email });
        answers.push(JSON.stringify({ status, body }));
      }
      assert.equal(new Set(answers).size, 1);
      const token = tokenIn(await mailTo(app, 'k14@example.com', 2));
      for (const password of ['short', 'password1234'])
        expect(await new Browser(app).post('/password-resets/complete', { token, password }), 422);
      const complete = () =>
        new Browser(app).post('/password-resets/complete', { token, password: NEW_PASSWORD });
      expect(await complete(), 204);
      expect(await complete(), 404, 'unknown-link');
      expect(await browser.get('/me'), 401, 'invalid-token');
      assert.deepEqual(
        [await canSignIn('k14@example.com'), await canSignIn('k14@example.com', NEW_PASSWORD)],
        [false, true],
      );
      assert.deepEqual(await mailsTo(app, 'k14-nobody@example.com'), []);
      assert.equal((await mailsTo(app, 'k14-gone@example.com')).length, 1, 'only the invitation');

      expect(await admin.post(`/users/${user}/reset-password`), 202);
      const late = tokenIn(await mailTo(app, 'k14@example.com', 3));
      await pool.query('UPDATE password_resets SET expires_at = now()');
      const refused = { token: late, password: NEW_PASSWORD };
      expect(await new Browser(app).post('/password-resets/complete', refused), 410, 'link-over');
      expect(await developer.post(`/users/${user}/reset-password`), 403);
    },
  );

  await t.test(
    'K15: repeated failures lock, an administrator unlocks, and so does a completed reset',
    async () => {
      const { user } = await joined(app, admin, { email: 'k15@example.com', role: 'viewer' });
      const fail = async () => {
        for (let failure = 0; failure < 5; failure += 1)
          assert.equal(await canSignIn('k15@example.com', 'wrong one'), false);
      };
      await fail();
      const locked = await new Browser(app).signIn('k15@example.com', PASSWORD);
      expect(locked, 429, 'locked');
      assert.ok(Number(locked.headers['retry-after']) > 0);
      assert.ok(expect(await admin.get(`/users/${user}/access`), 200).locked_until);
      expect(await developer.post(`/users/${user}/unlock`), 403);
      expect(await new Browser(app).signIn('k15@example.com', PASSWORD), 429);
      expect(await manager.post(`/users/${user}/unlock`), 204);
      assert.equal(expect(await admin.get(`/users/${user}/access`), 200).locked_until, null);
      assert.equal(await canSignIn('k15@example.com'), true);

      await fail();
      assert.equal(await canSignIn('k15@example.com'), false);
      expect(await new Browser(app).post('/password-resets', { email: 'k15@example.com' }), 202);
      const token = tokenIn(await mailTo(app, 'k15@example.com', 2));
      expect(
        await new Browser(app).post('/password-resets/complete', { token, password: NEW_PASSWORD }),
        204,
      );
      assert.equal(await canSignIn('k15@example.com', NEW_PASSWORD), true);
    },
  );
});
