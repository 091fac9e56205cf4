import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';

/** A pool, or one connection inside of a transaction. */
export type Queryable = Pool | PoolClient;

/** Every row that a statement gives. */
export async function rows<R extends QueryResultRow>(
  db: Queryable,
  text: string,
  values: readonly unknown[] = [],
): Promise<R[]> {
  const result: QueryResult<R> = await db.query<R>(text, [...values]);
  return result.rows;
}

/** The first row, or undefined. */
export async function row<R extends QueryResultRow>(
  db: Queryable,
  text: string,
  values: readonly unknown[] = [],
): Promise<R | undefined> {
  return (await rows<R>(db, text, values))[0];
}
