import { join } from 'node:path';
import type pg from 'pg';
import { type Embedded, startEmbedded } from '../../src/db/embedded.ts';
import { createPool } from '../../src/db/pool.ts';
import { packageRoot } from '../../src/package-root.ts';
import { type BenchCompany, organizationId, teamId, uuid } from './company.ts';

export interface RowDatabase {
  readonly pool: pg.Pool;
  stop(): Promise<void>;
}

/**
 * An embedded database with that many assets of a company, made on first use and kept. Each asset names a team, the
 * team's organization and an employee as owner, at random but for every 50th, which names nothing; each column that a
 * filter may ask for has an index.
 */
export async function openRowDatabase(company: BenchCompany, rows: number): Promise<RowDatabase> {
  const home = join(packageRoot, 'bench/.cache', `postgres-assets-${company.users}-${rows}`);
  const server: Embedded = await startEmbedded({ home, durable: false });
  const pool = createPool(server.url);
  const stop = async () => {
    await pool.end();
    await server.stop();
  };
  try {
    const { rows: found } = await pool.query<{ there: boolean }>(
      `SELECT to_regclass('postern.assets_complete') IS NOT NULL AS there`,
    );
    if (found[0]?.there !== true) await fill(pool, company, rows);
    return { pool, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function fill(pool: pg.Pool, company: BenchCompany, rows: number): Promise<void> {
  const teams = Array.from({ length: company.teams }, (_, n) => n);
  const users = Array.from({ length: company.users }, (_, n) => n);
  const client = await pool.connect();
  try {
    await client.query('DROP SCHEMA IF EXISTS postern CASCADE; CREATE SCHEMA postern');
    await client.query('CREATE TEMPORARY TABLE places (n int PRIMARY KEY, team text, organization text)');
    await client.query('INSERT INTO places SELECT * FROM unnest($1::int[], $2::text[], $3::text[])', [
      teams,
      teams.map(teamId),
      teams.map((n) => organizationId(company.organizationOf(n))),
    ]);
    await client.query('CREATE TEMPORARY TABLE people (n int PRIMARY KEY, employee text)');
    await client.query('INSERT INTO people SELECT * FROM unnest($1::int[], $2::text[])', [
      users,
      users.map((n) => uuid(2, n)),
    ]);
    // The hash makes the same rows each time.
    await client.query(
      `CREATE TABLE assets AS
       SELECT 'asset-' || made.n AS id, organization AS organization_id, team AS team_id, employee AS owner_id,
              'Asset ' || md5(made.n::text) AS name, (h % 100000)::numeric / 100 AS price, (h % 5000)::int AS size,
              md5('place' || made.n % 20000)::uuid AS place_id,
              ARRAY['tag-' || h % 2000, 'tag-' || h % 300] AS tags,
              repeat('x', 100) AS notes
       FROM (SELECT n, abs(hashint4(n)) AS h FROM generate_series(1, $1::int) AS n) AS made
       LEFT JOIN places ON places.n = h % $2::int AND made.n % 50 <> 0
       LEFT JOIN people ON people.n = h / 7 % $3::int AND made.n % 50 <> 0`,
      [rows, company.teams, company.users],
    );
    await client.query('ALTER TABLE assets ADD PRIMARY KEY (id)');
    for (const column of ['organization_id', 'team_id', 'owner_id', 'price', 'size', 'place_id']) {
      await client.query(`CREATE INDEX ON assets (${column})`);
    }
    await client.query('CREATE INDEX ON assets (name COLLATE "C")');
    await client.query('CREATE INDEX ON assets USING gin (tags)');
    await client.query('VACUUM ANALYZE assets');
    await client.query('CREATE TABLE assets_complete ()');
  } finally {
    client.release();
  }
}
