import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Sql } from '../src/policy/sql/write-sql.ts';
import { indexesOf } from '../test/support/explain.ts';
import { BenchCompany } from './support/company.ts';
import { openRowDatabase } from './support/row-database.ts';
import { type SqlCase, sqlCases } from './support/sql-cases.ts';
import { median } from './support/statistics.ts';

export interface FilterSqlOptions {
  readonly rows: number;
  /** How many times each statement is run. */
  readonly rounds: number;
  readonly log: (line: string) => void;
}

export interface SqlFigures {
  readonly what: string;
  readonly selected: number;
  /** Milliseconds to count the rows: medians over the rounds. */
  readonly filter: number;
  readonly byHand: number;
  /** The middle of what each round's two say, the filter's as a multiple of the other. */
  readonly ratio: number;
  /** Whether the database goes through the same indexes for both. */
  readonly sameIndexes: boolean;
  readonly indexes: readonly string[];
}

export interface FilterSqlResult {
  readonly rows: number;
  readonly figures: readonly SqlFigures[];
}

/** So many users have 400 teams: a team has one row in 400, an organization one in 40. */
const USERS = 10_000;

/**
 * What PostgreSQL takes for a statement with a filter's WHERE beside one with a WHERE that was written by hand. Both
 * select the same rows, and take turns.
 */
export async function measureFilterSql({ rows, rounds, log }: FilterSqlOptions): Promise<FilterSqlResult> {
  const company = new BenchCompany(USERS);
  log(`filters on PostgreSQL: ${rows} rows`);
  const database = await openRowDatabase(company, rows);
  try {
    const client = await database.pool.connect();
    try {
      // What several processes do together depends on how many of them are free.
      await client.query('SET max_parallel_workers_per_gather = 0; SET jit = off');
      const figures: SqlFigures[] = [];
      for (const asked of await sqlCases(company)) figures.push(await measure(client, asked, rounds));
      return { rows, figures };
    } finally {
      client.release();
    }
  } finally {
    await database.stop();
  }
}

async function measure(client: pg.PoolClient, asked: SqlCase, rounds: number): Promise<SqlFigures> {
  const [ours, theirs] = [await selected(client, asked.filter), await selected(client, asked.byHand)];
  if (ours.ids !== theirs.ids) throw new Error(`different rows: ${JSON.stringify(asked)}`);
  const indexes = [
    await indexesOf(client, counting(asked.filter)),
    await indexesOf(client, counting(asked.byHand)),
  ] as const;
  const [filter, byHand] = [counting(asked.filter), counting(asked.byHand)];
  const times: { filter: number; byHand: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // Each goes first in every other round.
    const before = round % 2 === 0 ? await milliseconds(client, filter) : undefined;
    const time = await milliseconds(client, byHand);
    times.push({ filter: before ?? (await milliseconds(client, filter)), byHand: time });
  }
  return {
    what: asked.what,
    selected: ours.count,
    filter: median(times.map((each) => each.filter)),
    byHand: median(times.map((each) => each.byHand)),
    ratio: median(times.map((each) => each.filter / each.byHand)),
    sameIndexes: indexes[0].join() === indexes[1].join(),
    indexes: indexes[0],
  };
}

async function selected(
  client: pg.PoolClient,
  { text, values }: Sql,
): Promise<{ count: number; ids: string }> {
  const { rows } = await client.query<{ id: string }>(`SELECT id FROM assets WHERE ${text}`, [...values]);
  const ids = rows.map(({ id }) => id).sort();
  return { count: ids.length, ids: createHash('sha256').update(ids.join()).digest('hex') };
}

async function milliseconds(client: pg.PoolClient, { text, values }: Sql): Promise<number> {
  const began = performance.now();
  await client.query(text, [...values]);
  return performance.now() - began;
}

/** What a list page asks first. It reads each row, as fetching them would. */
function counting({ text, values }: Sql): Sql {
  return { text: `SELECT count(notes) FROM assets WHERE ${text}`, values };
}
