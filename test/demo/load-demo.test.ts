import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type pg from 'pg';
import { applyCatalog } from '../../src/admin/catalog/apply-catalog.ts';
import { loadCatalog } from '../../src/admin/catalog/load-catalog.ts';
import { createDataDocument } from '../../src/data/data-document.ts';
import { loadDemo } from '../../src/db/demo/load-demo.ts';
import { packageRoot } from '../../src/package-root.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../src/policy/create-policy-engine.ts';
import { decide } from '../../src/policy/decide.ts';
import type { Decision } from '../../src/policy/decision.ts';
import { createPostgresFeed } from '../../src/publish/postgres-feed.ts';
import { testDatabase } from '../support/database.ts';

interface Row {
  readonly id: string;
  readonly organization_id: string | null;
  readonly team_id: string | null;
  readonly owner_id: string | null;
}

async function demoDatabase(t: TestContext): Promise<{ pool: pg.Pool; url: string }> {
  const database = await testDatabase(t);
  await applyCatalog(database.pool, await loadCatalog('kaliaops'));
  assert.equal(await loadDemo(database.pool), true);
  return database;
}

async function count(pool: pg.Pool, from: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*) FROM ${from}`);
  return Number(rows[0]?.count);
}

describe('example company', () => {
  it('has its people, roles and rows, and is loaded once', async (t) => {
    const { pool } = await demoDatabase(t);
    const expected = {
      organizations: 3,
      teams: 12,
      employees: 60,
      users: 40,
      "users WHERE kind = 'service'": 2,
      "users WHERE status = 'invited'": 1,
      "users WHERE status = 'deactivated'": 1,
      "roles WHERE name = 'L1 Support' AND NOT system": 1,
      'permission_grants WHERE not_after < now()': 1,
      permission_denials: 2,
      'role_assignments WHERE organization_id IS NOT NULL AND not_after > now()': 2,
      "organization_limit_resources WHERE resource_type = 'contract'": 8,
      'demo.assets': 1200,
      'demo.incidents': 2400,
      'demo.contracts': 240,
    };
    for (const [from, number] of Object.entries(expected))
      assert.equal(await count(pool, from), number, from);
    for (const table of ['assets', 'incidents', 'contracts']) {
      for (const condition of [
        'organization_id IS NULL AND team_id IS NOT NULL',
        'organization_id IS NULL AND team_id IS NULL',
        'team_id IS NULL AND organization_id IS NOT NULL',
        "owner_id LIKE 'u-%'",
        "owner_id LIKE 'e-%'",
        'owner_id IS NULL',
      ]) {
        assert.ok((await count(pool, `demo.${table} WHERE ${condition}`)) > 0, `${table}: ${condition}`);
      }
    }
    await pool.query("DELETE FROM users WHERE id = 'u-ben.adler'");
    assert.equal(await loadDemo(pool), false);
    assert.equal(await count(pool, 'users'), 39);
  });

  it('is the same company each time', async (t) => {
    const digest = `SELECT md5(string_agg(t::text, '' ORDER BY id)) AS digest FROM`;
    const digests = await Promise.all(
      [await demoDatabase(t), await demoDatabase(t)].map(async ({ pool }) => {
        const found: string[] = [];
        for (const table of [
          'demo.assets',
          'demo.incidents',
          'demo.contracts',
          '(SELECT id, user_id, role_id FROM role_assignments)',
        ]) {
          const { rows } = await pool.query<{ digest: string }>(`${digest} ${table} AS t`);
          found.push(rows[0]?.digest ?? '');
        }
        return found;
      }),
    );
    assert.deepEqual(digests[0], digests[1]);
  });

  it('is judged sensibly by the shipped policy', async (t) => {
    const { pool, url } = await demoDatabase(t);
    const document = createDataDocument();
    const feed = createPostgresFeed({ url, log: { info() {}, warn() {} } });
    await feed.start(document);
    await feed.close();
    const read = async (table: string) =>
      (await pool.query<Row>(`SELECT id, organization_id, team_id, owner_id FROM demo.${table} ORDER BY id`))
        .rows;
    const rows = {
      assets: await read('assets'),
      incidents: await read('incidents'),
      contracts: await read('contracts'),
    };
    const bundle = await readPolicyBundle(await readFile(join(packageRoot, 'bundles/policy.tar.gz')));
    const engine = await createPolicyEngine(bundle, document);
    const ask = (user: string, permission: string, resource: Row | string): Decision => {
      const properties: Record<string, string> = {};
      if (typeof resource !== 'string') {
        if (resource.organization_id !== null) properties.organization = resource.organization_id;
        if (resource.team_id !== null) properties.team = resource.team_id;
        if (resource.owner_id !== null) properties.owner = resource.owner_id;
      }
      return decide(engine, 'authz/decision', {
        subject: { type: 'user', id: user },
        action: { name: permission },
        resource: {
          type: permission.slice(0, permission.indexOf('s.')),
          id: typeof resource === 'string' ? resource : resource.id,
          properties,
        },
      });
    };

    const allowedOf = (user: string, permission: string, of: readonly Row[]) =>
      of.filter((row) => ask(user, permission, row).allow);

    await t.test('gives each role what its scope reaches', () => {
      const { assets } = rows;
      assert.equal(allowedOf('u-sofia.lindqvist', 'assets.view', assets).length, assets.length);
      const inNordwind = assets.filter(
        (row) =>
          row.organization_id === 'o-nordwind' ||
          row.team_id?.startsWith('t-nord-') ||
          row.owner_id === 'e-sigrun.helgadottir' ||
          row.owner_id === 'u-sigrun.helgadottir',
      );
      assert.deepEqual(allowedOf('u-sigrun.helgadottir', 'assets.edit', assets), inNordwind);
      const ofTeam = assets.filter(
        (row) =>
          row.team_id === 't-nord-grid' ||
          row.owner_id === 'e-amara.okafor' ||
          row.owner_id === 'u-amara.okafor',
      );
      assert.deepEqual(allowedOf('u-amara.okafor', 'assets.edit', assets), ofTeam);
      const own = assets.filter((row) => row.owner_id === 'e-li.wen' || row.owner_id === 'u-li.wen');
      assert.ok(own.length > 0);
      assert.deepEqual(allowedOf('u-li.wen', 'assets.view', assets), own);
      assert.deepEqual(allowedOf('u-li.wen', 'assets.edit', assets), []);
    });

    await t.test('reaches only the named contracts where an organization limits them', () => {
      assert.equal(allowedOf('u-carmen.ortega', 'contracts.view', rows.contracts).length, 8);
      const ofLumen = rows.contracts.filter(
        (row) => row.organization_id === 'o-lumen' || row.team_id?.startsWith('t-lumen-'),
      );
      assert.deepEqual(allowedOf('u-nora.quist', 'contracts.view', rows.contracts), ofLumen);
      const exported = allowedOf('u-nora.quist', 'contracts.export', rows.contracts);
      assert.deepEqual(exported, allowedOf('u-carmen.ortega', 'contracts.view', rows.contracts));
    });

    await t.test('follows the bound role, the denial, the ended grant, and the states', () => {
      const of = (organization: string) => {
        const row = rows.incidents.find(
          (each) => each.organization_id === organization && each.team_id !== null,
        );
        assert.ok(row);
        return row;
      };
      assert.equal(ask('u-mira.holm', 'incidents.edit', of('o-lumen')).allow, true);
      assert.equal(ask('u-mira.holm', 'incidents.edit', of('o-castella')).reasons[0]?.code, 'out_of_scope');

      const turbines = rows.incidents.find((row) => row.team_id === 't-nord-turbines');
      assert.ok(turbines);
      assert.equal(ask('u-rahul.menon', 'incidents.resolve', turbines).allow, true);
      assert.deepEqual(ask('u-rahul.menon', 'incidents.close', turbines).reasons[0]?.denied, true);

      const contract = rows.contracts.find((row) => row.organization_id === 'o-lumen');
      assert.ok(contract);
      assert.equal(ask('u-yuki.tanaka', 'contracts.field.cost', contract).reasons[0]?.code, 'grant_expired');
      assert.equal(ask('u-anders.dahl', 'assets.view', 'as-0001').reasons[0]?.code, 'user_not_active');
      assert.equal(ask('u-soo-jin.park', 'assets.view', 'as-0001').reasons[0]?.status, 'invited');
      assert.equal(ask('u-li.wen', 'assets.delete', 'as-0001').reasons[0]?.code, 'permission_required');
    });

    await t.test('hides fields from those whose role does not uncover them', () => {
      const asset = rows.assets.find((row) => row.team_id === 't-nord-grid');
      assert.ok(asset);
      assert.deepEqual(ask('u-amara.okafor', 'assets.view', asset).masks, ['purchase_cost']);
      assert.deepEqual(ask('u-sofia.lindqvist', 'assets.view', asset).masks, []);
    });
  });
});
