import type mysql from 'mysql2/promise';
import type { ClientBase } from 'pg';
import type { ColumnKind, RowField } from '../../src/check/row-shape.ts';
import type { RowDatabase } from '../../src/check/voices/filter-voices.ts';
import { sqliteDatabase } from '../../src/check/voices/sqlite-database.ts';

export const IN_JSON = 'SQL on PostgreSQL, in a JSON column';

/** PostgreSQL with all fields of a row in one column of JSON. */
export function jsonColumnDatabase(client: ClientBase): RowDatabase {
  return {
    name: IN_JSON,
    dialect: 'postgresql',
    columnOf: (_, n) => ({ column: ['checked', 'document'], json: [`f${n}`] }),
    async select(_, rows, { text, values }) {
      const documents = rows.map((row, n) => ({
        n,
        // What is null is as often missing.
        document: Object.fromEntries(
          row.flatMap((value, i) => (value === null && n % 2 === 0 ? [] : [[`f${i}`, value]])),
        ),
      }));
      const { rows: found } = await client.query<{ n: number }>(
        `SELECT n FROM json_to_recordset($${values.length + 1}::json) AS checked (n int, document jsonb) WHERE ${text}`,
        [...values, JSON.stringify(documents)],
      );
      return found.map(({ n }) => n);
    },
    async close() {},
  };
}

const LOOSE_TYPES: Readonly<Record<ColumnKind, string>> = {
  string: 'text COLLATE loosely',
  number: 'numeric',
  boolean: 'boolean',
  array: 'text[]',
};

export const LOOSE = 'SQL on PostgreSQL, collated loosely';

/** PostgreSQL with columns to which texts that differ in case or accents alone are equal. */
export async function looseCollationDatabase(client: ClientBase): Promise<RowDatabase> {
  await client.query(
    `CREATE COLLATION IF NOT EXISTS loosely (provider = icu, locale = 'und-u-ks-level1', deterministic = false)`,
  );
  const tables = new Map<string, string>();
  return {
    name: LOOSE,
    dialect: 'postgresql',
    columnOf: ({ kind }, n) => ({
      column: `checked.f${n}`,
      type: kind === 'array' ? 'string[]' : kind,
      ...(kind === 'string' ? { collation: 'nondeterministic' as const } : {}),
    }),
    async select(fields, rows, { text, values }) {
      const columns = ['n integer', ...fields.map(({ kind }, n) => `f${n} ${LOOSE_TYPES[kind]}`)].join(', ');
      const table = tables.get(columns) ?? `loosely_checked_${tables.size}`;
      if (!tables.has(columns)) await client.query(`CREATE TEMPORARY TABLE ${table} (${columns})`);
      tables.set(columns, table);
      const documents = rows.map((row, n) =>
        Object.fromEntries([['n', n], ...row.map((value, i) => [`f${i}`, value])]),
      );
      const { rows: found } = await client.query<{ n: number }>(
        `SELECT n FROM json_populate_recordset(NULL::${table}, $${values.length + 1}::json) AS checked WHERE ${text}`,
        [...values, JSON.stringify(documents)],
      );
      return found.map(({ n }) => n);
    },
    async close() {},
  };
}

export const UNTYPED = 'SQL on SQLite, of columns without types';

/** SQLite where the mapping does not say which columns hold texts and which numbers. */
export async function untypedDatabase(): Promise<RowDatabase> {
  const database = await sqliteDatabase();
  return {
    ...database,
    name: UNTYPED,
    columnOf: ({ kind }, n) => ({
      column: `f${n}`,
      ...(kind === 'boolean' ? { type: kind } : kind === 'array' ? { type: 'array' as const } : {}),
    }),
  };
}

export const ANYTHING = 'SQL on SQLite, of columns that hold anything';

/** One name is a word of SQL, the others can only be written in quotes. */
const oddName = (n: number) => (n === 0 ? 'order' : `f"${n} x`);

/** SQLite with columns that keep texts and numbers as they are, under names that have to be quoted. */
export async function anythingDatabase(): Promise<RowDatabase> {
  const { default: initSqlJs } = await import('sql.js');
  const { Database } = await initSqlJs();
  const database = new Database();
  return {
    name: ANYTHING,
    dialect: 'sqlite',
    columnOf: (_, n) => ({ column: ['checked', oddName(n)] }),
    async select(fields, rows, { text, values }) {
      database.run('DROP TABLE IF EXISTS checked');
      const columns = fields.map((_, n) => `"${oddName(n).replaceAll('"', '""')}"`);
      database.run(`CREATE TABLE checked (n, ${columns.join(', ')})`);
      for (const [n, row] of rows.entries())
        database.run(`INSERT INTO checked VALUES (?, ${row.map(() => '?').join(', ')})`, [
          n,
          ...row,
        ] as never[]);
      const [found] = database.exec(`SELECT n FROM checked WHERE ${text}`, [...values] as never[]);
      return (found?.values ?? []).map(([n]) => Number(n));
    },
    async close() {
      database.close();
    },
  };
}

const MARIADB_TYPES: Readonly<Record<ColumnKind, string>> = {
  string: 'text COLLATE utf8mb4_general_ci',
  number: 'decimal(65, 20)',
  boolean: 'boolean',
  array: 'json',
};

/** MySQL's dialect on MariaDB, with columns that take no notice of case and accents. */
export function mariadbDatabase(connection: mysql.Connection): RowDatabase {
  const tables = new Map<string, string>();
  const stored = (value: unknown, field: RowField | undefined) =>
    value !== null && field?.kind === 'array' ? JSON.stringify(value) : value;
  return {
    name: 'SQL on MariaDB',
    dialect: 'mysql',
    async select(fields, rows, { text, values }) {
      const columns = ['n integer', ...fields.map(({ kind }, n) => `f${n} ${MARIADB_TYPES[kind]}`)].join(
        ', ',
      );
      const table = tables.get(columns) ?? `checked_${tables.size}`;
      if (!tables.has(columns)) await connection.query(`CREATE TEMPORARY TABLE ${table} (${columns})`);
      tables.set(columns, table);
      await connection.query(`DELETE FROM ${table}`);
      const given = rows.map((row, n) => [n, ...row.map((value, i) => stored(value, fields[i]))]);
      if (given.length > 0) await connection.query(`INSERT INTO ${table} VALUES ?`, [given]);
      const [found] = await connection.query(`SELECT n FROM ${table} AS checked WHERE ${text}`, [...values]);
      return (found as { n: number }[]).map(({ n }) => n);
    },
    async close() {},
  };
}

/** Answers one question at a time, as a connection does. */
export function oneAtATime(database: RowDatabase): RowDatabase {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...database,
    select(...question) {
      const answer = last.then(() => database.select(...question));
      last = answer.catch(() => undefined);
      return answer;
    },
  };
}
