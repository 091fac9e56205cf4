import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../admin/support/admin-api.ts';
import { Browser } from '../admin/support/browser.ts';
import { type Client, expect } from '../admin/support/client.ts';
import { person, smallCompany } from '../admin/support/company.ts';
import { listedMail } from '../admin/support/mails.ts';
import { joined, PASSWORD } from '../admin/support/people.ts';

interface Filter {
  readonly kind: 'always' | 'never' | 'conditional';
  readonly masks: Readonly<Record<string, { readonly visible: 'always' | 'never' | 'conditional' }>>;
}

test('kaliaops: what is listed, hidden and assigned', async (t) => {
  const { admin, app, as, ask, askAccess } = await adminApi(t, 'kaliaops', listedMail);
  await smallCompany(admin);
  const [manager, tech, viewer] = [await as('north-manager'), await as('north-tech'), await as('viewer')];
  const idsIn = async (client: Client, path: string): Promise<string[]> =>
    expect(await client.get(path), 200).items.map(({ id }: { id: string }) => id);

  await t.test(
    'O4: who may see what a contract costs is a permission, given and taken like any',
    async () => {
      const contract = { type: 'contract', id: 'c1', properties: { team: 'north-team', cost: 12 } };
      /** Whether the cost is hidden: by a check, and by a filter of all rows. */
      const hidden = async (user: string, permission = 'contracts.view') => {
        const { allow, masks } = await ask(user, permission, contract);
        const filter = await askAccess<Filter>('filter', {
          subject: { type: 'user', id: user },
          action: { name: permission },
          resource: { type: 'contract' },
        });
        return [allow, masks.includes('cost'), filter.masks.cost?.visible ?? 'always'];
      };
      const { items } = expect(await admin.get('/permissions?limit=200'), 200);
      const field = items.find(({ name }: { name: string }) => name === 'contracts.field.cost');
      assert.deepEqual([field?.field, field?.resource_types], ['cost', ['contract']]);

      assert.deepEqual(await hidden('north-tech'), [true, true, 'never'], 'a Tech sees no cost');
      assert.deepEqual(await hidden('north-manager'), [true, false, 'conditional'], 'a Manager does');
      const [everything] = expect(await admin.get('/users?limit=1'), 200).items;
      assert.deepEqual(await hidden(everything.id), [true, false, 'always'], 'and an Admin everywhere');

      const buyers = { id: 'buyers', name: 'Buyers', scope: 'team', permissions: ['contracts.field.cost'] };
      await admin.make('/roles', buyers);
      const held = await admin.make('/users/north-tech/assignments', { role: 'buyers' });
      assert.deepEqual(await hidden('north-tech'), [true, false, 'conditional'], 'by one more role');
      const elsewhere = { ...contract, properties: { team: 'south-team', cost: 12 } };
      assert.equal((await ask('north-tech', 'contracts.view', elsewhere)).allow, false);
      expect(await admin.patch('/roles/buyers', { permissions: [] }), 200);
      assert.deepEqual(
        await hidden('north-tech'),
        [true, true, 'never'],
        'a change of the role is felt at once',
      );
      expect(await admin.delete(`/users/north-tech/assignments/${held.id}`), 204);
      await admin.make('/users/north-manager/denials', { permission: 'contracts.field.cost' });
      assert.deepEqual(await hidden('north-manager'), [true, true, 'never'], 'a denial wins');
      const given = { permission: 'contracts.field.cost', scope: 'team' };
      assert.equal(expect(await tech.post('/users/viewer/grants', given), 403).permission, 'users.manage');
      assert.equal(
        expect(await manager.post('/users/viewer/grants', given), 403).permission,
        given.permission,
      );
    },
  );

  await t.test('O6: the scope applies to own lists as to single reads, edits and deletions', async () => {
    for (const name of ['north', 'south']) {
      const places = { organization: name, team: `${name}-team` };
      await admin.make('/employees', { id: `${name}-employee`, name, ...places });
    }
    const all = {
      users: await idsIn(admin, '/users'),
      employees: await idsIn(admin, '/employees'),
      teams: await idsIn(admin, '/teams'),
      organizations: await idsIn(admin, '/organizations'),
    };
    const expected: [who: string, client: Client, seen: Record<string, string[] | number>][] = [
      ['admin', admin, all],
      [
        'manager',
        manager,
        {
          users: ['north-manager', 'north-tech', 'viewer'],
          employees: ['north-employee'],
          teams: ['north-team'],
          organizations: ['north'],
        },
      ],
      [
        'tech',
        tech,
        {
          users: ['north-tech'],
          employees: ['north-employee'],
          teams: ['north-team'],
          organizations: ['north'],
        },
      ],
      ['viewer', viewer, { users: ['viewer'], employees: [], teams: 403, organizations: ['north'] }],
    ];
    for (const [who, client, seen] of expected) {
      for (const [noun, ids] of Object.entries(seen)) {
        const answer = await client.get(`/${noun}`);
        if (typeof ids === 'number') expect(answer, ids, 'permission-required');
        else assert.deepEqual(await idsIn(client, `/${noun}`), ids, `${who} lists ${noun}`);
        for (const id of all[noun as keyof typeof all]) {
          const { status } = await client.get(`/${noun}/${encodeURIComponent(id)}`);
          const listed = typeof ids !== 'number' && ids.includes(id);
          assert.equal(status, listed ? 200 : 403, `${who} reads ${noun} ${id}`);
        }
      }
    }
    // A Manager edits and deletes what is listed, and nothing else.
    const changed = { title: 'Engineer' };
    expect(await manager.patch('/employees/north-employee', changed), 200);
    const match = await admin.tag('/employees/south-employee');
    const south = '/employees/south-employee';
    assert.equal(
      expect(await manager.request('PATCH', south, { body: changed, match }), 403).permission,
      'employees.edit',
    );
    assert.equal(
      expect(await manager.request('DELETE', south, { match }), 403).permission,
      'employees.delete',
    );
    expect(await manager.delete('/employees/north-employee'), 204);
    assert.deepEqual(await idsIn(manager, '/employees'), []);
    expect(await tech.patch('/teams/north-team', { name: 'Ours' }), 403);
    // Whoever is given a wider scope sees more at once, and less when it ends.
    const grant = await admin.make('/users/north-tech/grants', { permission: 'users.view', scope: 'all' });
    assert.deepEqual(await idsIn(tech, '/users'), all.users);
    expect(await admin.delete(`/users/north-tech/grants/${grant.id}`), 204);
    assert.deepEqual(await idsIn(tech, '/users'), ['north-tech']);
  });

  await t.test(
    'O13: who has no employee works by role alone, and is not among those that work is assigned to',
    async () => {
      for (const name of ['active', 'idle', 'invited']) {
        await admin.make('/employees', { id: `o13-${name}`, name, organization: 'north' });
      }
      await admin.make('/employees', { id: 'o13-south', name: 'South', organization: 'south' });
      await admin.make('/employees', { id: 'o13-alone', name: 'Alone', organization: 'north' });
      for (const [id, employee] of [
        ['o13-u-active', 'o13-active'],
        ['o13-u-idle', 'o13-idle'],
        ['o13-u-south', 'o13-south'],
      ]) {
        await admin.make('/users', person(`${id}`, 'tech', { employee }));
      }
      expect(await admin.post('/users/o13-u-idle/deactivate'), 200);
      await manager.make('/invitations', {
        email: 'o13@example.com',
        role: 'tech',
        employee: 'o13-invited',
      });
      const assignable = async (client: Client) =>
        (await idsIn(client, '/employees?assignable=true')).filter((id) => id.startsWith('o13-'));
      assert.deepEqual(await assignable(admin), ['o13-active', 'o13-south']);
      assert.deepEqual(await assignable(manager), ['o13-active'], 'within the own scope');
      assert.deepEqual(
        (await idsIn(admin, '/employees?assignable=false')).filter((id) => id.startsWith('o13-')),
        ['o13-alone', 'o13-idle', 'o13-invited'],
      );
      assert.equal(expect(await admin.get('/employees?assignable=maybe'), 400).errors[0].field, 'assignable');
      expect(await admin.post('/users/o13-u-idle/reactivate'), 200);
      assert.deepEqual(await assignable(admin), ['o13-active', 'o13-idle', 'o13-south']);
      expect(await admin.patch('/users/o13-u-active', { employee: null }), 200);
      assert.deepEqual(await assignable(admin), ['o13-idle', 'o13-south']);

      const { browser, user } = await joined(app, admin, { email: 'free@example.com', role: 'tech' });
      assert.equal((await new Browser(app).signIn('free@example.com', PASSWORD)).status, 200);
      assert.equal(expect(await browser.get('/me/rights'), 200).employee, null);
      const asset = (properties: object) => ({ type: 'asset', id: 'a', properties: { ...properties } });
      assert.equal((await ask(user, 'assets.edit', asset({ owner: user }))).allow, true, 'the role reaches');
      assert.equal((await ask(user, 'assets.edit', asset({ team: 'north-team' }))).allow, false);
      expect(await admin.put(`/users/${user}/teams/north-team`, `/users/${user}`), 200);
      assert.equal((await ask(user, 'assets.edit', asset({ team: 'north-team' }))).allow, true);
      const { items } = expect(await admin.get('/employees?assignable=true&limit=200'), 200);
      assert.ok(!items.some((item: { user: string }) => item.user === user));
    },
  );
});
