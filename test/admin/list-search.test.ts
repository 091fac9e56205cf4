import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFound } from '../../src/admin/list-search.ts';
import { migrate } from '../../src/db/migrate.ts';
import { createPool } from '../../src/db/pool.ts';
import { emptyDatabase } from '../support/database.ts';
import { runs } from '../support/runs.ts';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';

test('searches of lists', async (t) => {
  const { admin, pool } = await adminApi(t);
  for (const [id, name, email] of [
    ['u1', 'Élodie Łącka', 'el.lacka@example.com'],
    ['u2', 'Jürgen Weiß-O’Brien', 'jw_o@example.com'],
    ['u3', '王伟', 'wang@example.com'],
    ['u4', 'Ольга Йорк', 'olga@example.com'],
    ['u5', 'Max 50% \\ Rabatt_2', 'max@example.org'],
    ['u6', 'Bo', 'ab@example.org'],
    ['u7', 'CAFÉ\u0301 Άννα', 'cafe@example.org'],
  ]) {
    await admin.make('/users', { id, name, email });
  }
  const find = async (term: string): Promise<string[]> => {
    const { items } = expect(await admin.get(`/users?search=${encodeURIComponent(term)}`), 200);
    return items.map(({ id }: { id: string }) => id).filter((id: string) => id.startsWith('u'));
  };
  const all = ['u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7'];

  for (const [term, expected] of [
    ['élodie', ['u1']],
    ['ELODIE', ['u1']],
    ['lack', ['u1']],
    ['ŁĄCKA', ['u1']],
    ['e\u0301lodie l', ['u1']],
    ['jurgen', ['u2']],
    ['WEISS', ['u2']],
    ['weiß', ['u2']],
    ["o'brien", ['u2']],
    ['王', ['u3']],
    ['伟', ['u3']],
    ['王伟', ['u3']],
    ['伟王', []],
    ['ОЛЬГА', ['u4']],
    ['льг', ['u4']],
    ['йорк', ['u4']],
    ['άννα', ['u7']],
    ['ΑΝΝΑ', ['u7']],
    ['café', ['u7']],
    // Marks are spaces, and neither patterns nor ends of them.
    ['50%', ['u5']],
    ['5%t', []],
    ['rabatt_2', ['u5']],
    ['ra_att', []],
    ['m%x', []],
    ['50% \\', ['u5']],
    ['%', []],
    ['_', []],
    ['\\', []],
    ['--', []],
    ['lacka@el', []],
    ['lacka el', []],
    ['el.lacka@example', ['u1']],
    // The beginning of a word.
    ['b', ['u2', 'u6']],
    ['bo', ['u6']],
    ['ab', ['u6']],
    ['lo', []],
    ['w', ['u2', 'u3']],
    ['ex', all],
    ['xam', all],
    ['nobody at all', []],
  ] as const) {
    await t.test(JSON.stringify(term), async () => assert.deepEqual(await find(term), expected));
  }

  await t.test('find what is like the whole term, though the index is asked for less', async () => {
    const word = fc.constantFrom(
      'zbigniew',
      'anna',
      'an',
      'z',
      'weiß',
      'ольга',
      '王',
      'a1b2c3d4e5',
      'technicians',
    );
    const mark = fc.constantFrom(' ', '@', '.', '', ' - ', '%', '\u0301');
    const text = fc
      .array(fc.tuple(word, mark), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.flat().join(''));
    const cut = fc.tuple(text, text, fc.nat(9), fc.nat(30)).map(([before, term, from, length]) => {
      const part = term.slice(from, from + 1 + length);
      return [part, before + part, before] as const;
    });
    const drawn = fc.sample(cut, runs(300));
    const { rows } = await pool.query(
      `SELECT term, text, text LIKE search_pattern(term) AS whole, ${isFound('term', 'text')} AS found,
              search_core(term) <> search_pattern(term) AS less
       FROM (SELECT term, searched(written) AS text
             FROM unnest($1::text[], $2::text[], $3::text[]) AS d (term, one, other),
                  LATERAL (VALUES (one), (other)) AS w (written)) AS drawn`,
      [drawn.map(([part]) => part), drawn.map(([, text]) => text), drawn.map(([, , text]) => text)],
    );
    const differing = rows.filter(({ whole, found }) => (whole ?? false) !== (found ?? false));
    assert.deepEqual(differing, []);
    for (const found of [true, false]) {
      assert.ok(
        rows.some((row) => row.less && (row.found ?? false) === found),
        `${found}`,
      );
    }
  });

  await t.test('find the same without an index', async () => {
    await pool.query('DROP EXTENSION pg_trgm CASCADE');
    assert.deepEqual(await find('ELODIE'), ['u1']);
    assert.deepEqual(await find('伟'), ['u3']);
    await pool.query('CALL index_searches()');
    const { rows } = await pool.query(
      `SELECT tablename FROM pg_indexes WHERE indexname LIKE '%\\_search\\_idx' ORDER BY 1`,
    );
    assert.deepEqual(
      rows.map(({ tablename }) => tablename),
      ['employees', 'organizations', 'roles', 'teams', 'users'],
    );
  });
});

test('who may create objects in a database has searches indexed; who may not has them all the same', async (t) => {
  const { pool, url } = await emptyDatabase(t);
  const database = new URL(url).pathname.slice(1);
  const role = `${database}_owner`;
  await pool.query(`CREATE ROLE ${role} LOGIN`);
  await pool.query(`GRANT CREATE ON DATABASE ${database} TO ${role}`);
  const as = new URL(url);
  as.username = role;
  await migrate(as.href);
  const owner = createPool(as.href);
  const indexes = async () =>
    (await pool.query("SELECT FROM pg_indexes WHERE indexname LIKE '%\\_search\\_idx'")).rows.length;
  assert.equal(await indexes(), 5);

  await pool.query('DROP EXTENSION pg_trgm CASCADE');
  await pool.query(`REVOKE CREATE ON DATABASE ${database} FROM ${role}`);
  await owner.query('CALL index_searches()');
  assert.equal(await indexes(), 0);
  await pool.query('CREATE EXTENSION pg_trgm WITH SCHEMA public');
  await owner.query('CALL index_searches()');
  assert.equal(await indexes(), 5);
  await owner.query('CALL index_searches()');
  await owner.end();
  await pool.query(`REASSIGN OWNED BY ${role} TO CURRENT_USER`);
  await pool.query(`DROP OWNED BY ${role}`);
  await pool.query(`DROP ROLE ${role}`);
});
