import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { type Client, expect } from './support/client.ts';
import { person, smallCompany } from './support/company.ts';

/** All ids of a list, page by page. */
async function walk(client: Client, path: string, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
    const page = expect(await client.get(`${path}?${query}`), 200);
    assert.ok(page.items.length <= limit);
    ids.push(...page.items.map((item: { id?: string; name: string }) => item.id ?? item.name));
    cursor = page.next_cursor;
  } while (cursor !== null);
  return ids;
}

test('lists', async (t) => {
  const { admin, as } = await adminApi(t);
  await smallCompany(admin);
  for (let n = 0; n < 12; n += 1) {
    await admin.make('/employees', {
      id: `e${n}`,
      name: `E ${n}`,
      organization: n % 3 === 0 ? 'north' : 'south',
    });
  }

  await t.test('give every row once, whatever the size of the page', async () => {
    const { rows } = { rows: Array.from({ length: 12 }, (_, n) => `e${n}`) };
    for (const limit of [1, 2, 5, 11, 12, 13, 200]) {
      const ids = await walk(admin, '/employees', limit);
      assert.deepEqual([...ids].sort(), [...rows].sort(), `pages of ${limit}`);
    }
    const permissions = await walk(admin, '/permissions', 50);
    assert.equal(new Set(permissions).size, permissions.length);
    assert.ok(permissions.length >= 90);
  });

  await t.test('hold what the actor may see, in full pages', async () => {
    const north = await as('north-manager');
    for (const limit of [1, 3, 50]) {
      assert.deepEqual((await walk(north, '/employees', limit)).sort(), ['e0', 'e3', 'e6', 'e9']);
    }
    const first = expect(await north.get('/employees?limit=3'), 200);
    assert.equal(first.items.length, 3);
    assert.deepEqual(await walk(north, '/organizations', 50), ['north']);
    assert.deepEqual(await walk(north, '/teams', 50), ['north-team']);
    assert.deepEqual((await walk(north, '/users', 50)).sort(), ['north-manager', 'north-tech', 'viewer']);
    assert.deepEqual(await walk(await as('viewer'), '/users', 50), ['viewer']);
  });

  await t.test('show one row exactly where the single read does', async () => {
    const tech = await as('south-tech');
    const listed = new Set(await walk(tech, '/users', 50));
    for (const id of await walk(admin, '/users', 50)) {
      const single = await tech.get(`/users/${encodeURIComponent(id)}`);
      assert.equal(single.status, listed.has(id) ? 200 : 403, id);
    }
  });

  await t.test('are refused to who may see nothing, and the permission is named', async () => {
    await admin.make('/users', person('nobody'));
    const nobody = await as('nobody');
    for (const [path, permission] of [
      ['/users', 'users.view'],
      ['/roles', 'roles.view'],
      ['/audit-events', 'audit_logs.view'],
      ['/permissions', 'permissions.view'],
      ['/catalog', 'permissions.view'],
    ]) {
      assert.equal(expect(await nobody.get(String(path)), 403, 'permission-required').permission, permission);
    }
  });

  await t.test('refuse a limit or a cursor that is none', async () => {
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=x',
      'limit=1.5',
      'cursor=',
      'cursor=x',
      'cursor=WzFd',
      'offset=3',
    ]) {
      const refused = expect(await admin.get(`/users?${query}`), 400, 'malformed-request');
      assert.equal(refused.errors[0].field, query.split('=')[0]);
    }
    const genuine = expect(await admin.get('/audit-events?limit=1'), 200).next_cursor;
    const [, asked] = JSON.parse(Buffer.from(genuine, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify(['not-a-uuid', asked])).toString('base64url');
    expect(await admin.get(`/audit-events?cursor=${forged}`), 400);
    expect(await admin.get('/users?limit=1&limit=2'), 400);
  });

  await t.test('tell an unknown id from a hidden one only to who could see it', async () => {
    const north = await as('north-manager');
    expect(await north.get('/users/south-tech'), 403, 'permission-required');
    expect(await north.get('/users/no-such-user'), 403, 'permission-required');
    expect(await admin.get('/users/no-such-user'), 404, 'not-found');
  });

  await t.test('include the catalog as it was applied', async () => {
    const catalog = expect(await admin.get('/catalog'), 200);
    assert.equal(catalog.name, 'kaliaops');
    assert.equal(catalog.operations['users.create'], 'users.manage');
    assert.deepEqual(catalog.categories, ['Administration', 'CMDB', 'ITSM', 'Organization']);
  });
});
