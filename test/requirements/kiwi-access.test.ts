import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { adminApi } from '../admin/support/admin-api.ts';
import { Browser } from '../admin/support/browser.ts';
import { expect } from '../admin/support/client.ts';
import { person } from '../admin/support/company.ts';
import { listedMail } from '../admin/support/mails.ts';
import { joined, PASSWORD } from '../admin/support/people.ts';

test('kiwi: what is limited, who is deactivated, and who gets into the VPN', async (t) => {
  const { admin, app, as, ask, askAccess, listenForAccess, pool } = await adminApi(t, 'kiwi', listedMail);
  for (const role of ['developer', 'manager']) await admin.make('/users', person(role, role));
  const [manager, developer] = [await as('manager'), await as('developer')];

  await t.test(
    'K9: an organization is limited to named clusters and services, and the rest stays open',
    async () => {
      for (const id of ['acme', 'free']) await admin.make('/organizations', { id, code: id, name: id });
      await admin.make('/users', person('k9', 'operator', { organizations: ['acme'] }));
      await admin.make('/users/k9/assignments', { role: 'developer' });
      const things = {
        cluster: ['infra.manage', ['c1', 'c2', 'c3']],
        service: ['service.manage', ['s1', 's2']],
        device: ['device.manage', ['d1', 'd2']],
      } as const;
      type Kind = keyof typeof things;
      const checked = async (type: Kind) => {
        const [permission, ids] = things[type];
        const answers = await Promise.all(
          ids.map((id) => ask('k9', permission, { type, id, properties: { organization: 'acme' } })),
        );
        return ids.filter((_, n) => answers[n]?.allow);
      };
      const filtered = async (type: Kind) => {
        const [name, ids] = things[type];
        const columns = { id: 'string', 'properties.organization': 'string' };
        const { kind, sql } = await askAccess<{ kind: string; sql?: { text: string; values: unknown[] } }>(
          'filter',
          {
            subject: { type: 'user', id: 'k9' },
            action: { name },
            resource: { type },
            options: { dialect: 'postgresql', fields: columns },
          },
        );
        const values = sql?.values ?? [];
        const where = kind === 'conditional' ? sql?.text : `${kind === 'always'}`;
        const found = await pool.query<{ id: string }>(
          `SELECT id FROM (SELECT id, 'acme' AS organization FROM unnest($${values.length + 1}::text[]) AS id) AS t
           WHERE ${where} ORDER BY id`,
          [...values, ids],
        );
        return found.rows.map(({ id }) => id);
      };
      const reached = async (type: Kind) => {
        const ids = await checked(type);
        assert.deepEqual(await filtered(type), ids, `a filter for ${type} admits what checks allow`);
        return ids;
      };
      const limit = (type: string, resources: unknown, client = manager) =>
        client.put(`/organizations/acme/limits/${type}`, '/organizations/acme', { resources });

      assert.deepEqual(await reached('cluster'), ['c1', 'c2', 'c3'], 'open before');
      expect(await limit('cluster', ['c1', 'c2']), 200);
      expect(await limit('service', ['s1']), 200);
      assert.deepEqual(await reached('cluster'), ['c1', 'c2']);
      assert.deepEqual(await reached('service'), ['s1']);
      assert.deepEqual(await reached('device'), ['d1', 'd2'], 'what is not limited stays open');
      const { allow, reasons } = await ask('k9', 'infra.manage', { type: 'cluster', id: 'c3' });
      assert.deepEqual([allow, reasons[0]?.code], [false, 'organization_limit']);
      const { items } = expect(await manager.get('/organizations/acme/limits'), 200);
      assert.deepEqual(
        items.map((item: { resource_type: string; resources: string[] }) => [
          item.resource_type,
          item.resources,
        ]),
        [
          ['cluster', ['c1', 'c2']],
          ['service', ['s1']],
        ],
      );
      expect(await admin.put('/users/k9/organizations/free', '/users/k9'), 200);
      assert.deepEqual(await reached('cluster'), ['c1', 'c2'], 'joining another organization lifts nothing');

      assert.equal(expect(await limit('cluster', ['c3'], developer), 403).feature, 'user');
      expect(await limit('spaceship', ['x']), 422);
      expect(await limit('cluster', 'c3'), 400);
      assert.deepEqual(await reached('cluster'), ['c1', 'c2'], 'what was refused changed nothing');
      expect(await limit('cluster', []), 200);
      assert.deepEqual(await reached('cluster'), [], 'limited to nothing');
      expect(await manager.delete('/organizations/acme/limits/cluster', '/organizations/acme'), 204);
      assert.deepEqual(await reached('cluster'), ['c1', 'c2', 'c3']);
      assert.deepEqual(await reached('service'), ['s1']);
    },
  );

  await t.test(
    'K10: who is deactivated neither signs in nor passes a check, and has everything back afterwards',
    async () => {
      const { browser, user } = await joined(app, admin, { email: 'k10@example.com', role: 'developer' });
      await admin.make(`/users/${user}/grants`, { permission: 'vpn', scope: 'all' });
      const client = await as(user);
      const device = { type: 'device', id: 'd1' };
      const signIn = async () => (await new Browser(app).signIn('k10@example.com', PASSWORD)).status;
      const path = `/users/${user}`;
      const before = expect(await admin.get(path), 200);
      assert.deepEqual([before.status, before.status_label], ['active', 'Active']);
      assert.deepEqual([(await ask(user, 'device.view', device)).allow, await signIn()], [true, 200]);

      assert.equal(expect(await developer.post(`${path}/deactivate`), 403).feature, 'user');
      const match = '"0"';
      expect(await manager.request('POST', `${path}/deactivate`, { match }), 412, 'changed-meanwhile');
      const off = expect(await manager.post(`${path}/deactivate`), 200);
      assert.deepEqual([off.status, off.status_label], ['deactivated', 'Inactive']);
      const refused = await ask(user, 'device.view', device);
      assert.deepEqual([refused.allow, refused.reasons[0]?.code], [false, 'user_not_active']);
      assert.equal(await signIn(), 401);
      expect(await browser.get('/me'), 401);
      expect(await client.get('/me/rights'), 401);
      const kept = expect(await admin.get(path), 200);
      assert.deepEqual(
        [kept.name, kept.email, kept.assignments, kept.grants],
        [before.name, before.email, before.assignments, before.grants],
      );
      expect(await manager.post(`${path}/deactivate`), 409, 'wrong-status');

      expect(await developer.post(`${path}/reactivate`), 403);
      expect(await manager.post(`${path}/reactivate`), 200);
      assert.deepEqual([(await ask(user, 'device.view', device)).allow, await signIn()], [true, 200]);
      assert.equal((await ask(user, 'vpn.manage', { type: 'vpn', id: 'v' })).allow, true);
      expect(await manager.post(`${path}/reactivate`), 409, 'wrong-status');
    },
  );

  await t.test('K18: a VPN gateway lets in whom the sidecar says may use the VPN', async (sub) => {
    const sidecar = await listenForAccess();
    // The whole gateway: it knows a person, asks, and connects or says what is missing.
    const gateway = createServer(async (request, response) => {
      const answer = await fetch(`${sidecar}/access/v1/evaluation`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          subject: { type: 'user', id: request.headers['x-user'] },
          action: { name: 'vpn.manage' },
          resource: { type: 'vpn', id: 'gateway-1' },
        }),
      });
      const { decision, context } = (await answer.json()) as {
        decision: boolean;
        context: { reasons: { message: string }[] };
      };
      response.writeHead(decision ? 200 : 403).end(decision ? 'connected' : context.reasons[0]?.message);
    });
    gateway.listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    sub.after(() => gateway.close());
    const { port } = gateway.address() as AddressInfo;
    const connect = async (user: string) => {
      // What the sidecar has not heard of yet, it is told first.
      await ask(user, 'vpn.manage', { type: 'vpn', id: 'gateway-1' });
      const answer = await fetch(`http://127.0.0.1:${port}/`, {
        headers: { 'x-user': user, connection: 'close' },
      });
      return `${answer.status} ${await answer.text()}`;
    };
    await admin.make('/users', person('k18', 'developer'));
    const shut = '403 vpn permission required';
    assert.equal(await connect('k18'), shut);
    const grant = await manager.make('/users/k18/grants', { permission: 'vpn', scope: 'all' });
    assert.equal(await connect('k18'), '200 connected');
    expect(await manager.delete(`/users/k18/grants/${grant.id}`), 204);
    assert.equal(await connect('k18'), shut);
    await manager.make('/users/k18/grants', { permission: 'vpn.view', scope: 'all' });
    assert.equal(await connect('k18'), shut, 'to see the VPN is not to use it');
    await manager.make('/users/k18/assignments', { role: 'manager' });
    assert.equal(await connect('k18'), '200 connected');
    await manager.make('/users/k18/denials', { permission: 'vpn' });
    assert.notEqual(await connect('k18'), '200 connected');
    assert.equal(await connect('manager'), '200 connected');
    expect(await admin.post('/users/manager/deactivate'), 200);
    assert.notEqual(await connect('manager'), '200 connected');
    assert.notEqual(await connect('nobody'), '200 connected');
  });
});
