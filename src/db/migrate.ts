import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type pg from 'pg';
import { packageRoot } from '../package-root.ts';
import { openConnection } from './connection.ts';
import { clientConfig } from './pool.ts';
import { SCHEMA } from './schema.ts';

const FOLDER = join(packageRoot, 'src/db/migrations');
const TABLE = 'migrations';
/** The advisory lock that one migrating process holds, others wait for it. Any number of our own. */
const LOCK = 5_013_370_001;

/** The database has migrations that this program does not know. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';
}

/** The names of all migrations this program knows, in order. */
export function knownMigrations(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => basename(file, '.sql'))
    .sort();
}

/**
 * Brings the database at `url` to this program's schema and returns the names of the migrations it ran. Any number
 * of processes may do so at once: they queue behind an advisory lock.
 *
 * @throws {NewerDatabaseError} when a newer program has migrated the database already.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = await openConnection(clientConfig(url));
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await refuseNewer(client);
    return await runMigrations(client);
  } finally {
    await client.end();
  }
}

/** The migrations that `migrate` would run on the database at `url`. @throws {NewerDatabaseError} as there. */
export async function pendingMigrations(url: string): Promise<string[]> {
  const client = await openConnection(clientConfig(url));
  try {
    await refuseNewer(client);
    const ran = await ranMigrations(client);
    return knownMigrations().filter((name) => !ran.includes(name));
  } finally {
    await client.end();
  }
}

async function runMigrations(client: pg.Client): Promise<string[]> {
  const { runner } = await import('node-pg-migrate');
  const ran = await runner({
    dbClient: client,
    dir: FOLDER,
    direction: 'up',
    schema: SCHEMA,
    createSchema: true,
    migrationsTable: TABLE,
    singleTransaction: true,
    noLock: true,
    log: () => {},
  });
  return ran.map((migration) => migration.name);
}

async function refuseNewer(client: pg.Client): Promise<void> {
  const known = knownMigrations();
  const unknown = (await ranMigrations(client)).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new NewerDatabaseError(
      `This database was migrated by a newer Postern: it has ${unknown.join(', ')}, and this program knows ` +
        `migrations up to ${known.at(-1)}. Use that version or a newer one.`,
    );
  }
}

async function ranMigrations(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ present: boolean }>('SELECT to_regclass($1) IS NOT NULL AS present', [
    `${SCHEMA}.${TABLE}`,
  ]);
  if (rows[0]?.present !== true) return [];
  const ran = await client.query<{ name: string }>(`SELECT name FROM ${SCHEMA}.${TABLE} ORDER BY id`);
  return ran.rows.map((row) => row.name);
}
