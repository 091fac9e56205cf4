import type { Pool } from 'pg';
import type { FoundRows, ResourceRows, RowsQuery } from '../../access/search/resource-rows.ts';
import { fieldsIn } from '../../policy/conditions/fields-in.ts';
import type { SqlMapping } from '../../policy/sql/columns.ts';
import { writeSql } from '../../policy/sql/write-sql.ts';
import { inTime } from '../../within.ts';
import { resourceTables } from './resource-tables.ts';

type Row = [epoch: string, number: number, moved: boolean, keys: string[]];

export interface ResourceRowsOptions {
  /** How long the database may take to answer, in milliseconds. */
  readonly patience?: number;
  /** For how long it is not asked again after it did not answer, in milliseconds. */
  readonly rest?: number;
}

const PATIENCE = 5_000;
const REST = 10_000;

/**
 * The registry of resources, and what Postern keeps itself, as they are in Postern's own database. A database that does
 * not answer is left alone for a while: who searches has other ways.
 */
export function createResourceRows(
  pool: Pool,
  { patience = PATIENCE, rest = REST }: ResourceRowsOptions = {},
): ResourceRows {
  let restsUntil = 0;
  const ask = async (query: RowsQuery): Promise<Row[]> => {
    const statement = { ...statementOf(query), rowMode: 'array' as const };
    try {
      const { rows } = await inTime(patience, pool.query<Row>(statement), 'the database does not answer');
      return rows;
    } catch (error) {
      restsUntil = performance.now() + rest;
      throw error;
    }
  };
  return {
    shape: (collection) => (performance.now() < restsUntil ? undefined : resourceTables.get(collection)),
    async find(query) {
      const rows = await ask(query);
      const [row] = rows;
      if (row === undefined) throw new Error('the database has no revision');
      const [epoch, number, moved, keys] = row;
      const { revision } = query;
      const steady = Number(epoch) === revision.epoch && number >= revision.number && !moved;
      return { keys, steady } satisfies FoundRows;
    },
  };
}

/**
 * One statement, so that the rows and the revision are of one snapshot. What has not moved since a revision is as it was
 * then.
 */
function statementOf({ collection, prefix, condition, table, after, limit, revision }: RowsQuery): {
  text: string;
  values: unknown[];
} {
  const from = resourceTables.get(collection);
  if (from === undefined) throw new Error(`${collection} are no rows here`);
  const mapping: SqlMapping = Object.fromEntries(
    fieldsIn(condition).map((name) => [name, from.column(name)]),
  );
  const values: unknown[] = [collection, revision.number, after ?? prefix, limit];
  const until = prefix === '' ? '' : `AND entity.key < $${values.push(endOf(prefix))}`;
  const admitted = writeSql(condition, table, {
    dialect: 'postgresql',
    mapping,
    firstParameter: values.length + 1,
  });
  return {
    text: `
      SELECT r.epoch, r.number,
             r.trimmed_to > $2 OR EXISTS (
               SELECT FROM postern.policy_document AS p WHERE p.revision > $2 AND p.collection = $1) AS moved,
             ARRAY(
               SELECT entity.key FROM (${from.from}) AS entity
               WHERE entity.key > $3 ${until} AND ${admitted.text}
               ORDER BY entity.key LIMIT $4) AS keys
      FROM postern.revision AS r`,
    values: [...values, ...admitted.values],
  };
}

/** The first text that comes after all that begin with a prefix. It ends with a character that has a next one. */
function endOf(prefix: string): string {
  const last = prefix.length - 1;
  return prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1);
}
