import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../support/admin-api.ts';
import { Browser } from '../support/browser.ts';
import { expect } from '../support/client.ts';
import { smallCompany } from '../support/company.ts';
import { listedMail, mailsTo, mailTo, tokenIn } from '../support/mails.ts';
import { PASSWORD } from '../support/people.ts';

test('invitations', async (t) => {
  const { admin, app, as, pool } = await adminApi(t, 'kaliaops', listedMail);
  await smallCompany(admin);
  const accept = (token: string, password = PASSWORD) =>
    new Browser(app).post('/invitations/accept', { token, password });
  const expire = (id: string) =>
    pool.query(`UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);

  await t.test(
    'a link is looked at any number of times and accepted once, by two at the same time too',
    async () => {
      await admin.make('/invitations', { email: 'once@example.com', name: 'Once', role: 'viewer' });
      const token = tokenIn(await mailTo(app, 'once@example.com'));
      for (let look = 0; look < 3; look += 1) {
        const seen = expect(await new Browser(app).post('/invitations/look-up', { token }), 200);
        assert.deepEqual([seen.email, seen.name], ['once@example.com', 'Once']);
      }
      const answers = await Promise.all([accept(token), accept(token), accept(token)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410, 410]);
      expect(await accept(token), 410, 'link-over');
      expect(await new Browser(app).post('/invitations/look-up', { token: 'unknown' }), 404, 'unknown-link');
    },
  );

  await t.test('GET uses nothing up, for no GET takes a token', async () => {
    const made = await admin.make('/invitations', { email: 'get@example.com', name: 'G', role: 'viewer' });
    const token = tokenIn(await mailTo(app, 'get@example.com'));
    for (const path of ['accept', 'look-up']) {
      const answer = await app.inject({ url: `/admin/v1/invitations/${path}?token=${token}` });
      assert.ok([400, 401, 404].includes(answer.statusCode), answer.body);
    }
    assert.equal(expect(await admin.get(`/invitations/${made.id}`), 200).status, 'pending');
    expect(await accept(token), 200);
  });

  await t.test('neither the database nor the history keeps the token', async () => {
    await admin.make('/invitations', { email: 'secret@example.com', name: 'S', role: 'viewer' });
    const token = tokenIn(await mailTo(app, 'secret@example.com'));
    for (const table of ['invitations', 'audit_events', 'users']) {
      const { rows } = await pool.query(`SELECT t::text AS text FROM ${table} AS t`);
      assert.ok(rows.length > 0 && rows.every(({ text }) => !text.includes(token)), table);
    }
  });

  await t.test('one open invitation an address; an expired one gives way to a new one', async () => {
    const body = { email: 'Again@example.com', name: 'A', role: 'viewer' };
    const first = await admin.make('/invitations', body);
    const refused = expect(await admin.post('/invitations', { ...body, email: 'again@EXAMPLE.com' }), 409);
    assert.equal(refused.invitation, first.id);
    assert.equal(refused.errors[0].field, 'email');
    await expire(first.id);
    const second = await admin.make('/invitations', body);
    assert.notEqual(second.user, first.user);
    assert.equal(expect(await admin.get(`/invitations/${first.id}`), 200).status, 'revoked');
    const at = await Promise.all(
      [1, 2, 3].map(() => admin.post('/invitations', { ...body, email: 'race@example.com' })),
    );
    assert.deepEqual(at.map(({ status }) => status).sort(), [201, 409, 409]);
    expect(await admin.post('/invitations', { ...body, email: 'viewer@example.com' }), 409, 'already-taken');
  });

  await t.test('name, role, organization and employee are what they must be', async () => {
    const wrong: [object, string][] = [
      [{ role: 'viewer' }, 'name'],
      [{ name: 'X', role: 'nobody' }, 'role'],
      [{ name: 'X', role: 'viewer', organization: 'nowhere' }, 'organization'],
      [{ name: 'X', role: 'viewer', bound: true }, 'organization'],
      [{ role: 'viewer', employee: 'nobody' }, 'employee'],
    ];
    for (const [body, field] of wrong) {
      const refused = expect(await admin.post('/invitations', { email: 'wrong@example.com', ...body }), 422);
      assert.equal(refused.errors[0].field, field);
    }
    expect(await admin.post('/invitations', { email: 'wrong@example.com', name: 'X' }), 400);
    assert.deepEqual(await mailsTo(app, 'wrong@example.com'), []);
  });

  await t.test(
    'a sender who may not give it any more makes it void, until somebody else sends it again',
    async () => {
      const manager = await as('north-manager');
      const body = { email: 'void@example.com', name: 'V', role: 'tech', organization: 'north' };
      const made = await manager.make('/invitations', body);
      const token = tokenIn(await mailTo(app, 'void@example.com'));
      expect(await admin.post('/users/north-manager/deactivate'), 200);
      expect(await accept(token), 409, 'no-longer-given');
      expect(await admin.post('/users/north-manager/reactivate'), 200);
      const [assignment] = expect(await admin.get('/users/north-manager'), 200).assignments;
      expect(
        await admin.delete(`/users/north-manager/assignments/${assignment.id}`, '/users/north-manager'),
        204,
      );
      expect(await accept(token), 409, 'no-longer-given');
      expect(await admin.post(`/invitations/${made.id}/resend`), 200);
      expect(await accept(token), 404, 'unknown-link');
      expect(await accept(tokenIn(await mailTo(app, 'void@example.com', 2))), 200);
      await admin.make('/users/north-manager/assignments', { role: 'manager' });
    },
  );

  await t.test('an employee who moved is judged where they are now', async () => {
    await admin.make('/employees', { id: 'mover', name: 'Mover', organization: 'north' });
    const manager = await as('north-manager');
    await manager.make('/invitations', { email: 'mover@example.com', role: 'viewer', employee: 'mover' });
    const token = tokenIn(await mailTo(app, 'mover@example.com'));
    expect(await admin.patch('/employees/mover', { organization: 'south' }), 200);
    expect(await accept(token), 409, 'no-longer-given');
    expect(await admin.patch('/employees/mover', { organization: 'north' }), 200);
    expect(await accept(token), 200);
  });

  await t.test('nobody invites to what they do not hold', async () => {
    const manager = await as('north-manager');
    const body = { email: 'more@example.com', name: 'M' };
    expect(await manager.post('/invitations', { ...body, role: 'admin' }), 403, 'permission-required');
    expect(await manager.post('/invitations', { ...body, role: 'tech', organization: 'south' }), 403);
    expect(await (await as('viewer')).post('/invitations', { ...body, role: 'viewer' }), 403);
    assert.equal((await pool.query(`SELECT FROM users WHERE email = 'more@example.com'`)).rowCount, 0);
    assert.equal(
      (await pool.query(`SELECT FROM mail_outbox WHERE recipient = 'more@example.com'`)).rowCount,
      0,
    );
    const others = await admin.make('/invitations', {
      email: 'chief@example.com',
      name: 'C',
      role: 'admin',
      organization: 'north',
    });
    for (const verb of ['resend', 'revoke'])
      expect(await manager.post(`/invitations/${others.id}/${verb}`), 403);
  });

  await t.test('a list holds what its reader may see, by status', async () => {
    const south = await as('south-manager');
    await south.make('/invitations', {
      email: 's@example.com',
      name: 'S',
      role: 'tech',
      organization: 'south',
    });
    const seen = expect(await south.get('/invitations'), 200).items;
    assert.deepEqual(
      seen.map(({ email }: { email: string }) => email),
      ['s@example.com'],
    );
    const { items } = expect(await admin.get('/invitations?status=accepted&limit=200'), 200);
    assert.ok(items.length >= 4 && items.every(({ status }: { status: string }) => status === 'accepted'));
    const page = expect(await admin.get('/invitations?limit=2'), 200);
    const next = expect(await admin.get(`/invitations?limit=2&cursor=${page.next_cursor}`), 200);
    assert.equal(new Set([...page.items, ...next.items].map(({ id }) => id)).size, 4);
    expect(await (await as('viewer')).get('/invitations'), 403);
  });

  await t.test(
    'an invited user whose address changes needs a new link; one who is deactivated has none',
    async () => {
      const made = await admin.make('/invitations', { email: 'old@example.com', name: 'O', role: 'viewer' });
      const token = tokenIn(await mailTo(app, 'old@example.com'));
      expect(await admin.patch(`/users/${made.user}`, { email: 'new@example.com' }), 200);
      expect(await accept(token), 404, 'unknown-link');
      expect(await admin.post(`/invitations/${made.id}/resend`), 200);
      const fresh = tokenIn(await mailTo(app, 'new@example.com'));
      expect(await admin.post(`/users/${made.user}/deactivate`), 200);
      assert.ok([404, 410].includes((await accept(fresh)).status));
      expect(await admin.post(`/invitations/${made.id}/resend`), 409, 'wrong-status');
    },
  );

  await t.test('mail speaks the language that was chosen, and a name is no HTML', async () => {
    const name = '<b>Eve</b> & "Co"\r\nBcc: all@example.com';
    await admin.make('/invitations', { email: 'de@example.com', name, role: 'viewer', language: 'de' });
    const mail = await mailTo(app, 'de@example.com');
    assert.equal(mail.subject, 'Sie sind eingeladen');
    assert.match(mail.text, /<b>Eve<\/b> & "Co" Bcc: all@example.com,/);
    assert.match(mail.html, /&lt;b&gt;Eve&lt;\/b&gt; &amp; &quot;Co&quot; Bcc/);
    assert.match(mail.text, /https:\/\/console\.example\.com\/accept-invitation#token=/);
  });
});
