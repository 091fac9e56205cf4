import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { adminApi } from '../support/admin-api.ts';
import { listedMail } from '../support/mails.ts';

test('the pages that links lead to', async (t) => {
  const { app } = await adminApi(t, 'kaliaops', listedMail);
  const get = (page: string, language?: string) =>
    app.inject({ url: page, headers: language === undefined ? {} : { 'accept-language': language } });

  await t.test('run their own script, load nothing, and fit in no frame', async () => {
    for (const page of ['/accept-invitation', '/reset-password']) {
      const { statusCode, headers, body } = await get(page);
      assert.equal(statusCode, 200);
      const script = /<script>([\s\S]*)<\/script>/.exec(body)?.[1] ?? '';
      const hash = createHash('sha256').update(script).digest('base64');
      const policy = String(headers['content-security-policy']);
      assert.ok(script !== '' && policy.includes(`script-src 'sha256-${hash}'`));
      for (const part of ["default-src 'none'", "frame-ancestors 'none'"]) assert.ok(policy.includes(part));
      assert.equal(headers['referrer-policy'], 'no-referrer');
    }
  });

  await t.test('speak the language of the browser', async () => {
    for (const [language, expected] of [
      [undefined, 'en'],
      ['de-AT,de;q=0.9,en;q=0.8', 'de'],
      ['en-GB,de;q=0.5', 'en'],
      ['fr,de;q=0.5', 'de'],
      ['*', 'en'],
    ] as const) {
      assert.match((await get('/accept-invitation', language)).body, new RegExp(`<html lang="${expected}">`));
    }
  });

  await t.test('send the token to the route that uses it up', async () => {
    for (const [page, route] of [
      ['/accept-invitation', '/admin/v1/invitations/accept'],
      ['/reset-password', '/admin/v1/password-resets/complete'],
    ] as const) {
      assert.ok((await get(page)).body.includes(`data-to="${route}"`));
      const payload = { token: 'unknown', password: 'plum orchard at dusk' };
      const answer = await app.inject({ method: 'POST', url: route, payload });
      assert.equal(answer.json().type, 'urn:postern:problem:unknown-link');
    }
  });
});
