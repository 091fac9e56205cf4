import assert from 'node:assert/strict';
import { test } from 'node:test';
import { header } from '../people/smtp.ts';
import type { Caller } from './caller.ts';
import { openCompany } from './company.ts';

const PASSWORDS = {
  ada: 'seven herons over the weir',
  mona: 'a ladder made of driftwood',
  dev: 'copper kettle in the snow',
  vic: 'the last tram to the lido',
};
type Name = keyof typeof PASSWORDS;
const addressOf = (name: Name) => `${name}@harbour.example`;

test('the day of an administrator', async (t) => {
  const { first, somebody, may, filter, mailFor } = await openCompany(t);
  const people = {} as Record<Name, Caller>;
  const ids = {} as Record<Name, string>;

  /** Follows the link in the mail, chooses a password, and signs in. */
  const follow = async (name: Name) => {
    const token = /#token=3D([\w-]+)|#token=([\w-]+)/.exec(
      (await mailFor(addressOf(name))).replaceAll('=\r\n', ''),
    );
    const link = { token: token?.[1] ?? token?.[2], password: PASSWORDS[name] };
    people[name] = await somebody();
    const { user } = await people[name].tells(200, 'POST', '/invitations/accept', link);
    await people[name].signIn(addressOf(name), PASSWORDS[name]);
    ids[name] = user.id;
    return link;
  };

  await t.test('In the morning there is nothing but a token, and a company is made', async () => {
    const { name, features } = await first.get('/catalog');
    assert.equal(name, 'kiwi');
    assert.equal(features.length, 8);
    await first.make('/organizations', { id: 'harbour', code: 'HARBOUR', name: 'Harbour' });
    await first.make('/organizations', { id: 'hill', code: 'HILL', name: 'Hill' });
    await first.make('/teams', { id: 'docks', organization: 'harbour', name: 'Docks' });
    await first.make('/employees', {
      id: 'e-dev',
      name: 'Dev Patel',
      organization: 'harbour',
      team: 'docks',
    });
    const taken = await first.isRefused('POST', '/organizations', { code: 'harbour', name: 'Other' }, 409);
    assert.equal(taken.errors[0].field, 'code');
  });

  await t.test('The token invites Ada, who is to run it; Ada follows the link in her mail', async () => {
    await first.make('/invitations', { email: addressOf('ada'), name: 'Ada', role: 'admin' });
    await follow('ada');
    const me = await people.ada.get('/me');
    assert.deepEqual([me.name, me.email], ['Ada', addressOf('ada')]);
    assert.equal(await may(ids.ada, 'system.admin', { type: 'system', id: 'any' }), true);
  });

  await t.test('Ada invites the others: each gets one mail, in the language that was chosen', async () => {
    const { ada } = people;
    await ada.make('/invitations', { email: addressOf('mona'), name: 'Mona', role: 'manager' });
    await ada.make('/invitations', { email: addressOf('dev'), role: 'developer', employee: 'e-dev' });
    await ada.make('/invitations', {
      email: addressOf('vic'),
      name: 'Vic',
      role: 'viewer',
      organization: 'hill',
      language: 'de',
    });
    const { items } = await ada.get('/invitations?status=pending');
    assert.equal(items.length, 3);
    const subject = async (name: Name) =>
      header({ from: '', to: [], message: await mailFor(addressOf(name)) }, 'Subject');
    assert.notEqual(await subject('vic'), await subject('mona'), 'one is in German');
  });

  await t.test('They accept, once each, and what they may do is so at once', async () => {
    await follow('mona');
    await follow('vic');
    const used = await follow('dev');
    await (await somebody()).isRefused('POST', '/invitations/accept', used, 410);
    assert.equal(await may(ids.dev, 'service.manage', { type: 'service', id: 's1' }), true);
    assert.equal(await may(ids.dev, 'backup.view', { type: 'backup', id: 'b1' }), false);
    const dev = await people.ada.get(`/users/${ids.dev}`);
    assert.deepEqual([dev.name, dev.organizations, dev.teams], ['Dev Patel', ['harbour'], ['docks']]);
    const refused = await people.dev.isRefused('POST', '/invitations', {
      email: 'friend@harbour.example',
      name: 'Friend',
      role: 'viewer',
    });
    assert.equal(refused.detail, 'user permission required');
  });

  await t.test('At noon a role is made and given, then changed, and its holder feels it', async () => {
    const { ada } = people;
    const { id } = await ada.make('/roles', {
      name: 'Night shift',
      scope: 'all',
      permissions: ['backup.view'],
    });
    await ada.make(`/users/${ids.dev}/assignments`, { role: id, reason: 'Covers for Olga' });
    const backup = { type: 'backup', id: 'b1' };
    assert.equal(await may(ids.dev, 'backup.view', backup), true);
    assert.equal(await may(ids.dev, 'backup.manage', backup), false);
    await ada.tells(200, 'PATCH', `/roles/${id}`, { permissions: ['backup'] });
    assert.equal(await may(ids.dev, 'backup.manage', backup), true);
    await ada.isRefused('DELETE', '/roles/developer', undefined, 409);
  });

  await t.test('Harbour is limited to one service: checks and filters say so alike', async () => {
    const service = (id: string) => ({ type: 'service', id, properties: { organization: 'harbour' } });
    assert.equal((await filter(ids.dev, 'service.view', 'service')).kind, 'always');
    await people.ada.tells(200, 'PUT', '/organizations/harbour/limits/service', { resources: ['s1'] });
    assert.equal(await may(ids.dev, 'service.view', service('s1')), true);
    assert.equal(await may(ids.dev, 'service.view', service('s2')), false);
    const { kind, condition } = await filter(ids.dev, 'service.view', 'service');
    assert.equal(kind, 'conditional');
    assert.match(JSON.stringify(condition), /"s1"/);
    assert.equal(await may(ids.vic, 'service.view', service('s2')), true, 'Vic is of Hill');
  });

  await t.test('Vic leaves: signed out at once, refused everywhere, and deleted in the end', async () => {
    const { ada, vic } = people;
    assert.equal((await vic.get('/me')).name, 'Vic');
    await ada.tells(200, 'POST', `/users/${ids.vic}/deactivate`);
    await vic.isRefused('GET', '/me', undefined, 401);
    await vic.isRefused('POST', '/sign-in', { email: addressOf('vic'), password: PASSWORDS.vic }, 401);
    assert.equal(await may(ids.vic, 'service.view', { type: 'service', id: 's2' }), false);
    assert.equal((await ada.get(`/users/${ids.vic}`)).status, 'deactivated');
    await ada.tells(204, 'DELETE', `/users/${ids.vic}`);
    await ada.isRefused('GET', `/users/${ids.vic}`, undefined, 404);
    const again = { id: ids.vic, name: 'Vic', email: addressOf('vic') };
    await ada.isRefused('POST', '/users', again, 409);
  });

  await t.test('In the afternoon Mona, a Manager, tries to become Admin in seven ways', async (t) => {
    const { ada, mona } = people;
    const users = async () => JSON.stringify([await ada.get(`/users/${ids.mona}`), await ada.get('/roles')]);
    const before = await users();
    const [held] = (await ada.get(`/users/${ids.mona}`)).assignments;

    await t.test('by taking the role', async () => {
      await mona.isRefused('POST', `/users/${ids.mona}/assignments`, { role: 'admin' });
    });
    await t.test('by the permission alone', async () => {
      const grant = { permission: 'system.admin', scope: 'all' };
      const refused = await mona.isRefused('POST', `/users/${ids.mona}/grants`, grant);
      assert.equal(refused.permission, 'system.admin');
    });
    await t.test('by putting the permission into the role she has', async () => {
      await mona.isRefused('PATCH', '/roles/manager', { permissions: ['user', 'system.admin'] });
      assert.equal(held.role, 'manager');
    });
    await t.test('by a role of her own that holds everything', async () => {
      await mona.isRefused('POST', '/roles', { name: 'Everything', scope: 'all', permissions: ['*'] });
    });
    await t.test('by inviting another self as Admin', async () => {
      const self = { email: 'mona.second@harbour.example', name: 'Mona', role: 'admin' };
      await mona.isRefused('POST', '/invitations', self);
    });
    await t.test("by having Ada's mail, and so Ada's password, sent to herself", async () => {
      await mona.isRefused('PATCH', `/users/${ids.ada}`, { email: 'mona@elsewhere.example' });
      await mona.isRefused('POST', `/users/${ids.ada}/reset-password`);
    });
    await t.test("by a token that is Ada's, or that holds more than she does", async () => {
      const token = { name: 'mine', permissions: ['system.admin'], not_after: inAnHour() };
      // A token is made by a token or a session alike; its rights are what its owner holds.
      await mona.isRefused('POST', '/api-tokens', { ...token, user: ids.ada });
      await mona.isRefused('POST', '/api-tokens', token);
    });

    assert.equal(await users(), before, 'nothing of her, and nothing of any role, is other than it was');
    assert.equal(await may(ids.mona, 'system.admin', { type: 'system', id: 'any' }), false);
    await mona.isRefused('POST', `/users/${ids.ada}/deactivate`);
  });

  await t.test('In the evening the history tells the day, and only what did happen', async () => {
    const { items } = await people.ada.get(`/audit-events?actor=${ids.ada}&limit=200`);
    const actions = new Set(items.map((event: { action: string }) => event.action));
    for (const action of [
      'users.invite',
      'roles.update',
      'organizations.set_limit',
      'users.deactivate',
      'users.delete',
    ])
      assert.ok(actions.has(action), action);
    const monas = await people.ada.get(`/audit-events?actor=${ids.mona}&limit=200`);
    assert.deepEqual(
      [...new Set(monas.items.map((event: { action: string }) => event.action))].sort(),
      ['invitations.accept', 'sessions.create'],
      'of all that she tried, nothing was done',
    );
  });
});

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}
