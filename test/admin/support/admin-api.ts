import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { posternEntities } from '../../../src/access/search/entities.ts';
import { createAccessServer } from '../../../src/access/server.ts';
import type { AccountSettings } from '../../../src/admin/account-settings.ts';
import type { AdminApp } from '../../../src/admin/admin-app.ts';
import { ensureBootstrapAdministrator } from '../../../src/admin/bootstrap-administrator.ts';
import { applyCatalog } from '../../../src/admin/catalog/apply-catalog.ts';
import { loadCatalog } from '../../../src/admin/catalog/load-catalog.ts';
import type { AdminDependencies } from '../../../src/admin/dependencies.ts';
import { createAdminServer } from '../../../src/admin/server.ts';
import { allowedRows } from '../../../src/app/allowed-rows.ts';
import { createDataDocument } from '../../../src/data/data-document.ts';
import { waitForRevision } from '../../../src/data/wait-for-revision.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../src/policy/create-policy-engine.ts';
import { decide } from '../../../src/policy/decide.ts';
import type { Decision, DecisionRequest } from '../../../src/policy/decision.ts';
import { createPolicyFilters } from '../../../src/policy/filter/policy-filters.ts';
import { createPostgresFeed } from '../../../src/publish/postgres-feed.ts';
import { testDatabase } from '../../support/database.ts';
import { checkAnswers } from './check-answers.ts';
import { Client } from './client.ts';

/** A management API on a database of its own, with the shipped policy deciding on what the database feeds it. */
export interface AdminApi {
  readonly app: AdminApp;
  readonly pool: Pool;
  /** Another management API on the same database, as after a restart or beside it. */
  readonly another: () => Promise<AdminApp>;
  /** Holds the administrator role. */
  readonly admin: Client;
  /** Asks the decision API, once it knows everything committed. */
  readonly ask: (
    user: string,
    permission: string,
    resource: DecisionRequest['resource'],
  ) => Promise<Decision>;
  /** Asks the decision API anything, once it knows everything committed. Returns the body of the answer. */
  readonly askAccess: <T>(path: string, body: object) => Promise<T>;
  /** The address at which the decision API listens from now on. */
  readonly listenForAccess: () => Promise<string>;
  /** Speaks as a user, through a token made for this. */
  readonly as: (user: string) => Promise<Client>;
}

export async function adminApi(
  t: Pick<TestContext, 'after'>,
  catalog: 'kaliaops' | 'kiwi' = 'kaliaops',
  accountSettings: Partial<AccountSettings> = {},
): Promise<AdminApi> {
  // Hooks run in the order they are given in: what uses the database is closed before it.
  let close = async () => {};
  t.after(() => close());
  const { pool, url } = await testDatabase(t);
  await applyCatalog(pool, await loadCatalog(catalog));
  const { token = '' } = await ensureBootstrapAdministrator(pool);
  const log = pino({ level: process.env.POSTERN_TEST_LOG ?? 'silent' });
  const data = createDataDocument();
  const feed = createPostgresFeed({ url, log });
  await feed.start(data);
  const bundle = await readPolicyBundle(await readFile(join(packageRoot, 'bundles/policy.tar.gz')));
  const engine = await createPolicyEngine(bundle, data, {});
  const filters = createPolicyFilters(bundle, data);
  const authorize = async (request: DecisionRequest) => decide(engine, 'authz/decision', request);
  const given: AdminDependencies = {
    pool,
    authorize,
    allowedRows: allowedRows(() => filters, 'authz/decision'),
    waitForRevision: (revision) => waitForRevision(data, revision, 5_000),
    logger: log,
    accountSettings,
  };
  const app = createAdminServer(given);
  const apps = [app];
  const access = createAccessServer({
    engine: () => engine,
    data,
    log,
    search: { data, entities: posternEntities },
    filter: { filters: () => filters, rule: 'authz/allow', masks: 'authz/masks' },
  });
  close = async () => {
    await Promise.all([...apps, access].map((each) => each.close()));
    await feed.close();
    filters.close();
    engine.close();
  };
  await app.ready();
  await checkAnswers(app);
  const askAccess = async <T>(path: string, body: object): Promise<T> => {
    const { rows } = await pool.query<{ epoch: number; number: number }>(
      'SELECT epoch, number FROM revision',
    );
    const [revision] = rows;
    if (revision !== undefined) await waitForRevision(data, revision, 5_000);
    const answer = await access.inject({ method: 'POST', url: `/access/v1/${path}`, payload: body });
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json<T>();
  };
  return {
    app,
    pool,
    async another() {
      const other = createAdminServer(given);
      apps.push(other);
      await other.ready();
      await checkAnswers(other);
      return other;
    },
    admin: new Client(app, token),
    askAccess,
    listenForAccess: () => access.listen({ host: '127.0.0.1', port: 0 }),
    async ask(user, permission, resource) {
      const question = { subject: { type: 'user', id: user }, action: { name: permission }, resource };
      const { decision, context } = await askAccess<{
        decision: boolean;
        context: Pick<Decision, 'reasons' | 'masks'>;
      }>('evaluation', question);
      return { allow: decision, reasons: context.reasons, masks: context.masks };
    },
    as: (user) => Client.of(app, pool, user),
  };
}
