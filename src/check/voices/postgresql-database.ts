import type { ClientBase } from 'pg';
import type { ColumnKind, RowField } from '../row-shape.ts';
import type { RowDatabase } from './filter-voices.ts';

const TYPES: Readonly<Record<ColumnKind, string>> = {
  string: 'text',
  number: 'numeric',
  boolean: 'boolean',
  array: 'text[]',
};

/** The type of a field's own column. */
function typeOf({ kind, column }: RowField): string {
  switch (column?.type) {
    case 'uuid':
      return 'uuid';
    case 'uuid[]':
      return 'uuid[]';
    case 'number[]':
      return 'numeric[]';
    case 'boolean[]':
      return 'boolean[]';
    default:
      return TYPES[kind];
  }
}

/**
 * PostgreSQL. The rows come with the question, as records of the type of a temporary table. The client is the caller's,
 * and is used by nobody else meanwhile.
 */
export function postgresqlDatabase(client: ClientBase): RowDatabase {
  const tables = new Map<string, Promise<string>>();
  const tableOf = (fields: readonly RowField[]): Promise<string> => {
    const columns = ['n integer', ...fields.map((field, n) => `f${n} ${typeOf(field)}`)].join(', ');
    const name = `postern_check_${tables.size}`;
    const table =
      tables.get(columns) ?? client.query(`CREATE TEMPORARY TABLE ${name} (${columns})`).then(() => name);
    tables.set(columns, table);
    return table;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    name: 'SQL on PostgreSQL',
    dialect: 'postgresql',
    select(fields, rows, { text, values }) {
      const documents = rows.map((row, n) =>
        Object.fromEntries([['n', n], ...row.map((value, i) => [`f${i}`, value])]),
      );
      const ask = async () => {
        const table = await tableOf(fields);
        const { rows: found } = await client.query<{ n: number }>(
          `SELECT n FROM json_populate_recordset(NULL::${table}, $${values.length + 1}::json) AS checked WHERE ${text}`,
          [...values, JSON.stringify(documents)],
        );
        return found.map(({ n }) => n);
      };
      // A client answers one question at a time.
      const answer = last.then(ask);
      last = answer.catch(() => undefined);
      return answer;
    },
    async close() {},
  };
}
