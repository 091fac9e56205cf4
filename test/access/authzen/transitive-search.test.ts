import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { posternEntities } from '../../../src/access/search/entities.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../src/policy/create-policy-engine.ts';
import { documentOf } from '../search/support.ts';
import { pdp } from './support.ts';

test('8.1 a search is transitive: who is of a team may do what its organization admits', async (t) => {
  const user = { status: 'active', roles: [{ role: 'manager' }], organizations: [] };
  const data = documentOf({
    users: {
      through: { ...user, teams: ['t1'] },
      direct: { ...user, teams: [], organizations: ['o1'] },
      elsewhere: { ...user, teams: ['t2'] },
    },
    roles: { manager: { permissions: { 'assets.view': 'organization' } } },
    permissions: { 'assets.view': { category: 'CMDB', resource_types: { asset: true } } },
    organizations: { o1: { code: 'O1' }, o2: { code: 'O2' } },
    teams: { t1: { organization: 'o1' }, t2: { organization: 'o2' } },
    resources: {},
  });
  const bundle = await readPolicyBundle(await readFile(join(packageRoot, 'bundles/policy.tar.gz')));
  const engine = await createPolicyEngine(bundle, data, {});
  t.after(() => engine.close());
  const { post } = pdp(t, undefined, {
    engine: () => engine,
    data,
    search: { data, entities: posternEntities },
  });
  for (const properties of [{ organization: 'o1' }, { team: 't1' }]) {
    const { body } = await post('search/subject', {
      subject: { type: 'user' },
      action: { name: 'assets.view' },
      resource: { type: 'asset', id: 'a1', properties },
    });
    assert.deepEqual(
      body.results.map(({ id }: { id: string }) => id),
      ['direct', 'through'],
    );
  }
});
