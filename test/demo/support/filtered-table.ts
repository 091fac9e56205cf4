import type pg from 'pg';
import type { CompanyApp } from './company-app.ts';

/** A table of an application whose rows are resources of one type. */
export interface FilteredTable {
  readonly type: string;
  /** Its name, with its schema. */
  readonly table: string;
  /** The columns that say where a row belongs, by what the policy calls it. */
  readonly places: Readonly<Record<string, string>>;
  /** The columns that not everybody may see. */
  readonly secret: readonly string[];
}

interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface Mask {
  readonly visible: 'always' | 'never' | 'conditional';
  readonly sql?: Sql;
}

export interface Filter {
  readonly kind: 'always' | 'never' | 'conditional';
  readonly sql?: Sql;
  readonly masks: Readonly<Record<string, Mask>>;
}

/** A row as the one query gives it: masked columns are null. */
export interface ListedRow extends Readonly<Record<string, unknown>> {
  readonly id: string;
  /** How many rows there are in all, however few of them a page shows. */
  readonly total: number;
}

/** What an application asks to show a table to somebody. */
export async function filterFor(
  { ask }: Pick<CompanyApp, 'ask'>,
  user: string,
  action: string,
  { type, places }: FilteredTable,
): Promise<Filter> {
  const columns: Record<string, string> = { id: 't.id' };
  for (const [place, column] of Object.entries(places)) columns[`properties.${place}`] = `t.${column}`;
  return ask<Filter>('filter', {
    subject: { type: 'user', id: user },
    action: { name: action },
    resource: { type },
    options: {
      dialect: 'postgresql',
      mapping: Object.fromEntries(
        Object.entries(columns).map(([field, column]) => [field, { column, type: 'string' }]),
      ),
      fields: Object.fromEntries(Object.keys(columns).map((field) => [field, 'string'])),
    },
  });
}

/** The one query: which rows there are, how many, and of the masked columns what may be seen. */
export function queryOf(
  filter: Filter,
  { table, secret }: FilteredTable,
): { text: string; values: unknown[] } {
  const where = filter.kind === 'conditional' ? (filter.sql?.text ?? '') : `${filter.kind === 'always'}`;
  const shown = secret.map((field) => {
    const { visible = 'always', sql } = filter.masks[field] ?? {};
    const seen = visible === 'conditional' ? (sql?.text ?? '') : `${visible === 'always'}`;
    return `, CASE WHEN ${seen} THEN t.${field} END AS ${field}`;
  });
  return {
    text: `SELECT t.id, count(*) OVER ()::int AS total${shown.join('')} FROM ${table} AS t WHERE ${where} ORDER BY t.id`,
    values: [filter, ...Object.values(filter.masks)].flatMap(({ sql }) => sql?.values ?? []),
  };
}

/** The rows that somebody is shown. `page`: no more of them than this. */
export async function listed(
  pool: pg.Pool,
  filter: Filter,
  table: FilteredTable,
  page?: number,
): Promise<ListedRow[]> {
  const { text, values } = queryOf(filter, table);
  const limit = page === undefined ? '' : ` LIMIT ${page}`;
  return (await pool.query<ListedRow>(text + limit, values)).rows;
}

/** A row as checks are asked about it. */
export interface Row extends Readonly<Record<string, unknown>> {
  readonly id: string;
}

export interface Checked {
  readonly decision: boolean;
  /** The fields to hide; only what is allowed has them. */
  readonly masks: readonly string[];
}

interface Evaluation {
  readonly decision: boolean;
  readonly context?: { readonly masks?: readonly string[] };
}

/**
 * Asks for each row whether it is allowed. A place that a row does not name is left out of every other request, and is
 * null in the rest.
 */
export async function checked(
  { ask }: Pick<CompanyApp, 'ask'>,
  user: string,
  action: string,
  { type, places }: FilteredTable,
  rows: readonly Row[],
): Promise<Checked[]> {
  const { evaluations } = await ask<{ evaluations: Evaluation[] }>('evaluations', {
    subject: { type: 'user', id: user },
    action: { name: action },
    evaluations: rows.map((row, n) => {
      const named = Object.entries(places).map(([place, column]) => [place, row[column]] as const);
      const properties = Object.fromEntries(named.filter(([, value]) => n % 2 === 0 || value !== null));
      return { resource: { type, id: row.id, properties } };
    }),
  });
  return evaluations.map(({ decision, context }) => ({ decision, masks: context?.masks ?? [] }));
}
