import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify from 'fastify';
import { pino } from 'pino';
import type { AdminApp } from '../../src/admin/admin-app.ts';
import { ensureBootstrapAdministrator } from '../../src/admin/bootstrap-administrator.ts';
import { applyCatalog } from '../../src/admin/catalog/apply-catalog.ts';
import { loadCatalog } from '../../src/admin/catalog/load-catalog.ts';
import type { AdminDependencies } from '../../src/admin/dependencies.ts';
import { managementRoutes } from '../../src/admin/management-routes.ts';
import { createAdminServer } from '../../src/admin/server.ts';
import { createPool } from '../../src/db/pool.ts';
import { ALWAYS } from '../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../src/policy/conditions/condition-table.ts';
import type { DecisionRequest } from '../../src/policy/decision.ts';
import { testDatabase } from '../support/database.ts';

test('the routes and the policy', async (t) => {
  const { pool } = await testDatabase(t);
  await applyCatalog(pool, await loadCatalog('kaliaops'));
  const asked: DecisionRequest[] = [];
  const deps: AdminDependencies = {
    pool,
    authorize: async (request) => {
      asked.push(request);
      return { allow: true, reasons: [], masks: [] };
    },
    allowedRows: () => ({ condition: ALWAYS, table: new ConditionTable() }),
    waitForRevision: async () => 'reached',
    logger: pino({ level: 'silent' }),
  };
  await ensureBootstrapAdministrator(pool, { token: 'token' });
  const headers = { authorization: 'Bearer token' };

  /** A server with one more route. */
  const withRoute = async (add: (app: AdminApp) => void) => {
    const app = fastify().withTypeProvider<TypeBoxTypeProvider>() as unknown as AdminApp;
    t.after(() => app.close());
    app.register(async (scope) => {
      managementRoutes(scope as AdminApp, deps);
      add(scope as AdminApp);
    });
    await app.ready();
    return app;
  };

  await t.test('a route without an operation fails at the start', async () => {
    await assert.rejects(
      withRoute((app) => app.get('/secret', async () => 'secret')),
      /GET \/secret declares no operation/,
    );
  });

  await t.test('an answer without a question to the policy is not sent', async () => {
    const app = await withRoute((scope) =>
      scope.get('/secret', { config: { operation: 'users.get' } }, async () => 'secret'),
    );
    const answer = await app.inject({ url: '/secret', headers });
    assert.equal(answer.statusCode, 500);
    assert.ok(!answer.body.includes('secret"') && answer.body !== 'secret');
  });

  await t.test('an operation that the catalog maps to nothing is refused', async () => {
    const app = createAdminServer(deps);
    t.after(() => app.close());
    await pool.query(`DELETE FROM management_operations WHERE operation = 'teams.list'`);
    const answer = await app.inject({ url: '/admin/v1/teams', headers });
    assert.equal(answer.statusCode, 403);
    assert.match(answer.json().detail, /"teams\.list" to no permission/);
  });

  await t.test('every declared operation is in both catalogs', async () => {
    const operations = new Set<string>();
    const app = fastify().withTypeProvider<TypeBoxTypeProvider>() as unknown as AdminApp;
    t.after(() => app.close());
    app.addHook('onRoute', ({ config }) => {
      for (const operation of [config?.operation, ...(config?.furtherOperations ?? [])]) {
        if (operation !== undefined) operations.add(operation);
      }
    });
    managementRoutes(app, deps);
    assert.ok(operations.size > 30);
    for (const name of ['kaliaops', 'kiwi']) {
      const catalog = await loadCatalog(name);
      for (const operation of operations)
        assert.ok(operation in catalog.operations, `${operation} in ${name}`);
    }
  });

  await t.test('the policy is asked with the row as it is', async () => {
    const app = createAdminServer(deps);
    t.after(() => app.close());
    await pool.query(`INSERT INTO organizations (id, code, name) VALUES ('north', 'N', 'North')`);
    await pool.query(`INSERT INTO teams (id, organization_id, name) VALUES ('n1', 'north', 'One')`);
    await pool.query(
      `INSERT INTO employees (id, name, organization_id, team_id) VALUES ('e1', 'E', 'north', 'n1')`,
    );
    asked.length = 0;
    assert.equal((await app.inject({ url: '/admin/v1/employees/e1', headers })).statusCode, 200);
    assert.deepEqual(asked, [
      {
        subject: { type: 'user', id: 'bootstrap-administrator' },
        action: { name: 'employees.view' },
        resource: {
          type: 'employee',
          id: 'e1',
          properties: { owner: 'e1', organization: 'north', team: 'n1' },
        },
      },
    ]);
  });

  await t.test('policy data that stays behind is a 503, and so is a database that is away', async () => {
    const behind = createAdminServer({ ...deps, waitForRevision: async () => 'timed_out' });
    t.after(() => behind.close());
    const answer = await behind.inject({ url: '/admin/v1/users', headers });
    assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '1']);
    const nowhere = createPool('postgres://nobody@127.0.0.1:1/none');
    const away = createAdminServer({ ...deps, pool: nowhere });
    t.after(() => Promise.all([away.close(), nowhere.end()]));
    for (const url of ['/admin/v1/users', '/health']) {
      const refused = await away.inject({ url, headers });
      assert.equal(refused.statusCode, 503, url);
      assert.match(String(refused.headers['content-type']), /problem\+json/);
    }
  });
});
