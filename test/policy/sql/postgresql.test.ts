import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Condition, Order, Scalar } from '../../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';
import { holds } from '../../../src/policy/conditions/evaluate-condition.ts';
import { SqlError, type SqlMapping } from '../../../src/policy/sql/columns.ts';
import { writeSql } from '../../../src/policy/sql/write-sql.ts';
import { emptyDatabase } from '../../support/database.ts';

const table = new ConditionTable();
const postgres = (condition: Condition, mapping: SqlMapping = {}) =>
  writeSql(condition, table, { dialect: 'postgresql', mapping });

describe('PostgreSQL', () => {
  test('values inside JSON columns keep their types', async (t) => {
    const { pool } = await emptyDatabase(t);
    const values = [
      null,
      false,
      true,
      -1,
      0,
      2.5,
      9007199254740991,
      '',
      'a',
      'A',
      '1',
      '😀',
      '\uffee',
      ['a', 1, null],
      [],
      { x: 1 },
    ];
    await pool.query('CREATE SCHEMA postern');
    await pool.query('CREATE TABLE rows (id int, meta jsonb, old json)');
    for (const [id, value] of values.entries()) {
      const meta = JSON.stringify(id === 0 ? {} : { deep: { x: value } });
      await pool.query('INSERT INTO rows VALUES ($1, $2::text::jsonb, $2::text::json)', [id, meta]);
    }
    const scalars: Scalar[] = [null, false, true, 0, 1, 2.5, '', 'a', '1', '😀', "'"];
    const scalar = fc.constantFrom(...scalars);
    const leaf = fc.oneof(
      fc.array(scalar, { minLength: 1, maxLength: 3 }).map((list) => table.oneOf(['x'], list)),
      fc.array(scalar, { minLength: 1, maxLength: 3 }).map((list) => table.has(['x'], list)),
      fc
        .tuple(fc.constantFrom<Order>('lt', 'lte', 'gt', 'gte'), scalar)
        .map(([operator, value]) => table.compare(['x'], operator, value)),
      fc
        .tuple(
          fc.constantFrom('startswith' as const, 'endswith' as const, 'contains' as const),
          fc.constantFrom('', 'a', '😀'),
        )
        .map(([operator, value]) => table.text(['x'], operator, value)),
    );
    const condition = fc.oneof(
      leaf,
      leaf.map((part) => table.not(part)),
    );
    for (const column of ['meta', 'old']) {
      await fc.assert(
        fc.asyncProperty(condition, async (asked) => {
          const expected = values.flatMap((x, id) => (holds(asked, { x }) ? [id] : []));
          const { text, values: bound } = postgres(asked, {
            x: { column: ['rows', column], json: ['deep', 'x'] },
          });
          const { rows } = await pool.query(`SELECT id FROM rows WHERE ${text} ORDER BY id`, [...bound]);
          assert.deepEqual(
            rows.map(({ id }) => id),
            expected,
            text,
          );
        }),
        { numRuns: 150 },
      );
    }
  });

  test('columns that find more equal than they should are looked at again', async (t) => {
    const { pool } = await emptyDatabase(t);
    await pool.query('CREATE SCHEMA postern');
    await pool.query(
      `CREATE COLLATION postern.loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false)`,
    );
    await pool.query('CREATE TABLE rows (s text COLLATE postern.loose)');
    await pool.query(`INSERT INTO rows VALUES ('a'), ('A'), ('á'), ('b'), (NULL)`);
    const mapping: SqlMapping = { s: { column: 's', collation: 'nondeterministic' } };
    const found = async (condition: Condition) => {
      const { text, values } = postgres(condition, mapping);
      const { rows } = await pool.query(
        `SELECT s FROM rows WHERE ${text} ORDER BY s::text COLLATE "C" NULLS LAST`,
        [...values],
      );
      return rows.map(({ s }) => s);
    };
    assert.deepEqual(await found(table.equals(['s'], 'a')), ['a']);
    assert.deepEqual(await found(table.oneOf(['s'], ['a', 'b'])), ['a', 'b']);
    assert.deepEqual(await found(table.not(table.equals(['s'], 'a'))), ['A', 'b', 'á', null]);
    assert.deepEqual(await found(table.text(['s'], 'startswith', 'a')), ['a']);
    assert.deepEqual(await found(table.compare(['s'], 'gt', 'a')), ['b', 'á']);
  });

  test('a uuid column is compared with what can be one', async (t) => {
    const { pool } = await emptyDatabase(t);
    const id = '0190a1b2-0000-7000-8000-000000000001';
    await pool.query('CREATE SCHEMA postern');
    await pool.query('CREATE TABLE rows (owner uuid)');
    await pool.query('INSERT INTO rows VALUES ($1), (NULL)', [id]);
    const mapping: SqlMapping = { owner: { column: 'owner', type: 'uuid' } };
    const count = async (condition: Condition) => {
      const { text, values } = postgres(condition, mapping);
      return Number((await pool.query(`SELECT count(*) FROM rows WHERE ${text}`, [...values])).rows[0].count);
    };
    assert.equal(await count(table.oneOf(['owner'], ['u1', id, id.toUpperCase()])), 1);
    assert.equal(await count(table.equals(['owner'], 'u1')), 0);
    assert.equal(await count(table.not(table.equals(['owner'], 'u1'))), 2);
    assert.equal(await count(table.compare(['owner'], 'lte', id)), 2);
    assert.equal(await count(table.text(['owner'], 'startswith', '0190')), 1);
  });

  test('UUIDs order as they are written, among each other and beside other texts', async (t) => {
    const { pool } = await emptyDatabase(t);
    const ids = [
      '00000000-0000-0000-0000-000000000000',
      '0190a1b2-0000-7000-8000-000000000001',
      '7fffffff-ffff-ffff-ffff-ffffffffffff',
      '80000000-0000-0000-0000-000000000000',
      'a0000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
    ];
    const rows = [...ids, null];
    await pool.query('CREATE SCHEMA postern');
    await pool.query('CREATE TABLE rows AS SELECT unnest($1::uuid[]) AS owner', [rows]);
    const mapping: SqlMapping = { owner: { column: 'owner', type: 'uuid' } };
    for (const value of [...ids, '', '0', '0190A1B2-0000-7000-8000-000000000001', 'g', '😀']) {
      for (const operator of ['lt', 'lte', 'gt', 'gte'] as const) {
        const condition = table.compare(['owner'], operator, value);
        for (const asked of [condition, table.not(condition)]) {
          const { text, values } = postgres(asked, mapping);
          const found = await pool.query(`SELECT owner FROM rows WHERE ${text} ORDER BY owner`, [...values]);
          const expected = rows.filter((owner) => holds(asked, { owner }));
          assert.deepEqual(
            found.rows.map(({ owner }) => owner),
            expected,
            `${text} ${value}`,
          );
        }
      }
    }
  });

  test('an array of UUIDs is searched for what can be one', async (t) => {
    const { pool } = await emptyDatabase(t);
    const [one, other] = ['0190a1b2-0000-7000-8000-000000000001', '0190a1b2-0000-7000-8000-000000000002'];
    await pool.query('CREATE SCHEMA postern');
    await pool.query('CREATE TABLE rows (id int, items uuid[])');
    await pool.query('INSERT INTO rows VALUES (1, $1), (2, $2), (3, NULL), (4, $3)', [[one], [null], []]);
    const found = async (condition: Condition, mapping: SqlMapping) => {
      const { text, values } = postgres(condition, mapping);
      const { rows } = await pool.query(`SELECT id FROM rows WHERE ${text} ORDER BY id`, [...values]);
      return rows.map(({ id }) => id);
    };
    const declared: SqlMapping = { items: { column: 'items', type: 'uuid[]' } };
    for (const mapping of [declared, {}]) {
      assert.deepEqual(await found(table.has(['items'], [one, other, 'x']), mapping), [1]);
      assert.deepEqual(await found(table.has(['items'], ['x', one.toUpperCase()]), mapping), []);
      assert.deepEqual(await found(table.has(['items'], [null, other]), mapping), [2]);
      assert.deepEqual(await found(table.not(table.has(['items'], [one])), mapping), [2, 3, 4]);
    }
  });

  test('a column that is ordered by bytes is compared as it is', async (t) => {
    const { pool } = await emptyDatabase(t);
    const rows = ['', 'A', 'a', 'B', 'á', '\uffee', '😀', null];
    await pool.query('CREATE SCHEMA postern');
    await pool.query('CREATE TABLE rows AS SELECT unnest($1::text[]) COLLATE "C" AS s', [rows]);
    for (const value of ['', 'Z', 'a', 'á', '\uffee']) {
      for (const operator of ['lt', 'lte', 'gt', 'gte'] as const) {
        const condition = table.compare(['s'], operator, value);
        const { text, values } = postgres(condition, { s: { column: 's', type: 'string', collation: 'C' } });
        assert.ok(!text.includes('COLLATE'), text);
        const found = await pool.query(`SELECT s FROM rows WHERE ${text}`, [...values]);
        const expected = rows.filter((s) => holds(condition, { s }));
        assert.deepEqual(new Set(found.rows.map(({ s }) => s)), new Set(expected), text);
      }
    }
  });

  test('an array column may hold items of any type, and is asked only for what can be one', async (t) => {
    const { pool } = await emptyDatabase(t);
    await pool.query('CREATE SCHEMA postern');
    await pool.query('CREATE TABLE rows (i int[], v varchar[], b boolean[])');
    await pool.query(
      `INSERT INTO rows VALUES ('{1,2}', '{a,1}', '{true}'), ('{3,NULL}', '{b}', '{}'), (NULL, NULL, NULL)`,
    );
    const mapping: SqlMapping = {
      i: { column: 'i', type: 'number[]' },
      v: { column: 'v', type: 'string[]' },
      b: { column: 'b', type: 'boolean[]' },
    };
    const count = async (condition: Condition, declared: SqlMapping = mapping) => {
      const { text, values } = postgres(condition, declared);
      return Number((await pool.query(`SELECT count(*) FROM rows WHERE ${text}`, [...values])).rows[0].count);
    };
    assert.equal(await count(table.has(['i'], [1, 0.5, 'a', null])), 2);
    assert.equal(await count(table.has(['i'], [1, 3]), {}), 2);
    assert.equal(await count(table.has(['v'], ['a', 1])), 1);
    assert.equal(await count(table.not(table.has(['v'], ['a'])), {}), 2);
    assert.equal(await count(table.has(['b'], [true, 'true'])), 1);
    assert.equal(await count(table.has(['b'], [1])), 0);
    assert.throws(() => postgres(table.has(['v'], ['a', 1])), /v is searched for values of several types/);
  });

  test('a list is one parameter, and nothing of a value stands in the text', () => {
    const hostile = `'; DROP TABLE users; --`;
    const { text, values } = postgres(
      table.and([table.oneOf(['id'], [hostile, 'b']), table.text(['name'], 'contains', hostile)]),
    );
    assert.ok(!text.includes('DROP'), text);
    assert.deepEqual(values, [[hostile, 'b'].sort(), hostile]);
  });

  test('names are quoted, whatever is in them', () => {
    const { text } = postgres(table.equals(['x'], 1), { x: { column: ['ta"ble', 'co"l.umn'] } });
    assert.ok(text.startsWith('"ta""ble"."co""l.umn" = $1'), text);
    assert.equal(postgres(table.equals(['properties', 'team'], 'a')).text, '"team" = $1');
    assert.equal(postgres(table.equals(['__proto__'], 'a')).text, '"__proto__" = $1');
    assert.throws(() => postgres(table.equals(['x'], 1), { x: 'a..b' }), SqlError);
    assert.throws(() => postgres(table.equals(['x'], 1), { x: '' }), SqlError);
  });

  test('parameters are counted on from where a larger statement leaves off', () => {
    const { text } = writeSql(table.equals(['x'], 'a'), table, { dialect: 'postgresql', firstParameter: 4 });
    assert.equal(text, '"x" = $4');
  });

  test('a field that meets several types has to be declared', () => {
    const mixed = table.oneOf(['x'], ['a', 1]);
    assert.throws(() => postgres(mixed), /x is compared with values of several types; say in the mapping/);
    assert.equal(postgres(mixed, { x: { column: 'x', type: 'string' } }).text, '"x" = $1');
    const apart = table.and([table.compare(['x'], 'gt', true), table.compare(['x'], 'lt', '')]);
    assert.throws(() => postgres(apart), /x is compared with values of several types/);
    const number = postgres(apart, { x: { column: 'x', type: 'number' } }).text;
    assert.equal(number, '"x" IS NOT NULL');
  });
});
