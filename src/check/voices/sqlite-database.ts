import type { ColumnKind, RowField } from '../row-shape.ts';
import type { RowDatabase } from './filter-voices.ts';

const TYPES: Readonly<Record<ColumnKind, string>> = {
  string: 'text COLLATE NOCASE',
  number: 'numeric',
  boolean: 'integer',
  array: 'text',
};

/** SQLite in memory, with columns that take no notice of case unless told to. */
export async function sqliteDatabase(): Promise<RowDatabase> {
  const { default: initSqlJs } = await import('sql.js');
  const { Database } = await initSqlJs();
  const database = new Database();
  database.run('PRAGMA journal_mode = OFF');
  return {
    name: 'SQL on SQLite',
    dialect: 'sqlite',
    async select(fields, rows, { text, values }) {
      const columns = fields.map(({ kind }, n) => `f${n} ${TYPES[kind]}`);
      database.run(`CREATE TABLE checked (${['n integer', ...columns].join(', ')})`);
      try {
        const insert = database.prepare(
          `INSERT INTO checked VALUES (${['?', ...fields.map(() => '?')].join(', ')})`,
        );
        for (const [n, row] of rows.entries())
          insert.run([n, ...row.map((value, i) => stored(value, fields[i]))]);
        insert.free();
        const [found] = database.exec(`SELECT n FROM checked WHERE ${text}`, [...values] as never[]);
        return (found?.values ?? []).map(([n]) => Number(n));
      } finally {
        database.run('DROP TABLE checked');
      }
    },
    async close() {
      database.close();
    },
  };
}

function stored(value: unknown, field: RowField | undefined): string | number | null {
  if (value === null) return null;
  if (field?.kind === 'array') return JSON.stringify(value);
  return typeof value === 'boolean' ? Number(value) : (value as string | number);
}
