import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  insertSurroundings,
  randomRights,
  replaceRights,
  SOME_RIGHTS,
  SOMEBODY,
} from './effective-rights/random-rights.ts';
import { contains, type Place, type RightsAnswer } from './effective-rights/reads-rights.ts';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';
import { person, smallCompany } from './support/company.ts';

const RUNS = 10 * Number(process.env.POSTERN_TEST_RUNS ?? '1');
const TEAMS: Readonly<Record<string, string>> = { 'team-a': 'a', 'team-b': 'b' };
const COMPANY = { organizationOfTeam: TEAMS, limited: () => [] };

type Difference = readonly { readonly permission: string; readonly reach: readonly Place[] }[];

/** What a thing has to be or belong to, to be in a place. */
function demands({ kind, id, within: bound }: Place): string[] {
  const organizations = [kind === 'team' ? TEAMS[id ?? ''] : kind === 'all' ? null : id, bound];
  return [
    ...organizations.flatMap((organization) => organization ?? []),
    ...(kind === 'team' ? [`team ${id}`] : []),
    ...(kind === 'own' ? ['own'] : []),
  ];
}

/** Whether `by` contains all that `place` does, as early and as long. Knows nothing of the API's code. */
function within(place: Place, by: Place): boolean {
  const demanded = new Set(demands(place));
  const somewhere = demands(by).every((demand) => demanded.has(demand));
  const early = by.not_before === null || (place.not_before !== null && by.not_before <= place.not_before);
  const long = by.not_after === null || (place.not_after !== null && by.not_after >= place.not_after);
  return somewhere && early && long;
}

/** What `after` reaches and `before` does not. */
function difference(before: RightsAnswer, after: RightsAnswer): Difference {
  return after.permissions.flatMap(({ permission, reach }) => {
    const held = before.permissions.find((entry) => entry.permission === permission)?.reach ?? [];
    const more = reach.filter((place) => !held.some((by) => within(place, by)));
    return more.length === 0 ? [] : [{ permission, reach: more }];
  });
}

const change = fc.record(
  {
    scope: fc.constantFrom('all', 'organization', 'team', 'own'),
    permissions: fc.uniqueArray(
      fc.record({
        permission: fc.constantFrom(
          'assets.view',
          'assets.edit',
          'assets.*',
          'incidents.view',
          'users.*',
          '*',
        ),
        scope: fc.constantFrom('all', 'organization', 'team', 'own', null),
      }),
      { maxLength: 4, selector: ({ permission }) => permission },
    ),
  },
  { requiredKeys: [] },
);

test('a preview says what saving does, and does nothing', async (t) => {
  const { admin, ask, pool } = await adminApi(t);
  await insertSurroundings(pool);
  const state = async () => {
    const { rows } = await pool.query(
      `SELECT (SELECT number FROM revision) AS revision, (SELECT count(*) FROM audit_events) AS entries,
              (SELECT json_agg(r) FROM roles AS r) AS roles, (SELECT json_agg(p) FROM role_permissions AS p) AS written`,
    );
    return rows;
  };
  const rightsOf = async (): Promise<RightsAnswer> =>
    expect(await admin.get(`/users/${SOMEBODY}/rights`), 200);
  const seen = { gains: 0, loses: 0, decided: 0 };
  await fc.assert(
    fc.asyncProperty(
      randomRights,
      change,
      fc.constantFrom(undefined, 'a'),
      async (drawn, body, organization) => {
        const held = { role: 'previewed' as const, organization, ending: undefined };
        const others = drawn.assignments.filter(({ role }) => role !== 'previewed');
        await replaceRights(pool, { ...drawn, limits: [], assignments: [...others, held] });
        const before = await rightsOf();
        const things = ['assets.view', 'assets.edit', 'incidents.view', 'users.view'].flatMap((permission) =>
          [{}, { owner: SOMEBODY }, { organization: 'a' }, { team: 'team-b' }, { organization: 'c' }].map(
            (properties) => ({
              permission,
              thing: { type: permission.split('s.')[0] ?? '', id: 'x', properties },
            }),
          ),
        );
        const decide = () =>
          Promise.all(
            things.map(async ({ permission, thing }) => (await ask(SOMEBODY, permission, thing)).allow),
          );
        const decidedBefore = await decide();

        const was = await state();
        const answer = await admin.post('/roles/previewed/preview', body);
        const preview = expect(answer, 200);
        assert.deepEqual(await state(), was, 'nothing is changed, and no history written');

        const match = String(answer.headers.etag);
        const role = expect(await admin.get('/roles/previewed'), 200);
        expect(await admin.request('PATCH', '/roles/previewed', { body, match }), 200);
        const after = await rightsOf();
        const decidedAfter = await decide();
        const item = preview.items[0] ?? { gains: [], loses: [] };
        assert.ok(preview.items.length <= 1 && preview.hidden === 0 && preview.holders === 1);
        assert.deepEqual(item.gains, difference(before, after));
        assert.deepEqual(item.loses, difference(after, before));
        seen.gains += item.gains.length;
        seen.loses += item.loses.length;
        for (const [n, { permission, thing }] of things.entries()) {
          if (decidedBefore[n] === decidedAfter[n]) continue;
          const side: Difference = decidedAfter[n] ? item.gains : item.loses;
          const places = side.find((entry) => entry.permission === permission)?.reach ?? [];
          assert.ok(
            places.some((place) => contains(place, after, thing, COMPANY)),
            `${permission} ${JSON.stringify(thing)}`,
          );
          seen.decided += 1;
        }
        const { scope, permissions } = role;
        expect(await admin.patch('/roles/previewed', { scope, permissions }), 200);
      },
    ),
    {
      numRuns: RUNS,
      examples: [
        [SOME_RIGHTS, { permissions: [{ permission: 'incidents.view', scope: 'all' }] }, undefined],
        [SOME_RIGHTS, { scope: 'all' }, 'a'],
      ],
    },
  );
  t.diagnostic(JSON.stringify(seen));
  assert.ok(seen.gains > 0 && seen.loses > 0 && seen.decided > 0);
});

test('previews of roles', async (t) => {
  const { admin, as } = await adminApi(t);
  await smallCompany(admin);
  const [manager, tech] = [await as('north-manager'), await as('north-tech')];
  const body = {
    permissions: ['assets.view', { permission: 'contracts.field.cost', scope: 'organization' }],
  };

  await t.test('name who gains and who loses what, and where', async () => {
    await admin.make('/users/north-tech/grants', { permission: 'assets.edit', scope: 'organization' });
    const preview = expect(await admin.post('/roles/tech/preview', body), 200);
    assert.equal(preview.holders, 2);
    assert.deepEqual(
      preview.items.map(({ user }: { user: object }) => user),
      ['north-tech', 'south-tech'].map((id) => ({ id, name: id, status: 'active' })),
    );
    const [north, south] = preview.items;
    const none = { within: null, not_before: null, not_after: null };
    assert.deepEqual(north.gains, [
      {
        permission: 'contracts.field.cost',
        reach: [
          { kind: 'organization', id: 'north', ...none },
          { kind: 'own', id: null, ...none },
        ],
      },
    ]);
    const lost = (item: { loses: { permission: string }[] }, permission: string) =>
      item.loses.find((entry) => entry.permission === permission);
    assert.deepEqual(lost(south, 'assets.edit'), {
      permission: 'assets.edit',
      reach: [
        { kind: 'team', id: 'south-team', ...none },
        { kind: 'own', id: null, ...none },
      ],
    });
    assert.equal(lost(north, 'assets.edit'), undefined, 'has it by a direct permission as well');
    assert.equal(lost(north, 'assets.view'), undefined, 'stays in the role');
    const entry = preview.permissions.find((one: { permission: string }) => one.permission === 'assets.edit');
    assert.deepEqual(entry, { permission: 'assets.edit', before: 'team', after: null });
    assert.equal(preview.refusal, null);
  });

  await t.test('come in pages', async () => {
    const first = expect(await admin.post('/roles/tech/preview?limit=1', body), 200);
    assert.deepEqual([first.items.length, first.items[0].user.id], [1, 'north-tech']);
    const query = `limit=1&cursor=${first.next_cursor}`;
    const second = expect(await admin.post(`/roles/tech/preview?${query}`, body), 200);
    assert.deepEqual(
      [second.items.map((item: { user: { id: string } }) => item.user.id), second.next_cursor],
      [['south-tech'], null],
    );
  });

  await t.test('show only people whom one may see, and tell that one may not save', async () => {
    const preview = expect(await manager.post('/roles/tech/preview', body), 200);
    assert.deepEqual(
      [preview.items.map((item: { user: { id: string } }) => item.user.id), preview.hidden, preview.holders],
      [['north-tech'], 1, 2],
    );
    assert.equal(preview.refusal.permission, 'roles.edit');
    await admin.make('/users/north-manager/grants', { permission: 'roles.edit', scope: 'all' });
    const lacking = expect(
      await manager.post('/roles/tech/preview', { permissions: ['catalog.manage'] }),
      200,
    );
    assert.equal(lacking.refusal.permission, 'catalog.manage');
    assert.match(lacking.refusal.detail, /nobody can give or take what they do not hold/);
  });

  await t.test('refuse what saving refuses as wrong, and whoever may not see roles', async () => {
    expect(await admin.post('/roles/tech/preview', { permissions: ['assets.fly'] }), 422);
    expect(await admin.post('/roles/tech/preview', { name: 'Viewer 2' }), 409, 'system-role');
    expect(await admin.post('/roles/admin/preview', { scope: 'own' }), 409, 'administrator-role');
    expect(await admin.post('/roles/nothing/preview', body), 404);
    expect(await admin.request('POST', '/roles/tech/preview', { body, match: '"999"' }), 412);
    assert.equal(expect(await tech.post('/roles/tech/preview', body), 403).permission, 'roles.view');
    await admin.make('/roles', { id: 'local', name: 'Local', scope: 'own', organization: 'south' });
    expect(await manager.post('/roles/local/preview', {}), 403);
    await admin.make('/users', person('unassigned'));
    const empty = expect(await admin.post('/roles/local/preview', body), 200);
    assert.deepEqual([empty.holders, empty.items], [0, []]);
  });
});
