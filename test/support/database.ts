import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import pg from 'pg';
import { type Embedded, startEmbedded } from '../../src/db/embedded.ts';
import { ensureEpoch } from '../../src/db/epoch.ts';
import { knownMigrations, migrate } from '../../src/db/migrate.ts';
import { createPool } from '../../src/db/pool.ts';
import { packageRoot } from '../../src/package-root.ts';
import { within } from '../../src/within.ts';

/** Held while one process makes the template, others wait for it. Any number of our own. */
const TEMPLATE_LOCK = 5_013_370_002;

const PATIENCE_MS = 5000;

export interface TestDatabase {
  readonly pool: pg.Pool;
  readonly url: string;
}

/**
 * An empty, migrated database of this test's own, dropped after it. It is a clone of a template on the server at
 * TEST_DATABASE_URL (whose role may create databases); without it, on an embedded server of this test process.
 */
export async function testDatabase(t: Pick<TestContext, 'after'>): Promise<TestDatabase> {
  return cloneDatabase(t, await templateName());
}

/** As `testDatabase`, without anything in it. */
export async function emptyDatabase(t: Pick<TestContext, 'after'>): Promise<TestDatabase> {
  return cloneDatabase(t, 'template1');
}

async function cloneDatabase(t: Pick<TestContext, 'after'>, template: string): Promise<TestDatabase> {
  const name = `postern_test_${randomBytes(8).toString('hex')}`;
  await onServer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`));
  const url = withDatabase(await serverUrl(), name);
  const pool = createPool(url);
  t.after(async () => {
    // A connection that a server has cut may never say that it has ended.
    if (!pool.ending) await within(PATIENCE_MS, pool.end());
    await onServer((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  });
  if (template !== 'template1') await ensureEpoch(pool);
  return { pool, url };
}

let server: Promise<string> | undefined;
let home: string | undefined;
let embedded: Embedded | undefined;

function serverUrl(): Promise<string> {
  server ??= Promise.resolve(process.env.TEST_DATABASE_URL ?? startServer());
  return server;
}

async function startServer(): Promise<string> {
  home = mkdtempSync(join(tmpdir(), 'postern-test-'));
  embedded = await startEmbedded({ home, durable: false });
  return embedded.url;
}

// Here, and not where the server starts: there it would belong to the test that happens to be first.
after(async () => {
  await embedded?.stop();
  if (home !== undefined) rmSync(home, { recursive: true, force: true });
});

let template: Promise<string> | undefined;

function templateName(): Promise<string> {
  template ??= makeTemplate();
  return template;
}

async function makeTemplate(): Promise<string> {
  const name = `postern_template_${migrationsHash()}`;
  await onServer(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount !== 0) return;
    const draft = `${name}_draft`;
    await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${draft}`);
    await migrate(withDatabase(await serverUrl(), draft));
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
  });
  return name;
}

function migrationsHash(): string {
  const hash = createHash('sha256');
  for (const name of knownMigrations()) {
    hash.update(readFileSync(join(packageRoot, 'src/db/migrations', `${name}.sql`)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: await serverUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await within(PATIENCE_MS, client.end());
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
