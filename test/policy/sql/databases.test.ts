import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import initSqlJs from 'sql.js';
import { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';
import { holds } from '../../../src/policy/conditions/evaluate-condition.ts';
import type { SqlMapping } from '../../../src/policy/sql/columns.ts';
import type { Dialect } from '../../../src/policy/sql/dialect.ts';
import { withLiterals } from '../../../src/policy/sql/literals.ts';
import { type Sql, writeSql, writeSqlTemplate } from '../../../src/policy/sql/write-sql.ts';
import { emptyDatabase } from '../../support/database.ts';
import { mariadbProgram, startMariadb } from '../../support/mariadb.ts';
import { formulas, rows } from './formulas.ts';

const RUNS = 400 * Number(process.env.POSTERN_TEST_RUNS ?? 1);
const mapping: SqlMapping = {
  s: { column: 'rows.s', type: 'string' },
  t: { column: 'rows.t', type: 'string' },
  n: { column: 'rows.n', type: 'number' },
  m: { column: 'rows.m', type: 'number' },
  w: { column: 'rows.w', type: 'integer' },
  b: { column: 'rows.b', type: 'boolean' },
  tags: { column: 'rows.tags', type: 'array' },
};

type Query = (sql: Sql) => Promise<number[]>;

/** Random conditions select the same rows in a database as in memory. */
async function agrees(dialect: Dialect, query: Query): Promise<void> {
  const seen = { some: 0, all: 0, none: 0 };
  await fc.assert(
    fc.asyncProperty(formulas, async (formula) => {
      const table = new ConditionTable();
      const condition = formula(table);
      const expected = rows.filter((row) => holds(condition, { ...row })).map(({ id }) => id);
      const sql = writeSql(condition, table, { dialect, mapping });
      const found = (await query(sql)).sort((a, b) => a - b);
      const text = withLiterals(writeSqlTemplate(condition, table, { dialect, mapping }), dialect);
      const foundLiterally = (await query({ text, values: [] })).sort((a, b) => a - b);
      assert.deepEqual(foundLiterally, expected, text);
      assert.deepEqual(found, expected, `${sql.text} ${JSON.stringify(sql.values.map(String))}`);
      seen[expected.length === 0 ? 'none' : expected.length === rows.length ? 'all' : 'some'] += 1;
    }),
    { numRuns: RUNS },
  );
  assert.ok(seen.some > RUNS / 4 && seen.none > 0 && seen.all > 0, JSON.stringify(seen));
}

describe('SQL selects the rows of which a condition holds', () => {
  test('on PostgreSQL', async (t) => {
    const { pool } = await emptyDatabase(t);
    await pool.query('CREATE SCHEMA postern');
    await pool.query(
      'CREATE TABLE rows (id int, s text, t varchar(400), n numeric, m float8, w bigint, b boolean, tags text[])',
    );
    for (const { id, s, t: other, n, m, w, b, tags } of rows) {
      await pool.query('INSERT INTO rows VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
        id,
        s,
        other,
        n,
        m,
        w,
        b,
        tags,
      ]);
    }
    await agrees('postgresql', async ({ text, values }) => {
      const { rows: found } = await pool.query<{ id: number }>(`SELECT id FROM rows WHERE ${text}`, [
        ...values,
      ]);
      return found.map(({ id }) => id);
    });
  });

  test('on SQLite', async () => {
    const { Database } = await initSqlJs();
    const database = new Database();
    database.run(
      'CREATE TABLE rows (id int, s text COLLATE NOCASE, t text, n numeric, m real, w int, b int, tags text)',
    );
    for (const { id, s, t, n, m, w, b, tags } of rows) {
      const list = tags === null ? null : JSON.stringify(tags);
      database.run('INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
        id,
        s,
        t,
        n,
        m,
        w,
        b === null ? null : Number(b),
        list,
      ]);
    }
    await agrees('sqlite', async ({ text, values }) => {
      const [found] = database.exec(`SELECT id FROM rows WHERE ${text}`, [...values] as never[]);
      return (found?.values ?? []).map(([id]) => Number(id));
    });
    database.close();
  });

  test("on MariaDB, in MySQL's dialect", {
    skip: mariadbProgram() === undefined && 'there is no mariadbd',
  }, async (t) => {
    const connection = await startMariadb(t);
    await connection.query(
      'CREATE TABLE `rows` (id int, s varchar(400) COLLATE utf8mb4_general_ci, t varchar(400), n decimal(30, 10), m double, w bigint, b boolean, tags json)',
    );
    for (const { id, s, t: other, n, m, w, b, tags } of rows) {
      const list = tags === null ? null : JSON.stringify(tags);
      await connection.execute('INSERT INTO `rows` VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
        id,
        s,
        other,
        n,
        m,
        w,
        b,
        list,
      ]);
    }
    await agrees('mysql', async ({ text, values }) => {
      const [found] = await connection.query(`SELECT id FROM \`rows\` WHERE ${text}`, [...values]);
      return (found as { id: number }[]).map(({ id }) => id);
    });
  });
});
