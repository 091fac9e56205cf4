import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Pool } from 'pg';
import { ensureBootstrapAdministrator } from '../admin/bootstrap-administrator.ts';
import { applyCatalog } from '../admin/catalog/apply-catalog.ts';
import { loadCatalog } from '../admin/catalog/load-catalog.ts';
import { type Config, settings } from '../config.ts';
import { loadDemo } from '../db/demo/load-demo.ts';
import { lockHome } from '../db/embedded/home-lock.ts';
import { startEmbedded } from '../db/embedded.ts';
import { ensureEpoch } from '../db/epoch.ts';
import { migrate } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';
import type { Log } from '../log.ts';
import type { DevelopmentMail } from './account-settings.ts';
import { type Closers, closeWithin } from './closers.ts';

/** How long queries under way may take once the process is asked to end, in milliseconds. */
const POOL_PATIENCE = 300;

export interface DatabaseOptions {
  readonly config: Config;
  readonly log: Log;
  /**
   * The bearer token of the first administrator; asked for once the database is this process's. Undefined has one
   * made if there is no administrator yet.
   */
  readonly bootstrapToken: () => string | undefined;
  /** Delete the embedded database first. */
  readonly fresh: boolean;
  /** Load the demo company where the database has none. */
  readonly demo: boolean;
  /** What is done with mails in development; elsewhere they are sent and no more. */
  readonly mail?: DevelopmentMail | undefined;
  /** Told what has been done, as it is done. */
  readonly progress: (step: string, detail: string) => void;
}

export interface Database {
  readonly url: string;
  readonly pool: Pool;
  /** The first administrator's token if it was made now; it is kept nowhere. */
  readonly madeToken: string | undefined;
}

/** Before anything else, so that it is this that is said when the other process holds the ports too. */
export function refuseHomeInUse({ databaseUrl, home }: Config): void {
  if (databaseUrl === undefined && existsSync(home)) lockHome(resolve(home))();
}

/** Starts the database that the settings name, and brings it to this program's schema and catalog. */
export async function openDatabase(options: DatabaseOptions, closers: Closers): Promise<Database> {
  const { log } = options;
  const url = await startDatabase(options, closers);
  const pool = createPool(url, {
    onError: (error) => log.warn({ err: error }, 'a database connection was lost'),
  });
  closers.add(closeWithin(POOL_PATIENCE, () => pool.end()));
  return { url, pool, madeToken: await fillDatabase(pool, url, options) };
}

async function startDatabase(options: DatabaseOptions, closers: Closers): Promise<string> {
  const { config, fresh, log, progress } = options;
  if (config.databaseUrl !== undefined) {
    progress('Postgres', `the one of ${settings.databaseUrl.variable}`);
    return config.databaseUrl;
  }
  const starting = startEmbedded({ home: config.home, fresh, log: (message) => log.error(message) });
  closers.add(() =>
    starting.then(
      (embedded) => embedded.stop(),
      () => undefined,
    ),
  );
  const { url } = await starting;
  progress('Postgres', `embedded, in ${resolve(config.home)}`);
  return url;
}

/** Gives the first administrator's token if it was made now. */
async function fillDatabase(pool: Pool, url: string, options: DatabaseOptions): Promise<string | undefined> {
  const { config, bootstrapToken, demo, progress } = options;
  const migrations = await migrate(url);
  progress('Schema', migrations.length === 0 ? 'up to date' : `${migrations.length} migrations run`);
  await ensureEpoch(pool);
  await applyCatalog(pool, await loadCatalog(config.catalog));
  progress('Catalog', config.catalog);
  const { token } = await ensureBootstrapAdministrator(pool, { token: bootstrapToken() });
  if (demo) progress('Demo data', (await loadDemo(pool)) ? 'loaded' : 'kept as it is');
  return token;
}
