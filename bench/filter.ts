import { type FilterHttpResult, measureFilterHttp } from './filter-http.ts';
import { type FilterProcessResult, measureFilterProcess } from './filter-process.ts';
import { type FilterSqlResult, measureFilterSql } from './filter-sql.ts';

export interface FilterBenchOptions {
  /** How many users the companies have in which filters are made in process; over HTTP, the smallest of them. */
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** How long each way to ask is measured in a round, and filters in process altogether. */
  readonly seconds: number;
  /** In the table on PostgreSQL. */
  readonly rows: number;
  /** How many times each statement is run on it. */
  readonly statements: number;
  readonly log: (line: string) => void;
}

export interface FilterResult {
  readonly http: FilterHttpResult;
  readonly process: FilterProcessResult;
  readonly sql: FilterSqlResult;
}

/** Filters over HTTP beside the OPA server's, in process, and as a statement on PostgreSQL beside one by hand. */
export async function measureFilter(options: FilterBenchOptions): Promise<FilterResult> {
  const { sizes, rounds, seconds, rows, statements, log } = options;
  return {
    http: await measureFilterHttp({ users: Math.min(...sizes), rounds, seconds, log }),
    process: await measureFilterProcess({ sizes, seconds, log }),
    sql: await measureFilterSql({ rows, rounds: statements, log }),
  };
}
