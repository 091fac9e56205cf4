import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOTP, URI } from 'otpauth';
import { png } from './people/images.ts';
import { adminApi } from './support/admin-api.ts';
import { Browser } from './support/browser.ts';
import { ChangeWalk } from './support/change-walk.ts';
import { expect } from './support/client.ts';
import { person } from './support/company.ts';
import { listedMail, mailTo, tokenIn } from './support/mails.ts';
import { PASSWORD } from './support/people.ts';

/** They change nothing: a question, a look at a link, and a wish for a mail that is not looked up before it is answered. */
const NO_CHANGE = ['previewRole', 'lookUpInvitation', 'requestPasswordReset'];
const SECOND_PASSWORD = 'a fresh cup of tea';
const BODIES: Readonly<Record<string, object>> = {
  north: { id: 'north', code: 'N', name: 'North' },
  south: { id: 'south', code: 'S', name: 'South' },
  day: { id: 'day', organization: 'north', name: 'Day' },
  night: { id: 'night', organization: 'north', name: 'Night' },
  e1: { id: 'e1', name: 'Anna', organization: 'north', team: 'day' },
  e2: { id: 'e2', name: 'Ben', organization: 'north' },
  role: { id: 'r1', name: 'R1', scope: 'team', permissions: ['assets.view'] },
  invited: { email: 'one@example.com', name: 'One', role: 'viewer' },
  token: {
    name: 'ci',
    permissions: ['assets.view'],
    not_after: new Date(Date.now() + 86_400_000).toISOString(),
  },
};

test('every change there is leaves an entry in the history, and every POST can be sent again', async (t) => {
  const api = await adminApi(t, 'kaliaops', listedMail);
  const walk = new ChangeWalk(api, (await api.app.inject('/admin/openapi.json')).json());
  const { change } = walk;

  await change('POST', '/organizations', BODIES.north);
  await change('PATCH', '/organizations/north', { name: 'Up north' });
  await change('PUT', '/organizations/north/limits/asset', { resources: ['a1'] }, '/organizations/north');
  await change('DELETE', '/organizations/north/limits/asset', undefined, '/organizations/north');
  await change('POST', '/organizations', BODIES.south);
  await change('DELETE', '/organizations/south');
  await change('POST', '/teams', BODIES.day);
  await change('PATCH', '/teams/day', { name: 'Early' });
  await change('POST', '/teams', BODIES.night);
  await change('DELETE', '/teams/night');
  await change('POST', '/employees', BODIES.e1);
  await change('PATCH', '/employees/e1', { title: 'Head' });
  await change('POST', '/employees', BODIES.e2);
  await change('DELETE', '/employees/e2');
  await change('POST', '/roles', BODIES.role);
  await change('PATCH', '/roles/r1', { permissions: ['assets.edit'] });
  await change('DELETE', '/roles/r1');
  await change('POST', '/resources/bulk', { put: [{ type: 'asset', id: 'a1', organization: 'north' }] });
  await change('PUT', '/resources/asset/a1', { organization: null });
  await change('DELETE', '/resources/asset/a1');

  await change('POST', '/users', person('u1'));
  await change('PATCH', '/users/u1', { employee: 'e1' });
  for (const [path, made, changed] of [
    ['assignments', { role: 'viewer' }, { reason: 'again' }],
    ['grants', { permission: 'assets.edit', scope: 'own' }, { reason: 'again' }],
    ['denials', { permission: 'assets.view' }, { reason: 'again' }],
  ] as const) {
    const { body } = await change('POST', `/users/u1/${path}`, made);
    await change('PATCH', `/users/u1/${path}/${body.id}`, changed, '/users/u1');
    await change('DELETE', `/users/u1/${path}/${body.id}`, undefined, '/users/u1');
  }
  for (const group of ['organizations/north', 'teams/day']) {
    await change('PUT', `/users/u1/${group}`, undefined, '/users/u1');
    await change('DELETE', `/users/u1/${group}`, undefined, '/users/u1');
  }
  await change('POST', '/users/u1/deactivate');
  await change('POST', '/users/u1/reactivate');
  await change('POST', '/users/u1/reset-second-factor');
  await change('POST', '/users/u1/unlock');
  await change('DELETE', '/users/u1');
  const { body: token } = await change('POST', '/api-tokens', BODIES.token);
  await change('DELETE', `/api-tokens/${token.id}`);

  const { body: invitation } = await change('POST', '/invitations', BODIES.invited);
  await change('POST', `/invitations/${invitation.id}/resend`);
  await change('POST', `/invitations/${invitation.id}/revoke`);

  await ownAccount(walk);
  walk.assertComplete(NO_CHANGE);
});

async function ownAccount(walk: ChangeWalk): Promise<void> {
  const { app, admin } = walk.api;
  const email = 'two@example.com';
  await admin.make('/invitations', { email, name: 'Two', role: 'viewer' });
  const guest = new Browser(app);
  const link = { token: tokenIn(await mailTo(app, email)), password: PASSWORD };
  const { body } = await walk.note('POST', '/invitations/accept', guest.post('/invitations/accept', link));
  const { id } = body.user;
  const browser = new Browser(app);
  await walk.note('POST', '/sign-in', browser.signIn(email, PASSWORD), id);
  const own = (method: 'POST' | 'DELETE', path: string, given?: object) =>
    walk.note(method, path, browser.request(method, path, given), id);

  await walk.note('PATCH', '/me', browser.change('PATCH', '/me', { phone: '+49 30 1' }), id);
  await walk.note('PUT', '/me/image', browser.change('PUT', '/me/image', png), id);
  await walk.note('DELETE', '/me/image', browser.change('DELETE', '/me/image'), id);
  const passwords = { current: PASSWORD, new: SECOND_PASSWORD, repeated: SECOND_PASSWORD };
  await own('POST', '/me/password', passwords);
  const password = { password: SECOND_PASSWORD };
  const begun = await own('POST', '/me/second-factor', password);
  const totp = URI.parse(begun.body.uri);
  assert.ok(totp instanceof TOTP);
  await own('POST', '/me/second-factor/confirm', { code: totp.generate() });
  await own('POST', '/me/second-factor/recovery-codes', password);
  await own('POST', '/me/second-factor/end', password);

  const signedIn = async () => {
    const one = new Browser(app);
    return expect(await one.signIn(email, SECOND_PASSWORD), 200).session.id;
  };
  await own('DELETE', `/me/sessions/${await signedIn()}`);
  await walk.change('DELETE', `/users/${id}/sessions/${await signedIn()}`, undefined, `/users/${id}`);
  await own('DELETE', '/session');
  expect(await browser.signIn(email, SECOND_PASSWORD), 200);
  await own('DELETE', '/me/sessions');
  await signedIn();
  await walk.change('DELETE', `/users/${id}/sessions`, undefined, `/users/${id}`);
  const mails = 3; // The invitation, the password that was changed, and the link to come.
  await walk.change('POST', `/users/${id}/reset-password`);
  const reset = { token: tokenIn(await mailTo(app, email, mails)), password: PASSWORD };
  await walk.note('POST', '/password-resets/complete', guest.post('/password-resets/complete', reset), id);
}
