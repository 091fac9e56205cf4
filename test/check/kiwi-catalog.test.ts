import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { applyCatalog } from '../../src/admin/catalog/apply-catalog.ts';
import { loadCatalog } from '../../src/admin/catalog/load-catalog.ts';
import { askedOf } from '../../src/check/asked.ts';
import { reportOf } from '../../src/check/check-report.ts';
import { readDocument } from '../../src/check/demo-document.ts';
import { checkPolicy } from '../../src/check/policy-check.ts';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import { testDatabase } from '../support/database.ts';
import { needsOpa, opa } from '../support/opa.ts';
import { withClient } from './support/with-client.ts';

const rows = 100 * Number(process.env.POSTERN_TEST_RUNS ?? 1);

/** People for every way in which a right comes, ends, is bound and is limited. */
const company = `
INSERT INTO organizations (id, code, name) VALUES ('north', 'N', 'North'), ('south', 'S', 'South');
INSERT INTO teams (id, organization_id, name) VALUES ('n1', 'north', 'One'), ('s1', 'south', 'Two'), ('s2', 'south', 'Three');
INSERT INTO employees (id, name, email, title, organization_id, team_id) VALUES
  ('e-eve', 'Eve', 'eve@kiwi.example', 'Engineer', 'south', 's1');
INSERT INTO users (id, kind, email, name, status, employee_id) VALUES
  ('eve', 'person', 'eve@kiwi.example', 'Eve', 'active', 'e-eve');
INSERT INTO users (id, kind, email, name, status) VALUES
  ('ada', 'person', 'ada@kiwi.example', 'Ada', 'active'),
  ('vera', 'person', 'vera@kiwi.example', 'Vera', 'active'),
  ('dev', 'person', 'dev@kiwi.example', 'Dev', 'active'),
  ('olga', 'person', 'olga@kiwi.example', 'Olga', 'active'),
  ('mo', 'person', 'mo@kiwi.example', 'Mo', 'active'),
  ('gone', 'person', 'gone@kiwi.example', 'Gone', 'deactivated'),
  ('robot', 'service', NULL, 'Robot', 'active');
INSERT INTO role_assignments (id, user_id, role_id, organization_id, not_after, reason) VALUES
  (gen_random_uuid(), 'ada', 'admin', NULL, NULL, ''),
  (gen_random_uuid(), 'vera', 'viewer', 'north', NULL, ''),
  (gen_random_uuid(), 'dev', 'developer', 'south', NULL, ''),
  (gen_random_uuid(), 'olga', 'operator', NULL, NULL, ''),
  (gen_random_uuid(), 'olga', 'viewer', NULL, date_trunc('day', now()) - interval '1 day', 'over'),
  (gen_random_uuid(), 'mo', 'manager', NULL, date_trunc('day', now()) + interval '9 days', ''),
  (gen_random_uuid(), 'gone', 'admin', NULL, NULL, '');
INSERT INTO organization_members (user_id, organization_id) VALUES ('olga', 'north'), ('dev', 'south'), ('mo', 'south');
INSERT INTO permission_grants (id, user_id, permission, scope, organization_id, not_after, reason) VALUES
  (gen_random_uuid(), 'robot', 'backup.manage', 'organization', 'north', NULL, ''),
  (gen_random_uuid(), 'robot', 'vpn.view', 'own', NULL, NULL, ''),
  (gen_random_uuid(), 'eve', 'vpn.view', 'own', NULL, NULL, ''),
  (gen_random_uuid(), 'eve', 'infra.view', 'organization', NULL, NULL, ''),
  (gen_random_uuid(), 'eve', 'backup.view', 'organization', NULL, NULL, ''),
  (gen_random_uuid(), 'robot', 'database.view', 'team', NULL, NULL, ''),
  (gen_random_uuid(), 'robot', 'audit.view', 'all', NULL, date_trunc('day', now()) - interval '2 days', 'over');
INSERT INTO team_members (user_id, team_id) VALUES ('robot', 'n1');
INSERT INTO permission_denials (id, user_id, permission, not_after, reason) VALUES
  (gen_random_uuid(), 'mo', 'device', NULL, 'not devices'),
  (gen_random_uuid(), 'olga', 'backup.view', date_trunc('day', now()) - interval '1 day', 'over');
INSERT INTO organization_limits (organization_id, resource_type) VALUES
  ('south', 'device'), ('north', 'cluster'), ('south', 'service');
INSERT INTO organization_limit_resources (organization_id, resource_type, resource_id) VALUES
  ('south', 'device', 'd1'), ('south', 'device', 'd2'), ('north', 'cluster', 'c1');
`;

test(
  'the shipped policy under the kiwi catalog: filter and check agree, and every rule was true of some row',
  needsOpa,
  async (t) => {
    const { pool } = await testDatabase(t);
    await applyCatalog(pool, await loadCatalog('kiwi'));
    await pool.query(company);
    const data = await withClient(pool, readDocument);
    const bundle = await readPolicyBundle(await readFile(shippedPolicy.bundle));
    const result = await withClient(pool, (client) =>
      checkPolicy({
        opa,
        bundle,
        data,
        rule: 'authz/allow',
        decision: { path: 'authz/decision', decides: true },
        entities: ['user', 'service'].map((type) => ({ type, collection: 'users' })),
        asked: askedOf(JSON.parse(data) as Record<string, unknown>, [], [], []),
        distinct: ['roles', 'permissions'],
        columns: new Map(),
        rows,
        classes: 50,
        seed: 3,
        now: BigInt(Date.now()) * 1_000_000n,
        client,
      }),
    );
    const { passed, lines } = reportOf(result, 'authz/allow', bundle.modules);
    assert.ok(passed, lines.join('\n'));
    assert.deepEqual(result.neverHeld, []);
    assert.ok(result.subjectClasses >= 14, lines.at(-1));
    t.diagnostic(lines.at(-1) ?? '');
  },
);
