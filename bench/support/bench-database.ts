import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { applyCatalog } from '../../src/admin/catalog/apply-catalog.ts';
import { loadCatalog } from '../../src/admin/catalog/load-catalog.ts';
import { type Embedded, startEmbedded } from '../../src/db/embedded.ts';
import { knownMigrations, migrate } from '../../src/db/migrate.ts';
import { createPool } from '../../src/db/pool.ts';
import { transaction } from '../../src/db/transaction.ts';
import { packageRoot } from '../../src/package-root.ts';
import { BenchCompany, organizationId, teamId, uuid } from './company.ts';

const CHUNK = 20_000;
/** A quarter of the machine's memory, as PostgreSQL's own documentation advises. */
const sharedBuffers = `${Math.floor(totalmem() / 4 / 2 ** 20)}MB`;

/**
 * An embedded database that holds the company of so many users as rows. It is made on first use, which takes minutes for
 * a million, and kept.
 */
export async function openBenchDatabase(users: number, log: (line: string) => void): Promise<Embedded> {
  const home = join(packageRoot, 'bench/.cache', `postgres-${users}-${schemaHash()}`);
  log(`PostgreSQL has shared_buffers of ${sharedBuffers}`);
  const kept = await startEmbedded({ home, durable: false, sharedBuffers });
  if (await isComplete(kept.url)) return kept;
  await kept.stop();
  const made = await startEmbedded({ home, durable: false, sharedBuffers, fresh: true });
  try {
    await fill(made.url, users, log);
    return made;
  } catch (error) {
    await made.stop();
    throw error;
  }
}

function schemaHash(): string {
  const hash = createHash('sha256');
  for (const name of knownMigrations()) {
    hash.update(readFileSync(join(packageRoot, 'src/db/migrations', `${name}.sql`)));
  }
  return hash
    .update(readFileSync(join(packageRoot, 'policies/catalogs/kaliaops.json')))
    .digest('hex')
    .slice(0, 12);
}

async function isComplete(url: string): Promise<boolean> {
  const pool = createPool(url);
  try {
    const { rows } = await pool.query<{ there: boolean }>(
      "SELECT to_regclass('public.bench_complete') IS NOT NULL AS there",
    );
    return rows[0]?.there === true;
  } finally {
    await pool.end();
  }
}

async function fill(url: string, users: number, log: (line: string) => void): Promise<void> {
  await migrate(url);
  const pool = createPool(url);
  try {
    await applyCatalog(pool, await loadCatalog('kaliaops'));
    const company = new BenchCompany(users);
    await insertPlaces(pool, company);
    for (let from = 0; from < users; from += CHUNK) {
      await insertPeople(pool, company, from, Math.min(users, from + CHUNK));
      log(`made ${Math.min(users, from + CHUNK)} of ${users} users`);
    }
    await pool.query('VACUUM ANALYZE');
    await pool.query('CREATE TABLE public.bench_complete ()');
  } finally {
    await pool.end();
  }
}

async function insertPlaces(pool: pg.Pool, company: BenchCompany): Promise<void> {
  const organizations = Array.from({ length: company.organizations }, (_, n) => n);
  const teams = Array.from({ length: company.teams }, (_, n) => n);
  await pool.query(
    `INSERT INTO organizations (id, code, name) SELECT id, 'ORG' || n, 'Organization ' || n
     FROM unnest($1::text[], $2::int[]) AS o (id, n)`,
    [organizations.map(organizationId), organizations],
  );
  await pool.query(
    `INSERT INTO teams (id, organization_id, name) SELECT id, organization_id, 'Team ' || n
     FROM unnest($1::text[], $2::text[], $3::int[]) AS t (id, organization_id, n)`,
    [teams.map(teamId), teams.map((n) => organizationId(company.organizationOf(n))), teams],
  );
}

async function insertPeople(pool: pg.Pool, company: BenchCompany, from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, n) => from + n);
  const people = numbers.map((n) => company.user(n));
  await transaction(pool, async (client) => {
    await client.query(
      `INSERT INTO employees (id, name, team_id, organization_id)
       SELECT e.id, 'Employee', t.id, t.organization_id
       FROM unnest($1::text[], $2::text[]) AS e (id, team_id) JOIN teams AS t ON t.id = e.team_id`,
      [people.map(({ employee }) => employee), people.map(({ team }) => teamId(team))],
    );
    await client.query(
      `INSERT INTO users (id, email, name, status, employee_id)
       SELECT id, id || '@company.example', 'User', status, employee_id
       FROM unnest($1::text[], $2::text[], $3::text[]) AS u (id, employee_id, status)`,
      [
        people.map(({ id }) => id),
        people.map(({ employee }) => employee),
        numbers.map((n) => (n % 97 === 5 ? 'deactivated' : 'active')),
      ],
    );
    await client.query(
      `INSERT INTO role_assignments (id, user_id, role_id)
       SELECT gen_random_uuid(), user_id, role_id FROM unnest($1::text[], $2::text[]) AS a (user_id, role_id)`,
      [people.map(({ id }) => id), people.map(({ role }) => role)],
    );
    await client.query(
      `INSERT INTO permission_grants (id, user_id, permission, scope, not_after)
       SELECT gen_random_uuid(), user_id, 'contracts.view', 'organization', now() + interval '1 year'
       FROM unnest($1::text[]) AS user_id`,
      [numbers.filter((n) => n % 20 === 7).map((n) => uuid(1, n))],
    );
    await client.query(
      `INSERT INTO permission_denials (id, user_id, permission)
       SELECT gen_random_uuid(), user_id, 'incidents.edit' FROM unnest($1::text[]) AS user_id`,
      [numbers.filter((n) => n % 50 === 9).map((n) => uuid(1, n))],
    );
  });
}
