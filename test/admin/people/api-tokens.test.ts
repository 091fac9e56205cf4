import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../support/admin-api.ts';
import { Client, expect } from '../support/client.ts';
import { smallCompany } from '../support/company.ts';
import { listedMail } from '../support/mails.ts';

const DAY = 24 * 60 * 60_000;
const later = (days: number) => new Date(Date.now() + days * DAY).toISOString();

test('API tokens', async (t) => {
  const { admin, app, as, pool } = await adminApi(t, 'kaliaops', listedMail);
  await smallCompany(admin);
  const manager = await as('north-manager');
  const body = (permissions: string[], more: object = {}) => ({
    name: 'nightly',
    permissions,
    not_after: later(30),
    ...more,
  });
  const made = async (maker: Client, permissions: string[], more: object = {}) => {
    const { token, ...rest } = await maker.make('/api-tokens', body(permissions, more));
    return { token: new Client(app, token), secret: String(token), ...rest };
  };

  await t.test(
    'is good for what was asked and its user holds at that moment, whichever is less',
    async () => {
      const { token, id } = await made(manager, ['users.view', 'teams.*']);
      expect(await token.get('/users'), 200);
      const refused = expect(await token.get('/roles'), 403, 'permission-required');
      assert.equal(refused.reasons[0].code, 'token_restricted');
      expect(await manager.get('/roles'), 200);
      expect(
        await token.post('/users', { name: 'X', email: 'x@example.com', organizations: ['north'] }),
        403,
      );
      const teams = expect(await token.get('/teams'), 200).items;
      assert.deepEqual(
        teams.map((team: { id: string }) => team.id),
        ['north-team'],
      );
      await admin.make('/users/north-manager/denials', { permission: 'teams.view' });
      expect(await token.get('/teams'), 403);
      expect(await token.get('/users'), 200);
      const { denials } = expect(await admin.get('/users/north-manager'), 200);
      expect(
        await admin.delete(`/users/north-manager/denials/${denials[0].id}`, '/users/north-manager'),
        204,
      );
      assert.ok(expect(await admin.get(`/api-tokens/${id}`), 200).last_used_at);
    },
  );

  await t.test('gives nothing that it is not good for, though its user could', async () => {
    const { token } = await made(admin, ['users.manage', 'users.view', 'roles.edit', 'roles.view']);
    await admin.make('/users', { id: 'target', name: 'T', email: 'target@example.com' });
    const refused = expect(await token.post('/users/target/assignments', { role: 'tech' }), 403);
    assert.equal(refused.reasons[0].code, 'not_held');
    expect(await token.post('/users/target/grants', { permission: 'assets.view', scope: 'own' }), 403);
    expect(await token.post('/invitations', { email: 'i@example.com', name: 'I', role: 'viewer' }), 403);
    expect(await token.patch('/roles/viewer', { permissions: ['*'] }), 403);
    expect(await token.post('/users/target/grants', { permission: 'users.view', scope: 'own' }), 201);
  });

  await t.test('is made of what its maker holds, ends, and names what exists', async () => {
    for (const [permissions, status] of [
      [['organizations.delete'], 403],
      [['*'], 403],
      [['nothing.here'], 422],
      [[], 400],
    ] as const) {
      expect(await manager.post('/api-tokens', body([...permissions])), status);
    }
    for (const not_after of [later(-1), later(400)])
      expect(await manager.post('/api-tokens', body(['users.view'], { not_after })), 422);
    expect(await manager.post('/api-tokens', { name: 'x', permissions: ['users.view'] }), 400);
    expect(await (await as('viewer')).post('/api-tokens', body(['assets.view'])), 403);
  });

  await t.test('a token makes no token that is good for more', async () => {
    const { token } = await made(admin, ['api_tokens.create', 'users.view']);
    expect(await token.post('/api-tokens', body(['users.manage'])), 403);
    expect(await token.post('/api-tokens', body(['users.view'])), 201);
  });

  await t.test('for somebody else it takes all that the other holds', async () => {
    await admin.make('/users', { id: 'robot', kind: 'service', name: 'Robot', organizations: ['north'] });
    await admin.make('/users/robot/grants', { permission: 'users.view', scope: 'organization' });
    const { token } = await made(manager, ['users.view'], { user: 'robot' });
    expect(await token.get('/users'), 200);
    await admin.make('/users/robot/grants', { permission: 'organizations.delete', scope: 'all' });
    expect(await manager.post('/api-tokens', body(['users.view'], { user: 'robot' })), 403);
    expect(await manager.post('/api-tokens', body(['users.view'], { user: 'bootstrap-administrator' })), 403);
    expect(await admin.post('/api-tokens', body(['users.view'], { user: 'nobody' })), 422);
  });

  await t.test('is shown once, kept as a hash, and revoked at once by those who may', async () => {
    const { token, secret, id } = await made(manager, ['users.view']);
    const read = expect(await manager.get(`/api-tokens/${id}`), 200);
    assert.ok(!('token' in read));
    const { rows } = await pool.query(
      'SELECT t::text AS text FROM api_tokens AS t UNION ALL SELECT a::text FROM audit_events AS a',
    );
    assert.ok(rows.every(({ text }) => !text.includes(secret)));
    expect(await (await as('south-manager')).delete(`/api-tokens/${id}`), 403);
    expect(await manager.delete(`/api-tokens/${id}`), 204);
    expect(await token.get('/users'), 401);
  });

  await t.test('ends by itself, and with its user', async () => {
    const { token, id } = await made(manager, ['users.view']);
    await pool.query(`UPDATE api_tokens SET not_after = now() WHERE id = $1`, [id]);
    expect(await token.get('/users'), 401);
    const other = await made(manager, ['users.view']);
    expect(await admin.post('/users/north-manager/deactivate'), 200);
    expect(await other.token.get('/users'), 401);
  });
});
