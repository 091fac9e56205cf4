import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';
import { smallCompany } from './support/company.ts';

interface Listed {
  readonly id: string;
  readonly name: string;
}

test('sorted lists', async (t) => {
  const { admin, as } = await adminApi(t);
  await smallCompany(admin);
  await admin.make('/organizations', { id: 'a-last', code: 'ZZ-TOP', name: 'zebra' });
  await admin.make('/teams', { id: 'a-team', organization: 'a-last', name: 'Zebra crossing' });
  for (const [id, name, title] of [
    ['e1', 'Zora', 'Welder'],
    ['e2', 'adam', null],
    ['e3', 'Berta', 'Chief welder'],
  ]) {
    await admin.make('/employees', { id, name, title, organization: id === 'e2' ? 'south' : 'north' });
  }
  await admin.make('/employees', { id: 'e4', name: 'Same', email: 'second@example.com' });
  await admin.make('/employees', { id: 'e5', name: 'same', email: 'FIRST@example.com' });
  await admin.make('/roles', { id: 'zz', name: 'Aardvark keeper', scope: 'own', organization: 'north' });
  const list = async (path: string): Promise<Listed[]> => {
    const items: Listed[] = [];
    for (let cursor = ''; ; ) {
      const page = expect(await admin.get(`${path}${path.includes('?') ? '&' : '?'}limit=2${cursor}`), 200);
      items.push(...page.items);
      if (page.next_cursor === null) return items;
      cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
  };
  const ids = async (path: string) => (await list(path)).map(({ id }) => id);

  await t.test('give every row once in each order, and backwards', async () => {
    for (const [noun, orders] of Object.entries({
      employees: ['id', 'name', 'email', 'created_at'],
      organizations: ['id', 'name', 'code', 'created_at'],
      teams: ['id', 'name', 'created_at'],
      roles: ['id', 'name', 'created_at'],
    })) {
      const all = await ids(`/${noun}`);
      assert.ok(all.length >= 3, noun);
      for (const order of orders) {
        const up = await ids(`/${noun}?sort=${order}`);
        assert.deepEqual(up.toSorted(), all.toSorted(), `${noun} ${order}`);
        assert.deepEqual(await ids(`/${noun}?sort=-${order}`), up.toReversed(), `${noun} -${order}`);
      }
    }
    assert.deepEqual(await ids('/employees?sort=name'), ['e2', 'e3', 'e4', 'e5', 'e1']);
    assert.deepEqual((await ids('/employees?sort=-email')).slice(0, 2), ['e4', 'e5']);
    assert.deepEqual(await ids('/employees?sort=created_at'), ['e1', 'e2', 'e3', 'e4', 'e5']);
    assert.deepEqual(await ids('/organizations?sort=-name'), ['a-last', 'south', 'north']);
    assert.equal((await ids('/roles?sort=name'))[0], 'zz');
  });

  await t.test('are searched and narrowed', async () => {
    assert.deepEqual(await ids('/employees?search=WELDER'), ['e1', 'e3']);
    assert.deepEqual(await ids('/employees?search=first%40'), ['e5']);
    assert.deepEqual(await ids('/employees?organization=south'), ['e2']);
    assert.deepEqual(await ids('/employees?organization=south&search=welder'), []);
    assert.deepEqual(await ids('/organizations?search=zz-'), ['a-last']);
    assert.deepEqual(await ids('/teams?search=zebra&organization=a-last'), ['a-team']);
    assert.deepEqual(await ids('/teams?organization=north'), ['north-team']);
    assert.deepEqual(await ids('/roles?search=keeper'), ['zz']);
    assert.ok(!(await ids('/roles?organization=south')).includes('zz'), 'not assignable there');
    assert.ok((await ids('/roles?organization=north')).includes('zz'));
    assert.deepEqual(await ids('/employees?search=%25'), []);
  });

  await t.test('refuse orders and cursors that they do not have, and stay within the scope', async () => {
    for (const noun of ['employees', 'organizations', 'teams', 'roles']) {
      assert.equal(expect(await admin.get(`/${noun}?sort=version`), 400).errors[0].field, 'sort');
      const { next_cursor } = expect(await admin.get(`/${noun}?sort=name&limit=1`), 200);
      const other = `/${noun}?sort=created_at&cursor=${encodeURIComponent(next_cursor)}`;
      assert.equal(expect(await admin.get(other), 400).errors[0].field, 'cursor');
      const narrowed = `/${noun}?sort=name&search=a&cursor=${encodeURIComponent(next_cursor)}`;
      assert.equal(expect(await admin.get(narrowed), 400).errors[0].field, 'cursor');
      const same = `/${noun}?limit=2&sort=name&cursor=${encodeURIComponent(next_cursor)}`;
      expect(await admin.get(same), 200);
      for (const [sort, value, id] of [
        ['created_at', 'yesterday', 'x'],
        ['created_at', '2026-13-45 99:00:00+00', 'x'],
        ['created_at', '2026-01-01 00:00:00+00', '\u0000'],
        ['name', '\u0000', 'x'],
      ]) {
        const inner = JSON.stringify([sort, value, id]);
        const genuine = expect(await admin.get(`/${noun}?sort=${sort}&limit=1`), 200).next_cursor;
        const [, asked] = JSON.parse(Buffer.from(genuine, 'base64url').toString());
        const forged = Buffer.from(JSON.stringify([inner, asked])).toString('base64url');
        const refused = await admin.get(`/${noun}?sort=${sort}&cursor=${forged}`);
        assert.equal(expect(refused, 400).errors[0].field, 'cursor', inner);
      }
    }
    const manager = await as('north-manager');
    const { items } = expect(await manager.get('/employees?sort=name'), 200);
    assert.deepEqual(
      items.map(({ id }: Listed) => id),
      ['e3', 'e1'],
    );
    assert.deepEqual(expect(await manager.get('/employees?search=adam'), 200).items, []);
  });
});
