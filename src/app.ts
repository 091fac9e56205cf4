import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Pool } from 'pg';
import { createAccessServer } from './access/server.ts';
import { ensureBootstrapAdministrator } from './admin/bootstrap-administrator.ts';
import { applyCatalog } from './admin/catalog/apply-catalog.ts';
import { loadCatalog } from './admin/catalog/load-catalog.ts';
import { createAdminServer } from './admin/server.ts';
import { type Config, settings } from './config.ts';
import { createDataDocument } from './data/data-document.ts';
import type { DataSource } from './data/data-source.ts';
import { formatRevision } from './data/revision.ts';
import { waitForRevision } from './data/wait-for-revision.ts';
import { loadDemo } from './db/demo/load-demo.ts';
import { lockHome } from './db/embedded/home-lock.ts';
import { startEmbedded } from './db/embedded.ts';
import { ensureEpoch } from './db/epoch.ts';
import { migrate } from './db/migrate.ts';
import { createPool } from './db/pool.ts';
import { checkPlace, closeServer, listen } from './listen.ts';
import type { ListenAddress } from './listen-address.ts';
import type { Log } from './log.ts';
import { packageRoot } from './package-root.ts';
import { readPolicyBundle } from './policy/bundle.ts';
import { createPolicyEngine } from './policy/create-policy-engine.ts';
import { decide } from './policy/decide.ts';
import type { Decision, DecisionRequest } from './policy/decision.ts';
import { createPostgresFeed } from './publish/postgres-feed.ts';
import { within } from './within.ts';

/** The rule of the shipped policy that gives `{allow, reasons, masks}`. */
const DECISION = 'authz/decision';
/** How long a management request waits for its change to be in the decisions, in milliseconds. */
const CHANGE_PATIENCE = 5_000;
/** How long requests under way may take once the process is asked to end, in milliseconds. */
const CLOSE_PATIENCE = 500;
/** The same for queries. */
const POOL_PATIENCE = 300;

export interface AppOptions {
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
  /** Told what has been done, as it is done. */
  readonly progress: (step: string, detail: string) => void;
}

/** Both planes, serving. */
export interface Serving {
  readonly access: ListenAddress;
  readonly admin: ListenAddress;
  readonly data: DataSource;
  readonly decide: (request: DecisionRequest) => Decision;
  /** The first administrator's token if it was made now; it is kept nowhere. */
  readonly madeToken: string | undefined;
}

export interface App {
  /** Starts everything; when a part can't start, what was started is closed. Throws a StopMessage for what the user can mend. */
  start(): Promise<Serving>;
  /** Stops serving, then the feed, then the database; also in the midst of the start. May be called twice. */
  close(): Promise<void>;
}

/** The decision plane and the management API in one process, with Postgres between them. */
export function createApp(options: AppOptions): App {
  const closers: Closer[] = [];
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeInReverse(closers);
    return closing;
  };
  return {
    async start() {
      try {
        return await start(options, closers);
      } catch (error) {
        await close();
        throw error;
      }
    },
    close,
  };
}

type Closer = () => Promise<void>;

async function start(options: AppOptions, closers: Closer[]): Promise<Serving> {
  const { config, log, progress } = options;
  const places = {
    access: { address: config.accessListen, variable: settings.accessListen.variable },
    admin: { address: config.adminListen, variable: settings.adminListen.variable },
  };
  if (config.databaseUrl === undefined) refuseHomeInUse(config.home);
  await Promise.all([checkPlace(places.access), checkPlace(places.admin)]);

  const url = await startDatabase(options, closers);
  const bundle = await readPolicyBundle(await readFile(join(packageRoot, 'bundles/policy.tar.gz')));
  const pool = createPool(url, {
    onError: (error) => log.warn({ err: error }, 'a database connection was lost'),
  });
  closers.push(() => endPool(pool));
  const madeToken = await fillDatabase(pool, url, options);

  const data = createDataDocument();
  const feed = createPostgresFeed({ url, log });
  closers.push(() => feed.close());
  await feed.start(data);
  const engine = await createPolicyEngine(bundle, data, { log });
  closers.push(async () => engine.close());
  progress(
    'Policy',
    `${engine.revision}, on data at revision ${data.revision ? formatRevision(data.revision) : '?'}`,
  );

  const ask = (request: DecisionRequest) => decide(engine, DECISION, request);
  const access = createAccessServer({
    engine: () => engine,
    decisionEntrypoint: DECISION,
    data,
    log,
    bodyLimit: config.bodyLimit,
    requestTimeout: config.requestTimeout,
  });
  const admin = createAdminServer({
    pool,
    authorize: async (request) => ask(request),
    waitForRevision: (revision) => waitForRevision(data, revision, CHANGE_PATIENCE),
    logger: log,
  });
  closers.push(async () => {
    await Promise.all([closeServer(access, CLOSE_PATIENCE), closeServer(admin, CLOSE_PATIENCE)]);
  });
  return {
    access: await listen(access, places.access),
    admin: await listen(admin, places.admin),
    data,
    decide: ask,
    madeToken,
  };
}

/** Before anything else, so that it is this that is said when the other process holds the ports too. */
function refuseHomeInUse(home: string): void {
  if (existsSync(home)) lockHome(resolve(home))();
}

async function startDatabase(options: AppOptions, closers: Closer[]): Promise<string> {
  const { config, fresh, log, progress } = options;
  if (config.databaseUrl !== undefined) {
    progress('Postgres', `the one of ${settings.databaseUrl.variable}`);
    return config.databaseUrl;
  }
  const starting = startEmbedded({ home: config.home, fresh, log: (message) => log.error(message) });
  closers.push(() =>
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
async function fillDatabase(pool: Pool, url: string, options: AppOptions): Promise<string | undefined> {
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

/** Waits for queries under way, but not for those that hang. */
async function endPool(pool: Pool): Promise<void> {
  await within(POOL_PATIENCE, pool.end());
}

async function closeInReverse(closers: Closer[]): Promise<void> {
  const failures: unknown[] = [];
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
    await close().catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed');
}
