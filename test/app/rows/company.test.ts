import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type pg from 'pg';
import { applyCatalog } from '../../../src/admin/catalog/apply-catalog.ts';
import { loadCatalog } from '../../../src/admin/catalog/load-catalog.ts';
import { createResourceRows } from '../../../src/app/rows/resource-rows.ts';
import { createDataDocument } from '../../../src/data/data-document.ts';
import { loadDemo } from '../../../src/db/demo/load-demo.ts';
import { shippedPolicy } from '../../../src/policy/build/shipped-policy.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../src/policy/create-policy-engine.ts';
import { createPolicyFilters } from '../../../src/policy/filter/policy-filters.ts';
import { createPostgresFeed } from '../../../src/publish/postgres-feed.ts';
import { testDatabase } from '../../support/database.ts';
import { type Plane, searching } from './support.ts';

const REGISTER = ['asset', 'contract', 'incident']
  .map(
    (type) =>
      `INSERT INTO resources (type, id, organization_id, team_id, owner_id, attributes)
       SELECT '${type}', id, organization_id, team_id, owner_id, jsonb_build_object('status', status, 'tags', tags)
       FROM demo.${type}s WHERE right(id, 1) IN ('0', '3', '7')`,
  )
  .join(';');

describe('the resources that a search finds in the database are those that checks allow', () => {
  const closing: (() => unknown)[] = [];
  let plane: Plane;
  let pool: pg.Pool;
  let users: string[];

  before(async () => {
    const database = await testDatabase({ after: (close) => void closing.unshift(close as () => unknown) });
    pool = database.pool;
    await applyCatalog(pool, await loadCatalog('kaliaops'));
    await loadDemo(pool);
    await pool.query(REGISTER);
    const document = createDataDocument();
    const feed = createPostgresFeed({ url: database.url, log: { info() {}, warn() {} } });
    await feed.start(document);
    closing.unshift(() => feed.close());
    const bundle = await readPolicyBundle(await readFile(shippedPolicy.bundle));
    const engine = await createPolicyEngine(bundle, document);
    const filters = createPolicyFilters(bundle, document);
    closing.unshift(
      () => engine.close(),
      () => filters.close(),
    );
    plane = { document, engine, filters, entrypoint: 'authz/decision' };
    users = (await pool.query<{ id: string }>('SELECT id FROM users ORDER BY id')).rows.map(({ id }) => id);
  });
  after(async () => {
    for (const close of closing) await close();
  });

  const permissions: Readonly<Record<string, string>> = {
    asset: 'assets.view',
    contract: 'contracts.view',
    incident: 'incidents.edit',
    user: 'users.view',
    role: 'roles.view',
    organization: 'organizations.view',
    team: 'teams.edit',
    employee: 'employees.view',
  };

  for (const [type, permission] of Object.entries(permissions)) {
    test(`${type}: ${permission}, for everybody`, async (t) => {
      const filtered = searching(plane, createResourceRows(pool));
      const judging = searching(plane);
      t.after(() => [filtered, judging].forEach((each) => void each.close()));
      let [found, looked, all] = [0, 0, 0];
      for (const id of users) {
        const request = { subject: { type: 'user', id }, action: { name: permission }, resource: { type } };
        const expected = await judging.all(request);
        assert.deepEqual(await filtered.all(request), expected, id);
        assert.deepEqual(await filtered.all(request, 90), expected, `${id}, in pages of 90`);
        found += expected.length;
        filtered.judged();
        await filtered.all(request);
        looked += filtered.judged();
        all += judging.judged();
      }
      assert.deepEqual(filtered.lines, []);
      assert.ok(found > 0 && looked < all, `${found} found, ${looked} of ${all} judged`);
      assert.equal(looked, found, 'nothing is judged but what is found');
    });
  }
});
