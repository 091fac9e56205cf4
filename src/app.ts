import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAccessServer } from './access/server.ts';
import { createAdminServer } from './admin/server.ts';
import { Closers } from './app/closers.ts';
import { type DatabaseOptions, openDatabase, refuseHomeInUse } from './app/database.ts';
import { settings } from './config.ts';
import { createDataDocument } from './data/data-document.ts';
import type { DataSource } from './data/data-source.ts';
import { formatRevision } from './data/revision.ts';
import { waitForRevision } from './data/wait-for-revision.ts';
import { checkPlace, closeServer, listen } from './listen.ts';
import type { ListenAddress } from './listen-address.ts';
import { packageRoot } from './package-root.ts';
import { readPolicyBundle } from './policy/bundle.ts';
import { createPolicyEngine } from './policy/create-policy-engine.ts';
import { decide } from './policy/decide.ts';
import type { Decision, DecisionRequest } from './policy/decision.ts';
import { createPostgresFeed } from './publish/postgres-feed.ts';

/** The rule of the shipped policy that gives `{allow, reasons, masks}`. */
const DECISION = 'authz/decision';
/** How long a management request waits for its change to be in the decisions, in milliseconds. */
const CHANGE_PATIENCE = 5_000;
/** How long requests under way may take once the process is asked to end, in milliseconds. */
const CLOSE_PATIENCE = 500;

export type AppOptions = DatabaseOptions;

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
  const closers = new Closers();
  return {
    async start() {
      try {
        return await start(options, closers);
      } catch (error) {
        await closers.closeAll();
        throw error;
      }
    },
    close: () => closers.closeAll(),
  };
}

async function start(options: AppOptions, closers: Closers): Promise<Serving> {
  const { config, log, progress } = options;
  const places = {
    access: { address: config.accessListen, variable: settings.accessListen.variable },
    admin: { address: config.adminListen, variable: settings.adminListen.variable },
  };
  refuseHomeInUse(config);
  await Promise.all([checkPlace(places.access), checkPlace(places.admin)]);

  const { url, pool, madeToken } = await openDatabase(options, closers);
  const bundle = await readPolicyBundle(await readFile(join(packageRoot, 'bundles/policy.tar.gz')));
  const data = createDataDocument();
  const feed = createPostgresFeed({ url, log });
  closers.add(() => feed.close());
  await feed.start(data);
  const engine = await createPolicyEngine(bundle, data, { log });
  closers.add(async () => engine.close());
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
  closers.add(() => Promise.all([closeServer(access, CLOSE_PATIENCE), closeServer(admin, CLOSE_PATIENCE)]));
  return {
    access: await listen(access, places.access),
    admin: await listen(admin, places.admin),
    data,
    decide: ask,
    madeToken,
  };
}
