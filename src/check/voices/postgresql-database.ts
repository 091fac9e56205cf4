import type { Pool } from 'pg';
import type { ColumnKind } from '../row-shape.ts';
import type { RowDatabase } from './filter-voices.ts';

const TYPES: Readonly<Record<ColumnKind, string>> = {
  string: 'text',
  number: 'numeric',
  boolean: 'boolean',
  array: 'text[]',
};

/** PostgreSQL; the rows are in a table that only one transaction sees. The pool is the caller's. */
export function postgresqlDatabase(pool: Pool): RowDatabase {
  return {
    name: 'SQL on PostgreSQL',
    dialect: 'postgresql',
    async select(fields, rows, { text, values }) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const columns = ['n integer', ...fields.map(({ kind }, n) => `f${n} ${TYPES[kind]}`)];
        await client.query(`CREATE TEMP TABLE checked (${columns.join(', ')}) ON COMMIT DROP`);
        const documents = rows.map((row, n) =>
          Object.fromEntries([['n', n], ...row.map((value, i) => [`f${i}`, value])]),
        );
        await client.query(
          'INSERT INTO checked SELECT * FROM json_populate_recordset(NULL::checked, $1::json)',
          [JSON.stringify(documents)],
        );
        const { rows: found } = await client.query<{ n: number }>(`SELECT n FROM checked WHERE ${text}`, [
          ...values,
        ]);
        return found.map(({ n }) => n);
      } finally {
        await client.query('ROLLBACK');
        client.release();
      }
    },
    async close() {},
  };
}
