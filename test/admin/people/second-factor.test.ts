import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOTP, URI } from 'otpauth';
import { adminApi } from '../support/admin-api.ts';
import { Browser } from '../support/browser.ts';
import { expect } from '../support/client.ts';
import { listedMail } from '../support/mails.ts';
import { joined, PASSWORD } from '../support/people.ts';

for (const pepper of [undefined, 'a pepper of some length']) {
  test(`a second factor, ${pepper === undefined ? 'without' : 'with'} a pepper`, async (t) => {
    const { admin, app, pool } = await adminApi(t, 'kaliaops', { ...listedMail, pepper });
    const email = 'two@example.com';
    const { browser, user } = await joined(app, admin, { email, role: 'viewer' });
    const again = () => pool.query('UPDATE second_factors SET last_step = 0');

    expect(await browser.post('/me/second-factor', { password: 'not this one at all' }), 422);
    const { uri, secret } = expect(await browser.post('/me/second-factor', { password: PASSWORD }), 201);
    const totp = URI.parse(uri);
    assert.ok(totp instanceof TOTP);
    const { rows } = await pool.query('SELECT secret, sealed FROM second_factors');
    assert.equal(rows[0].sealed, pepper !== undefined);
    assert.equal(Buffer.from(totp.secret.bytes).equals(rows[0].secret), pepper === undefined);
    assert.ok(uri.includes(secret));

    expect(await new Browser(app).signIn(email, PASSWORD), 200);
    expect(await browser.post('/me/second-factor/confirm', { code: '000000' }), 422);
    const code = totp.generate();
    const { recovery_codes } = expect(await browser.post('/me/second-factor/confirm', { code }), 200);
    assert.equal(new Set(recovery_codes).size, 10);
    expect(await browser.post('/me/second-factor', { password: PASSWORD }), 409);

    expect(await new Browser(app).signIn(email, PASSWORD), 401, 'second-factor-required');
    expect(await new Browser(app).signIn(email, PASSWORD, code), 401, 'wrong-code');
    await again();
    const other = new Browser(app);
    expect(await other.signIn(email, PASSWORD, totp.generate()), 200);
    assert.equal(expect(await other.get('/me/sessions'), 200).items[0].second_factor, true);
    expect(await new Browser(app).signIn(email, PASSWORD, totp.generate()), 401, 'wrong-code');
    expect(
      await new Browser(app).signIn(email, 'not this one at all', totp.generate()),
      401,
      'wrong-credentials',
    );

    const [first, second] = recovery_codes;
    expect(await new Browser(app).signIn(email, PASSWORD, first.toUpperCase().replaceAll('-', ' ')), 200);
    expect(await new Browser(app).signIn(email, PASSWORD, first), 401, 'wrong-code');
    assert.equal(expect(await browser.get('/me/second-factor'), 200).recovery_codes_left, 9);
    expect(await browser.post('/me/second-factor/recovery-codes', { password: PASSWORD }), 200);
    expect(await new Browser(app).signIn(email, PASSWORD, second), 401, 'wrong-code');

    await pool.query('DELETE FROM sign_in_attempts');
    for (let guess = 0; guess < 5; guess += 1)
      expect(await new Browser(app).signIn(email, PASSWORD, `00000${guess}`), 401, 'wrong-code');
    expect(await new Browser(app).signIn(email, PASSWORD, '000009'), 429, 'locked');
    expect(await admin.post(`/users/${user}/unlock`), 204);

    expect(await admin.post(`/users/${user}/reset-second-factor`), 204);
    expect(await new Browser(app).signIn(email, PASSWORD), 200);
    expect(await browser.post('/me/second-factor/end', { password: PASSWORD }), 204);
  });
}
