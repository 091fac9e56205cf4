import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../support/admin-api.ts';
import { person } from '../support/company.ts';
import { pointsOf, readWorld } from './oracle.ts';

test('the oracle sees what changes in the tables behind the back of the API', async (t) => {
  const { admin, pool } = await adminApi(t, 'kiwi');
  await admin.make('/organizations', { id: 'o-x', code: 'X', name: 'X' });
  await admin.put('/organizations/o-x/limits/cluster', '/organizations/o-x', { resources: ['c1'] });
  await admin.make('/users', person('o-member', 'operator', { organizations: ['o-x'] }));
  await admin.make('/users/o-member/denials', { permission: 'infra.manage' });
  const reach = async () =>
    pointsOf(await readWorld(pool, 'o-'), 'o-member', ['infra.view', 'infra.manage', 'system.admin']);
  const gainedBy = async (sql: string) => {
    const before = await reach();
    await pool.query(sql);
    return [...(await reach())].filter((point) => !before.has(point));
  };

  const limited = await reach();
  assert.ok(limited.has('infra.view cluster c1 nowhere 0'));
  assert.ok(limited.has('infra.view node c2 organization:o-x 0'), 'nodes are not limited');
  assert.ok(![...limited].some((point) => point.startsWith('infra.view cluster c2')));
  assert.ok(![...limited].some((point) => point.startsWith('infra.manage')));

  const named = await gainedBy(`INSERT INTO organization_limit_resources VALUES ('o-x', 'cluster', 'c2')`);
  assert.ok(
    named.length > 0 && named.every((point) => point.startsWith('infra.view cluster c2 ')),
    named.join(),
  );
  const lifted = await gainedBy('DELETE FROM organization_limits');
  assert.ok(lifted.includes('infra.view cluster unnamed nowhere 0'), lifted.join());
  const allowed = await gainedBy('DELETE FROM permission_denials');
  assert.ok(
    allowed.length > 0 && allowed.every((point) => point.startsWith('infra.manage ')),
    allowed.join(),
  );
  const crowned = await gainedBy(`UPDATE role_assignments SET role_id = 'admin' WHERE user_id = 'o-member'`);
  assert.ok(
    crowned.length > 0 && crowned.every((point) => point.startsWith('system.admin ')),
    crowned.join(),
  );
});
