import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultAccountSettings } from '../../../src/admin/account-settings.ts';
import { accountKey } from '../../../src/admin/auth/lockout/attempts.ts';
import { adminApi } from '../support/admin-api.ts';
import { Browser } from '../support/browser.ts';
import { expect } from '../support/client.ts';
import { smallCompany } from '../support/company.ts';
import { listedMail } from '../support/mails.ts';
import { joined, PASSWORD } from '../support/people.ts';

const lockout = { ...defaultAccountSettings.lockout, account: 4, source: 1_000 };

test('signing in', async (t) => {
  const { admin, app, as, pool } = await adminApi(t, 'kaliaops', { ...listedMail, lockout });
  await smallCompany(admin);
  const person = (email: string, more: object = {}) =>
    joined(app, admin, { email, role: 'viewer', organization: 'north', ...more });
  const forget = () => pool.query('DELETE FROM sign_in_attempts');

  await t.test(
    'an unknown address, a wrong password and a deactivated account are answered alike',
    async () => {
      const { user } = await person('alike@example.com');
      const { user: gone } = await person('gone@example.com');
      expect(await admin.post(`/users/${gone}/deactivate`), 200);
      const answers = [];
      for (const [email, password] of [
        ['nobody@example.com', PASSWORD],
        ['alike@example.com', 'not this one at all'],
        ['gone@example.com', PASSWORD],
        ['viewer@example.com', PASSWORD],
      ] as const) {
        const { status, body } = await new Browser(app).post('/sign-in', { email, password });
        const { request_id, ...document } = body;
        assert.ok(request_id);
        answers.push({ status, document });
      }
      assert.equal(answers[0]?.status, 401);
      assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
      const { last_login_at } = expect(await admin.get(`/users/${user}`), 200);
      assert.ok(last_login_at);
      await forget();
    },
  );

  await t.test(
    'the cookie is for this host, out of reach for scripts, and its token is kept as a hash',
    async () => {
      await person('cookie@example.com');
      const browser = new Browser(app);
      const answer = await browser.signIn('Cookie@example.com', PASSWORD);
      const cookie = String(answer.headers['set-cookie']);
      assert.match(cookie, /^__Host-postern-session=[\w-]{43}; /);
      for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax', 'Expires='])
        assert.ok(cookie.includes(attribute), cookie);
      assert.ok(!cookie.includes('Domain'));
      const token = browser.cookie?.split('=')[1] ?? '-';
      assert.ok(!JSON.stringify(answer.body).includes(token));
      const { rows } = await pool.query('SELECT s::text AS text FROM sessions AS s');
      assert.ok(rows.every(({ text }) => !text.includes(token)));
    },
  );

  await t.test('a change takes the CSRF token, and no page of another site', async () => {
    const { browser } = await person('csrf@example.com');
    const { csrf } = browser;
    const patch = () => browser.change('PATCH', '/me', { name: 'Changed' });
    for (const wrong of [undefined, '', `${csrf}x`, 'x'.repeat(43)]) {
      browser.csrf = wrong;
      expect(await patch(), 403, 'cross-site-request');
      expect(await browser.request('DELETE', '/session'), 403, 'cross-site-request');
    }
    browser.csrf = csrf;
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect(await browser.request('DELETE', '/session', undefined, headers), 403, 'cross-site-request');
    const other = new Browser(app);
    const body = { email: 'csrf@example.com', password: PASSWORD };
    expect(await other.request('POST', '/sign-in', body, headers), 403, 'cross-site-request');
    assert.equal(expect(await browser.get('/session'), 200).csrf_token, csrf);
    expect(await patch(), 200);
  });

  await t.test('a session does what its user may, until it ends', async () => {
    const { browser, user } = await person('works@example.com', { role: 'manager' });
    expect(await browser.get('/users'), 200);
    expect(
      await browser.post('/users', { name: 'Made', email: 'made@example.com', organizations: ['north'] }),
      201,
    );
    const { items } = expect(await admin.get(`/users/${user}/sessions`), 200);
    assert.equal(items.length, 1);
    expect(await admin.delete(`/users/${user}/sessions/${items[0].id}`, `/users/${user}`), 204);
    expect(await browser.get('/users'), 401, 'invalid-token');
    expect(await browser.get('/me'), 401);
  });

  await t.test('sessions are listed and ended, one or all', async () => {
    const { browser } = await person('many@example.com');
    const others = [new Browser(app, '198.51.100.7'), new Browser(app), new Browser(app)];
    for (const other of others) expect(await other.signIn('many@example.com', PASSWORD), 200);
    const { items } = expect(await browser.get('/me/sessions'), 200);
    assert.equal(items.length, 4);
    const far = items.find((item: { source_address: string }) => item.source_address === '198.51.100.7');
    expect(await browser.request('DELETE', `/me/sessions/${far.id}`), 204);
    expect(await browser.request('DELETE', `/me/sessions/${far.id}`), 404);
    assert.deepEqual(
      await Promise.all(others.map(async (other) => (await other.get('/me')).status)),
      [401, 200, 200],
    );
    expect(await browser.request('DELETE', '/me/sessions'), 204);
    assert.equal(browser.cookie, undefined);
    for (const other of others) expect(await other.get('/me'), 401);
    const mine = await person('mine@example.com');
    const [foreign] = expect(await mine.browser.get('/me/sessions'), 200).items;
    const intruder = await person('intruder@example.com');
    expect(await intruder.browser.request('DELETE', `/me/sessions/${foreign.id}`), 404);
    expect(await mine.browser.request('DELETE', '/session'), 204);
    expect(await mine.browser.get('/me'), 401);
  });

  await t.test(
    'deactivation, deletion and a new password end sessions; reactivation brings none back',
    async () => {
      const { browser, user } = await person('ends@example.com');
      const { cookie } = browser;
      expect(await admin.post(`/users/${user}/deactivate`), 200);
      expect(await browser.get('/me'), 401);
      expect(await admin.post(`/users/${user}/reactivate`), 200);
      assert.equal(browser.cookie, cookie);
      expect(await browser.get('/me'), 401);
      expect(await browser.signIn('ends@example.com', PASSWORD), 200);
      expect(await admin.delete(`/users/${user}`), 204);
      expect(await browser.get('/me'), 401);
      await pool.query(`UPDATE users SET status = 'deactivated' WHERE email = 'works@example.com'`);
    },
  );

  await t.test('a session ends when it was not used, and at last in any case', async () => {
    for (const column of ['last_used_at', 'expires_at']) {
      const { browser } = await person(`${column}@example.com`);
      await pool.query(`UPDATE sessions SET ${column} = now() - interval '9 hours'`);
      expect(await browser.get('/me'), 401);
    }
  });

  await t.test('failures lock an account for longer each time, known or not, and only that one', async () => {
    await person('locked@example.com');
    await person('free@example.com');
    for (const email of ['locked@example.com', 'unknown@example.com']) {
      const browser = new Browser(app);
      for (let failure = 0; failure < lockout.account; failure += 1)
        expect(await browser.signIn(email, 'wrong in any case'), 401, 'wrong-credentials');
      const refused = await browser.signIn(email, PASSWORD);
      expect(refused, 429, 'locked');
      assert.ok(Number(refused.headers['retry-after']) <= 30);
    }
    expect(await new Browser(app).signIn('free@example.com', PASSWORD), 200);
    const waits = [];
    for (let more = 0; more < 3; more += 1) {
      await pool.query('UPDATE sign_in_attempts SET locked_until = NULL');
      expect(await new Browser(app).signIn('locked@example.com', 'wrong in any case'), 401);
      waits.push(
        Number((await new Browser(app).signIn('locked@example.com', PASSWORD)).headers['retry-after']),
      );
    }
    assert.deepEqual(
      waits.map((seconds) => Math.round(seconds / 60)),
      [1, 2, 4],
    );
    await pool.query('UPDATE sign_in_attempts SET locked_until = NULL');
    expect(await new Browser(app).signIn('locked@example.com', PASSWORD), 200);
    for (const [email, counted] of [
      ['locked@example.com', 0],
      ['unknown@example.com', 1],
    ] as const) {
      const { hash } = accountKey(email, lockout);
      assert.equal(
        (await pool.query('SELECT FROM sign_in_attempts WHERE key = $1', [hash])).rowCount,
        counted,
      );
    }
    await forget();
  });

  await t.test('many at once get no more tries than one after the other', async () => {
    await person('burst@example.com');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => new Browser(app).signIn('burst@example.com', 'wrong in any case')),
    );
    assert.equal(answers.filter(({ status }) => status === 401).length, lockout.account);
    assert.equal(answers.filter(({ status }) => status === 429).length, 20 - lockout.account);
    await forget();
  });

  await t.test('a machine has no way in here, and its token none to its owner account', async () => {
    const machine = await as('viewer');
    for (const path of ['/me', '/session', '/me/sessions', '/me/second-factor'])
      expect(await machine.get(path), 403, 'session-required');
    expect(
      await machine.post('/me/password', { current: 'x', new: 'y', repeated: 'y' }),
      403,
      'session-required',
    );
  });
});

test('one source address has a count of its own', async (t) => {
  const few = { ...defaultAccountSettings.lockout, source: 3 };
  const { app } = await adminApi(t, 'kaliaops', { ...listedMail, lockout: few });
  const from = (address: string, n: number) =>
    new Browser(app, address).signIn(`p${n}@example.com`, 'wrong in any case');
  for (let n = 0; n < 3; n += 1) expect(await from(`2001:db8:0:1::${n}`, n), 401);
  expect(await from('2001:db8:0:1::ffff', 4), 429, 'locked');
  expect(await from('2001:db8:0:2::1', 5), 401);
});

test('requests without a token are few a minute', async (t) => {
  const { app } = await adminApi(t, 'kaliaops', { ...listedMail, openRequestsPerMinute: 3 });
  const browser = new Browser(app);
  for (let n = 0; n < 3; n += 1)
    expect(await browser.post('/password-resets', { email: 'a@example.com' }), 202);
  const refused = await browser.post('/password-resets', { email: 'a@example.com' });
  expect(refused, 429, 'too-many-requests');
  assert.ok(Number(refused.headers['retry-after']) > 0);
  expect(await new Browser(app, '192.0.2.9').post('/password-resets', { email: 'a@example.com' }), 202);
});
