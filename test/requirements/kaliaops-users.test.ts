import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../admin/support/admin-api.ts';
import { Browser } from '../admin/support/browser.ts';
import { type Client, expect } from '../admin/support/client.ts';
import { person, smallCompany } from '../admin/support/company.ts';
import { listedMail } from '../admin/support/mails.ts';
import { joined, PASSWORD } from '../admin/support/people.ts';

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly status: string;
  readonly roles: readonly { readonly name: string }[];
  readonly last_login_at: string | null;
}

test('kaliaops: the list of users', async (t) => {
  const { admin, app, as, pool } = await adminApi(t, 'kaliaops', listedMail);
  await smallCompany(admin);
  const manager = await as('north-manager');
  /** Every page of a list, one after the other. */
  const pages = async (client: Client, query: string, limit: number): Promise<Listed[]> => {
    const items: Listed[] = [];
    for (let cursor = ''; ; ) {
      const page = expect(await client.get(`/users?limit=${limit}&${query}${cursor}`), 200);
      assert.ok(page.items.length <= limit);
      items.push(...page.items);
      if (page.next_cursor === null) return items;
      cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
  };
  const ids = (items: readonly Listed[]) => items.map(({ id }) => id);

  await t.test('O9: name, email, role, status and last login; searched, sorted, in pages', async (o9) => {
    const { user: signedIn } = await joined(app, admin, {
      email: 'Zoe.Young@example.com',
      name: 'Zoë Young',
      role: 'tech',
      organization: 'north',
    });
    await admin.make('/invitations', {
      email: 'amir@example.com',
      name: 'Amir',
      role: 'viewer',
      organization: 'north',
    });
    await admin.make('/users', person('gone', 'viewer', { name: 'Gone', organizations: ['north'] }));
    expect(await admin.post('/users/gone/deactivate'), 200);
    await admin.make('/users', person('many', 'viewer', { name: 'Many 100%_\\ Roles' }));
    await admin.make('/users/many/assignments', { role: 'tech' });
    const past = await admin.make('/users/many/assignments', { role: 'manager' });
    await pool.query('UPDATE role_assignments SET not_after = now() WHERE id = $1', [past.id]);

    await o9.test('what is listed', async () => {
      const all = await pages(admin, '', 200);
      const find = (id: string) => all.find((item) => item.id === id);
      const zoe = find(signedIn);
      assert.deepEqual(
        [zoe?.name, zoe?.email, zoe?.status],
        ['Zoë Young', 'Zoe.Young@example.com', 'active'],
      );
      assert.deepEqual(
        zoe?.roles.map(({ name }) => name),
        ['Tech'],
      );
      assert.ok(Date.now() - Date.parse(zoe?.last_login_at ?? '') < 3_600_000);
      const amir = all.find(({ name }) => name === 'Amir');
      assert.deepEqual([amir?.status, amir?.last_login_at], ['invited', null]);
      assert.equal(find('gone')?.status, 'deactivated');
      assert.deepEqual(
        find('many')?.roles.map(({ name }) => name),
        ['Tech', 'Viewer'],
        'without those that have ended',
      );
    });

    await o9.test('searched by a part of name or address, and by status and role', async () => {
      assert.deepEqual(ids(await pages(admin, 'search=zo%C3%AB', 200)), [signedIn]);
      assert.deepEqual(ids(await pages(admin, 'search=YOUNG%40exam', 200)), [signedIn]);
      assert.deepEqual(ids(await pages(admin, `search=${encodeURIComponent('100%_\\')}`, 200)), ['many']);
      assert.deepEqual(ids(await pages(admin, 'search=%25%25', 200)), [], 'a percent sign is one');
      assert.deepEqual(ids(await pages(admin, 'status=deactivated', 200)), ['gone']);
      assert.deepEqual(ids(await pages(admin, 'role=viewer&status=active', 200)), ['many', 'viewer']);
      assert.deepEqual(ids(await pages(admin, 'role=manager&search=many', 200)), [], 'ended');
      assert.deepEqual(ids(await pages(admin, 'search=nobody-at-all', 200)), []);
    });

    await o9.test('sorted either way, and every page follows the one before', async () => {
      await new Browser(app).signIn('zoe.young@example.com', PASSWORD);
      const all = await pages(admin, '', 200);
      const members: Record<string, (user: Listed) => string> = {
        id: ({ id }) => id,
        name: ({ name }) => name.toLowerCase(),
        email: ({ email }) => email?.toLowerCase() ?? '',
        status: ({ status }) => status,
        last_login_at: ({ last_login_at }) => last_login_at ?? '',
      };
      for (const [sort, member] of Object.entries(members)) {
        const up = await pages(admin, `sort=${sort}`, 3);
        const down = await pages(admin, `sort=-${sort}`, 2);
        assert.deepEqual(ids(up).toSorted(), ids(all).toSorted(), `${sort}: each one once`);
        assert.deepEqual(ids(down), ids(up).toReversed(), `${sort}: the other way round`);
        const { rows } = await pool.query<{ value: string }>(
          'SELECT value FROM unnest($1::text[]) WITH ORDINALITY AS v (value, n) ORDER BY value, n',
          [up.map(member)],
        );
        assert.deepEqual(
          up.map(member),
          rows.map(({ value }) => value),
          sort,
        );
      }
      assert.equal((await pages(admin, 'sort=-last_login_at', 200))[0]?.id, signedIn);
      const first = expect(await admin.get('/users?sort=name&limit=1'), 200);
      await admin.make('/users', person('late', 'viewer', { name: `${first.items[0].name} and after` }));
      const cursor = encodeURIComponent(first.next_cursor);
      const second = expect(await admin.get(`/users?sort=name&limit=1&cursor=${cursor}`), 200);
      assert.equal(second.items[0].id, 'late', 'who came meanwhile is where they belong');
      assert.equal(
        expect(await admin.get(`/users?sort=email&cursor=${cursor}`), 400).errors[0].field,
        'cursor',
      );
    });

    await o9.test('nothing else is asked for, and nobody out of reach is found', async () => {
      for (const [query, field] of [
        ['sort=password', 'sort'],
        ['sort=name,email', 'sort'],
        ['status=asleep', 'status'],
        ['search=', 'search'],
        ['colour=red', 'colour'],
        ['cursor=nonsense', 'cursor'],
        ['limit=0', 'limit'],
      ] as const) {
        assert.equal(expect(await admin.get(`/users?${query}`), 400).errors[0].field, field);
      }
      const seen = await pages(manager, 'sort=name', 2);
      assert.ok(seen.some(({ id }) => id === signedIn));
      assert.ok(!seen.some(({ id }) => id.startsWith('south')));
      assert.deepEqual(await pages(manager, 'search=south', 200), []);
      assert.equal(
        expect(await (await as('late')).get('/users'), 200).items.length,
        1,
        'a Viewer sees themselves',
      );
      await admin.make('/users', person('nothing'));
      assert.equal(expect(await (await as('nothing')).get('/users'), 403).permission, 'users.view');
    });
  });
});
