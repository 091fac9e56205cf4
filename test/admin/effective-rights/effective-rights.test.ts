import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { adminApi } from '../support/admin-api.ts';
import { expect } from '../support/client.ts';
import {
  insertSurroundings,
  NAMED,
  randomRights,
  replaceRights,
  SOME_RIGHTS,
  SOMEBODY,
} from './random-rights.ts';
import { allowedByReach, allowedBySources, type RightsAnswer, type Surroundings } from './reads-rights.ts';

const RUNS = 12 * Number(process.env.POSTERN_TEST_RUNS ?? '1');

const ASKED: Readonly<Record<string, string>> = {
  'assets.view': 'asset',
  'assets.edit': 'asset',
  'incidents.view': 'incident',
  'users.view': 'user',
  'users.manage': 'user',
  'catalog.manage': 'catalog',
};

/** Things of one's own, of one's team and organization and of others, and of several at once. */
const PLACES: readonly Readonly<Record<string, string>>[] = [
  {},
  { owner: SOMEBODY },
  { owner: 'works-in-a' },
  { owner: SOMEBODY, organization: 'a' },
  { owner: 'someone-else', organization: 'b' },
  { team: 'team-a' },
  { team: 'team-b' },
  { organization: 'a' },
  { organization: 'b' },
  { organization: 'c' },
  { organization: 'c', team: 'team-b' },
];

test('effective rights are what the policy answers, wherever they come from', async (t) => {
  const { admin, as, ask, pool } = await adminApi(t);
  await insertSurroundings(pool);
  const seen = { allowed: 0, denied: 0 };
  await fc.assert(
    fc.asyncProperty(randomRights, async (drawn) => {
      await replaceRights(pool, drawn);
      const company: Surroundings = {
        organizationOfTeam: { 'team-a': 'a', 'team-b': 'b' },
        limited: (organization) =>
          drawn.limits.some((limit) => limit.organization === organization && limit.named) ? [NAMED] : [],
      };
      const rights: RightsAnswer = expect(await admin.get(`/users/${SOMEBODY}/rights`), 200);
      for (const [permission, type] of Object.entries(ASKED)) {
        for (const properties of PLACES) {
          for (const id of drawn.limits.length > 0 && type === 'asset' ? ['any', NAMED] : ['any']) {
            const thing = { type, id, properties };
            const { allow } = await ask(SOMEBODY, permission, thing);
            const place = `${permission} ${JSON.stringify(thing)}`;
            assert.equal(allowedBySources(rights, permission, thing, company), allow, place);
            seen[allow ? 'allowed' : 'denied'] += 1;
            // A place is one place: what lies in two at once, or is limited, is for the sources to tell.
            if (drawn.limits.length > 0 || Object.keys(properties).length > 1) continue;
            assert.equal(allowedByReach(rights, permission, thing, company), allow, `reach: ${place}`);
          }
        }
      }
      if (rights.status !== 'active') return;
      const { by, restricted, ...own } = expect(await (await as(SOMEBODY)).get('/me/rights'), 200);
      assert.deepEqual([by, restricted], ['token', false]);
      assert.deepEqual(own, rights);
    }),
    { numRuns: RUNS, examples: [[SOME_RIGHTS]] },
  );
  t.diagnostic(JSON.stringify(seen));
  assert.ok(seen.allowed > 0 && seen.denied > 0);
});

test('where rights come from', async (t) => {
  const { admin, as, pool } = await adminApi(t, 'kiwi');
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const past = '2026-01-01T00:00:00.000Z';
  await admin.make('/organizations', { id: 'north', code: 'N', name: 'North' });
  await admin.make('/teams', { id: 'n1', organization: 'north', name: 'One' });
  await admin.make('/employees', { id: 'e-una', name: 'Una', team: 'n1' });
  await admin.make('/users', { id: 'una', name: 'Una', email: 'una@example.com', employee: 'e-una' });
  const given = await admin.make('/users/una/assignments', {
    role: 'developer',
    organization: 'north',
    not_after: soon,
    reason: 'stands in',
  });
  const vpn = { permission: 'vpn', scope: 'organization' };
  const grant = await admin.make('/users/una/grants', { ...vpn, reason: 'on call' });
  const over = await admin.make('/users/una/grants', { ...vpn, scope: 'own', not_after: soon });
  await pool.query('UPDATE permission_grants SET not_after = $2 WHERE id = $1', [over.id, past]);
  const denial = await admin.make('/users/una/denials', { permission: 'service.manage', reason: 'audit' });
  expect(
    await admin.put('/organizations/north/limits/device', '/organizations/north', { resources: ['d1'] }),
    200,
  );

  const rights = expect(await admin.get('/users/una/rights'), 200);
  const held = (permission: string) =>
    rights.permissions.find((entry: { permission: string }) => entry.permission === permission);

  await t.test('places name what brings them', () => {
    const through = [{ by: 'team', id: 'n1' }];
    assert.deepEqual(rights.organizations, [{ id: 'north', name: 'North', through }]);
    assert.deepEqual(rights.teams, [
      { id: 'n1', name: 'One', organization: 'north', through: [{ by: 'employee', id: 'e-una' }] },
    ]);
  });

  await t.test('a role names assignment, boundary, end and reason, and the limits that it obeys', () => {
    const { effective, feature, sources, reach, denials } = held('device.view');
    assert.deepEqual([effective, feature, denials], [true, 'device', []]);
    assert.deepEqual(sources, [
      {
        from: 'role',
        id: given.id,
        role: { id: 'developer', name: 'Developer' },
        written: null,
        scope: 'all',
        organization: 'north',
        not_after: soon,
        ended: false,
        reason: 'stands in',
        limits: [{ organization: 'north', resource_type: 'device' }],
      },
    ]);
    const [{ not_after, ...place }] = reach;
    assert.deepEqual(place, { kind: 'organization', id: 'north', within: null, not_before: null });
    assert.ok(Math.abs(Date.parse(not_after) - Date.parse(soon)) < 1000);
  });

  await t.test('a direct permission says how it was written, and what has ended stays to be seen', () => {
    const { effective, sources } = held('vpn.manage');
    assert.equal(effective, true);
    assert.deepEqual(
      sources.map(({ id, from, written, role, scope, ended, reason }: Record<string, unknown>) => [
        ...[id, from, written, role, scope],
        ...[ended, reason],
      ]),
      [
        [grant.id, 'grant', 'vpn', null, 'organization', false, 'on call'],
        [over.id, 'grant', 'vpn', null, 'own', true, ''],
      ],
    );
  });

  await t.test('a denial takes effect away and shows what it took', () => {
    const { effective, sources, denials, reach } = held('service.manage');
    assert.deepEqual([effective, sources.length, reach], [false, 1, []]);
    assert.deepEqual(denials, [
      { id: denial.id, written: 'service.manage', not_after: null, ended: false, reason: 'audit' },
    ]);
    assert.equal(held('service.view').effective, true);
    assert.equal(held('user.view'), undefined);
  });

  await t.test(
    'are for those to read who may see people, and one reads one’s own without any permission',
    async () => {
      const una = await as('una');
      assert.equal(expect(await una.get('/users/una/rights'), 403).permission, 'user.view');
      expect(await admin.get('/users/nobody/rights'), 404);
      const own = expect(await una.get('/me/rights'), 200);
      assert.deepEqual([own.id, own.permissions.length], ['una', rights.permissions.length]);
    },
  );

  await t.test('a restricted token tells only what it is good for', async () => {
    await admin.make('/users/una/assignments', { role: 'manager' });
    const not_after = soon;
    const body = { name: 't', not_after, permissions: ['vpn.view', 'device'], user: 'una' };
    const { token } = await admin.make('/api-tokens', body);
    const answer = await admin.request('GET', '/me/rights', {
      headers: { authorization: `Bearer ${token}` },
    });
    const { id, by, restricted, permissions } = expect(answer, 200);
    assert.deepEqual([id, by, restricted], ['una', 'token', true]);
    assert.deepEqual(
      permissions.map(({ permission }: { permission: string }) => permission),
      ['device.manage', 'device.view', 'vpn.view'],
    );
  });

  await t.test('of whoever is not active, nothing is effective', async () => {
    expect(await admin.post('/users/una/deactivate'), 200);
    const { status, permissions } = expect(await admin.get('/users/una/rights'), 200);
    assert.equal(status, 'deactivated');
    assert.ok(permissions.length > 0);
    assert.ok(permissions.every(({ effective }: { effective: boolean }) => !effective));
  });
});
