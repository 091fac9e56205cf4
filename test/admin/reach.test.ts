import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  firstUncovered,
  gained,
  type Pair,
  type Reach,
  type Rights,
  reachOf,
  type Scope,
} from '../../src/admin/reach.ts';

const NOW = 1_000_000;
const TEAMS = new Map([
  ['x1', 'x'],
  ['y1', 'y'],
]);

function rights(user: Partial<Rights['user']>, permissions: Record<string, Scope> = {}): Rights {
  return {
    user: { roles: [], grants: {}, denials: {}, organizations: [], teams: [], ...user },
    roles: new Map([['r', { permissions }]]),
    teams: TEAMS,
  };
}

const names = (reach: Reach, permission = 'p') => [...(reach.get(permission)?.keys() ?? [])].sort();

test('a reach is the places of every pair', () => {
  const at = { organizations: ['x', 'y'], teams: ['x1', 'y1'] };
  const of = (scope: Scope, organization?: string) =>
    names(reachOf(rights({ ...at, grants: { p: [{ scope, ...(organization && { organization }) }] } }), NOW));
  assert.deepEqual(of('all'), ['all']);
  assert.deepEqual(of('all', 'z'), ['organization:z']);
  assert.deepEqual(of('organization'), ['organization:x', 'organization:y', 'own']);
  assert.deepEqual(of('organization', 'x'), ['organization:x', 'own:x']);
  const both = ['both ["x","z"]', 'both ["y","z"]'];
  assert.deepEqual(of('organization', 'z'), [...both, 'own:z']);
  assert.deepEqual(of('team'), ['own', 'team:x1', 'team:y1']);
  assert.deepEqual(of('team', 'y'), ['own:y', 'team:x1 within y', 'team:y1']);
  assert.deepEqual(of('own'), ['own']);
});

test('what belongs to two organizations is reached through either, and through both by whoever reaches no more', () => {
  const of = (organizations: string[], pair: Pair, teams: string[] = []) =>
    reachOf(rights({ organizations, teams, grants: { p: [pair] } }), NOW);
  const wanted = of(['x'], { scope: 'organization', organization: 'z' });
  const covers = (held: Reach) => firstUncovered(held, wanted, NOW) === undefined;
  assert.ok(covers(of(['x'], { scope: 'organization' })));
  assert.ok(covers(of([], { scope: 'all', organization: 'z' })));
  assert.ok(covers(wanted));
  assert.ok(!covers(of(['y'], { scope: 'organization' })));
  assert.ok(!covers(of(['x'], { scope: 'own' })));
  assert.ok(!covers(of(['y'], { scope: 'organization', organization: 'z' })));
  const team = of(['x'], { scope: 'team', organization: 'z' }, ['x1']);
  assert.equal(firstUncovered(wanted, team, NOW), undefined);
  assert.ok(firstUncovered(team, wanted, NOW));
  assert.ok(firstUncovered(of(['x'], { scope: 'own' }), team, NOW));
});

test('roles and grants add up, and the later end counts', () => {
  const held = rights(
    {
      roles: [{ role: 'r', not_after: NOW + 5 }],
      grants: { p: [{ scope: 'all', not_after: NOW + 9 }], q: [{ scope: 'own' }] },
    },
    { p: 'all' },
  );
  assert.equal(reachOf(held, NOW).get('p')?.get('all')?.until, NOW + 9);
  assert.deepEqual(names(reachOf(held, NOW), 'q'), ['own']);
});

test('what has ended or is denied for good reaches nothing; a denial that ends moves the beginning', () => {
  const ended = rights({ grants: { p: [{ scope: 'all', not_after: NOW }] } });
  assert.equal(reachOf(ended, NOW).size, 0);
  const denied = rights({ grants: { p: [{ scope: 'all' }] }, denials: { p: {} } });
  assert.equal(reachOf(denied, NOW).size, 0);
  const later = rights({ grants: { p: [{ scope: 'all' }] }, denials: { p: { not_after: NOW + 5 } } });
  assert.equal(reachOf(later, NOW).get('p')?.get('all')?.from, NOW + 5);
  assert.ok(firstUncovered(reachOf(later, NOW), reachOf(later, NOW), NOW), 'who is denied now gives nothing');
  const never = rights({
    grants: { p: [{ scope: 'all', not_after: NOW + 5 }] },
    denials: { p: { not_after: NOW + 5 } },
  });
  assert.equal(reachOf(never, NOW).size, 0);
});

test('an earlier beginning and a later end are gained', () => {
  const until = (end?: number) =>
    reachOf(rights({ grants: { p: [{ scope: 'all', ...(end && { not_after: end }) }] } }), NOW);
  assert.equal(gained(until(NOW + 5), until(NOW + 5)).size, 0);
  assert.equal(gained(until(NOW + 9), until(NOW + 5)).size, 0);
  assert.equal(gained(until(NOW + 5), until(NOW + 9)).size, 1);
  assert.equal(gained(until(NOW + 5), until()).size, 1);
});

test('every reach covers itself, the widest covers all, and none covers more', () => {
  const at = { organizations: ['x'], teams: ['x1'] };
  const scopes: Scope[] = ['own', 'team', 'organization', 'all'];
  const reaches = scopes.map((scope) => reachOf(rights({ ...at, grants: { p: [{ scope }] } }), NOW));
  for (const [i, held] of reaches.entries()) {
    for (const [j, wanted] of reaches.entries()) {
      assert.equal(firstUncovered(held, wanted, NOW) === undefined, i >= j, `${scopes[i]} for ${scopes[j]}`);
    }
    const other = reachOf(rights({ grants: { q: [{ scope: 'own' }] } }), NOW);
    assert.deepEqual(firstUncovered(held, other, NOW), {
      permission: 'q',
      place: other.get('q')?.get('own'),
      heldElsewhere: false,
    });
  }
});

test('an organization covers its teams and what is owned in it, and no other', () => {
  const held = reachOf(rights({ grants: { p: [{ scope: 'all', organization: 'x' }] } }), NOW);
  const wanted = (teams: string[], organization?: string, scope: Scope = 'team') =>
    reachOf(rights({ teams, grants: { p: [{ scope, ...(organization && { organization }) }] } }), NOW);
  assert.equal(firstUncovered(held, wanted(['x1'], 'x'), NOW), undefined);
  assert.ok(firstUncovered(held, wanted(['y1'], 'y'), NOW));
  assert.equal(firstUncovered(held, wanted([], 'x', 'own'), NOW), undefined);
  assert.ok(
    firstUncovered(held, wanted([], undefined, 'own'), NOW),
    'owned anywhere is more than owned in x',
  );
});
