import pg from 'pg';
import { SCHEMA } from './schema.ts';

/** Revisions and versions are bigint in the database and safe integers here. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
};

export interface PoolOptions {
  /** How many connections at most. */
  readonly max?: number;
  /** After so many milliseconds the server gives a statement up; without it, never. */
  readonly statementTimeout?: number;
  /** Told of connections that are lost before the pool is ended; the pool replaces them by itself. */
  readonly onError?: (error: Error) => void;
}

/** A client's configuration: names resolve in Postern's schema, and `bigint` reads as a number. */
export function clientConfig(url: string): pg.ClientConfig {
  return { connectionString: url, options: `-c search_path=${SCHEMA}`, application_name: 'postern', types };
}

/** A pool of connections to the database at `url` (postgres://…). Nothing connects before the first query. */
export function createPool(
  url: string,
  { max = 10, statementTimeout = 0, onError = () => {} }: PoolOptions = {},
): pg.Pool {
  const pool = new pg.Pool({ ...clientConfig(url), max, statement_timeout: statementTimeout });
  pool.on('error', () => {});
  // A connection that breaks while it is in use says so by its queries, and by an event that must have a listener.
  pool.on('connect', (client) => {
    client.on('error', (error) => {
      if (!pool.ending) onError(error);
    });
  });
  return pool;
}
