import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import type { ResourceRows } from '../access/search/resource-rows.ts';
import { createAdminServer } from '../admin/server.ts';
import type { Config } from '../config.ts';
import { formatRevision } from '../data/revision.ts';
import { waitForRevision } from '../data/wait-for-revision.ts';
import { ensureEpoch } from '../db/epoch.ts';
import { createPool } from '../db/pool.ts';
import type { Log } from '../log.ts';
import { shippedPolicy } from '../policy/build/shipped-policy.ts';
import { decide } from '../policy/decide.ts';
import type { Decision, DecisionRequest } from '../policy/decision.ts';
import { createBundleServer } from '../publish/bundle-server.ts';
import { type Selection, selectionFor } from '../publish/collections.ts';
import { createPostgresFeed } from '../publish/postgres-feed.ts';
import { StopMessage } from '../stop-message.ts';
import { inTime } from '../within.ts';
import { accountSettingsOf } from './account-settings.ts';
import { allowedRows } from './allowed-rows.ts';
import { type Closers, closeWithin } from './closers.ts';
import { openControlTls } from './control-guard.ts';
import { type Database, type DatabaseOptions, openDatabase } from './database.ts';
import { createDecisionPlane, type DecisionPlane } from './decision-plane.ts';
import { PolicyPublication } from './published-policy.ts';
import { createResourceRows } from './rows/resource-rows.ts';
import { policyFile } from './sources/policy-file.ts';
import { dataSource } from './sources/sources.ts';

/** How long a management request waits for its change to be in the decisions, in milliseconds. */
const CHANGE_PATIENCE = 5_000;
/** How long the database may take to say whether it is another one than before, in milliseconds. */
const EPOCH_PATIENCE = 5_000;
/** Connections for bundles: one that listens, two snapshots, deltas. Administrators have others. */
const BUNDLE_CONNECTIONS = 5;
/** Connections for searches of resources, so that many of them keep no administrator waiting. */
const SEARCH_CONNECTIONS = 4;
/** How long the database may look for the resources of one page, in milliseconds. */
const SEARCH_PATIENCE = 5_000;
const POOL_PATIENCE = 300;

export interface ControlPlane {
  /** What the management API asks for its own permissions. */
  readonly plane: DecisionPlane;
  readonly decide: (request: DecisionRequest) => Decision;
  /** The management API; it does not listen yet. */
  readonly admin: FastifyInstance;
  /** The bundles for sidecars; it does not listen yet. */
  readonly bundles: FastifyInstance;
  /** The resources of the policy data, in the database. */
  readonly rows: ResourceRows;
  /** The first administrator's token if it was made now; it is kept nowhere. */
  readonly madeToken: string | undefined;
}

/** Opens the database, begins to decide on it, and makes the servers of a control plane. */
export async function openControlPlane(options: DatabaseOptions, closers: Closers): Promise<ControlPlane> {
  const { config, log, progress } = options;
  const database = await openDatabase(options, closers);
  const publication = new PolicyPublication();
  const plane = planeOn(database, publication, config, log);
  closers.add(() => plane.close());
  await plane.start().catch((error: Error) => {
    if (closers.begun) throw error;
    throw new StopMessage(error.message);
  });
  const { data, host } = plane;
  progress(
    'Policy',
    `${host.revision}, on data at revision ${data.revision ? formatRevision(data.revision) : '?'}`,
  );
  if (config.smtpUrl !== undefined && config.adminUrl === undefined) {
    log.warn('mails: POSTERN_ADMIN_URL is not set; links in mails lead to the address that is listened on');
  }
  const decideNow = (request: DecisionRequest) => decide(host, config.decision, request);
  const admin = createAdminServer({
    pool: database.pool,
    authorize: async (request) => decideNow(request),
    allowedRows: allowedRows(() => host.filters, config.decision),
    waitForRevision: (revision) => waitForRevision(data, revision, CHANGE_PATIENCE),
    logger: log,
    accountSettings: accountSettingsOf(config, options.mail),
  });
  return {
    plane,
    decide: decideNow,
    admin: admin as unknown as FastifyInstance,
    bundles: await bundleServer(database.url, plane, publication, options, closers),
    rows: createResourceRows(rowsPool(database.url, options, closers)),
    madeToken: database.madeToken,
  };
}

function planeOn(
  { url, pool }: Database,
  publication: PolicyPublication,
  config: Config,
  log: Log,
): DecisionPlane {
  const feed = createPostgresFeed({
    url,
    log,
    // A database that was away may have come back restored.
    prepare: () => inTime(EPOCH_PATIENCE, ensureEpoch(pool), 'the database does not answer'),
    selection: () => selectedFor(plane),
    onSelectionChange: (listener) => publication.onChange(listener),
  });
  const policy = publication.of(policyFile(config.policyBundle ?? shippedPolicy.bundle, log));
  const plane = createDecisionPlane({
    sources: { policy, data: dataSource('database', feed) },
    decision: config.decision,
    filters: config.filters,
    deadline: config.evaluationDeadline,
    memory: config.policyMemory,
    log,
  });
  return plane;
}

/** What of the data the policy needs; all of it while there is none, which spares most a second snapshot. */
function selectedFor({ host }: DecisionPlane): Selection {
  return selectionFor(host.active?.readsResources ?? true);
}

function rowsPool(url: string, { log }: DatabaseOptions, closers: Closers): Pool {
  const pool = createPool(url, {
    max: SEARCH_CONNECTIONS,
    statementTimeout: SEARCH_PATIENCE,
    onError: (error) => log.warn({ err: error }, 'a database connection was lost'),
  });
  closers.add(closeWithin(POOL_PATIENCE, () => pool.end()));
  return pool;
}

async function bundleServer(
  url: string,
  plane: DecisionPlane,
  publication: PolicyPublication,
  { config, log }: DatabaseOptions,
  closers: Closers,
): Promise<FastifyInstance> {
  const serverFactory = await openControlTls(config, log, closers);
  const pool = createPool(url, {
    max: BUNDLE_CONNECTIONS,
    onError: (error) => log.warn({ err: error }, 'a database connection was lost'),
  });
  closers.add(closeWithin(POOL_PATIENCE, () => pool.end()));
  return createBundleServer({
    pool,
    policyBundle: () => publication.current,
    onPolicyChange: (listener) => publication.onChange(listener),
    selection: () => selectedFor(plane),
    tokens: config.controlTokens ?? [],
    ...(serverFactory === undefined ? {} : { serverFactory }),
    log,
  });
}
