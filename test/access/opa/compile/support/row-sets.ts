import type { Database, SqlValue } from 'sql.js';
import initSqlJs from 'sql.js';

const colours = ['red', 'Red', 'green', 'rest', "it's", 'it\'s "\\ \n%_', 'bad_', '50%', '', null];
const prices = [0, 5, 7, 10, 15, 20, null];
const sizes = [1, 5];

/** Every mixture of the values, with nulls among them or without. */
export async function database(withNulls: boolean): Promise<Database> {
  const { Database } = await initSqlJs();
  const made = new Database();
  made.run('CREATE TABLE fruits (id INTEGER PRIMARY KEY, colour, price NUMERIC, label, ripe)');
  made.run('CREATE TABLE baskets (size NUMERIC)');
  for (const size of sizes) made.run('INSERT INTO baskets VALUES (?)', [size]);
  for (const colour of colours) {
    for (const price of prices) {
      for (const label of ['red', '', null]) {
        const row: SqlValue[] = [colour, price, label, label === null ? null : Number(label === '')];
        if (!withNulls && row.includes(null)) continue;
        made.run('INSERT INTO fruits (colour, price, label, ripe) VALUES (?, ?, ?, ?)', row);
      }
    }
  }
  return made;
}

/** The rows that a `query` of SQL selects; undefined is none. */
export function selected(rows: Database, query: string | undefined): SqlValue[] {
  if (query === undefined) return [];
  const [found] = rows.exec(`SELECT fruits.id, baskets.size FROM fruits, baskets ${query} ORDER BY 1, 2`);
  return found?.values.map((row) => row.join()) ?? [];
}

interface Node {
  readonly type: string;
  readonly operator: string;
  readonly field?: string;
  readonly value?: unknown;
}

/** UCAST as the databases of OPA's clients understand it: as SQL, in which no comparison holds of null. */
export function selectedByUcast(rows: Database, query: object | undefined): SqlValue[] {
  if (query === undefined) return [];
  return selected(rows, Object.keys(query).length === 0 ? '' : `WHERE ${sqlOf(query as Node)}`);
}

const SIGNS: Readonly<Record<string, string>> = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' };

function sqlOf({ type, operator, field = '', value }: Node): string {
  if (type === 'compound') {
    const parts = (value as Node[]).map(sqlOf);
    return operator === 'not' ? `NOT (${parts.join()})` : `(${parts.join(` ${operator} `)})`;
  }
  if (value === null) return `${field} IS ${operator === 'eq' ? '' : 'NOT '}NULL`;
  switch (operator) {
    case 'in':
      return `${field} IN (${(value as unknown[]).map(literal).join()})`;
    case 'startswith':
      return `substr(${field}, 1, length(${literal(value)})) = ${literal(value)}`;
    case 'endswith':
      return `substr(${field}, -length(${literal(value)})) = ${literal(value)}`;
    case 'contains':
      return `instr(${field}, ${literal(value)}) > 0`;
    default: {
      const sign = SIGNS[operator];
      if (sign === undefined) throw new Error(`no operator of OPA: ${operator}`);
      return `${field} ${sign} ${literal(value)}`;
    }
  }
}

function literal(value: unknown): string {
  if (typeof value === 'object' && value !== null) return (value as { field: string }).field;
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
