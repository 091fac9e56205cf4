import type { Change } from '../../../src/data/feed.ts';
import type { Random } from './random.ts';

/** A data document as plain JSON, by root. */
export type PlainData = Record<string, unknown>;

const users = ['u1', 'u2', 'u3', 'u4', 'U1', 'user "5"', 'ü☃'];
const teams = ['t1', 't2', 't3', 't4'];
const organizations = ['o1', 'o2'];
const oddKeys = ['a"b', 'ü/☃', 'x.y', '', '__proto__', '1', '2', '\u0000', '\\', '😀', 'toString', 'u1'];

/** Collections with a maker of random records; now and then a record is nothing a policy would expect. */
const makers: Record<string, { keys: readonly string[]; make: (random: Random) => unknown }> = {
  users: {
    keys: users,
    make: (random) => ({
      status: random.pick(['active', 'invited', 'deactivated']),
      team: random.pick(teams),
      teams: random.some(teams),
      ...(random.chance(0.8) ? { manager: random.pick(users), role: random.pick(['r1', 'r2']) } : {}),
      roles: Object.fromEntries(
        random.some(['r1', 'r2', 'r3']).map((role) => [role, { since: random.below(5) }]),
      ),
      level: random.below(4),
      reports: random.some(users),
      profile: { city: random.pick(['Oslo', 'Łódź']) },
    }),
  },
  teams: {
    keys: teams,
    make: (random) => ({ organization: random.pick(organizations), lead: random.pick(users) }),
  },
  organizations: {
    keys: organizations,
    make: (random) => ({ code: random.pick(['A', 'B']), organization: random.pick(organizations) }),
  },
  roles: { keys: ['r1', 'r2', 'r3'], make: (random) => ({ admin: random.chance(0.5), deep: { x: true } }) },
  blocked: { keys: users, make: (random) => random.pick([true, false, null, 0]) },
  aliases: { keys: users, make: (random) => random.pick(users) },
  settings: {
    keys: ['admin', 'limits', 'default_team'],
    make: (random) => random.pick<unknown>([random.pick(users), { t1: 1 }, 't2', 3]),
  },
  odd: { keys: oddKeys, make: (random) => random.pick<unknown>([1, 'x', { k: 'ü' }, [], null]) },
  graph: { keys: users, make: (random) => random.some(users) },
  cases: {
    keys: ['merged_with_rules', 'data_below_rules', 'dynamic_rule'],
    make: (random) => ({
      inner: { base: random.below(3) },
      extra: { u1: random.below(3), u2: 'x' },
      rules: { base: random.pick(users) },
    }),
  },
};

function record(random: Random, collection: string): unknown {
  // What lies beside rules has to be an object: OPA refuses data where rules are.
  if (collection !== 'cases' && random.chance(0.05))
    return random.pick<unknown>([null, 'u1', 7, [], ['t1'], {}, false]);
  return makers[collection]?.make(random);
}

export function randomData(random: Random): PlainData {
  const data: PlainData = {};
  for (const [collection, { keys }] of Object.entries(makers)) {
    if (random.chance(0.05)) continue;
    const kept = keys.filter(() => random.chance(0.75));
    data[collection] = Object.fromEntries(kept.map((key) => [key, record(random, collection)]));
  }
  // Equal collections, so that comparing them has two answers.
  if (random.chance(0.4)) data.organizations = data.teams = random.chance(0.5) ? {} : (data.teams ?? {});
  data.list = random.chance(0.1) ? 'u1' : [...random.some(users), 7, null, { u1: 'u2' }];
  data.word = random.pick<unknown>(['u1', 'u2', 3, null]);
  if (random.chance(0.8)) data.flag = random.chance(0.5);
  return data;
}

/** A few changes: records set, replaced and removed, and sometimes a collection that was not there. */
export function randomChanges(random: Random): Change[] {
  return Array.from({ length: 1 + random.below(4) }, () => {
    const collection = random.pick(Object.keys(makers));
    const key = random.pick(makers[collection]?.keys ?? []);
    const document = random.chance(0.3) ? null : JSON.stringify(record(random, collection));
    return { collection, key, document };
  });
}

export function randomInput(random: Random): Record<string, unknown> {
  const id = random.pick<unknown>([
    ...users,
    ...users,
    'nobody',
    7,
    null,
    ['u1', 'status'],
    [],
    { id: 'u1' },
  ]);
  return {
    ...(random.chance(0.95) ? { subject: { id, type: 'user' } } : {}),
    resource: {
      owner: random.pick<unknown>([...users, 3]),
      team: random.pick<unknown>([...teams, ['t1']]),
      teams: random.chance(0.9) ? random.some(teams) : random.pick<unknown>(['t1', { a: 't2' }, null]),
      organization: random.pick(organizations),
    },
    by: random.chance(0.3)
      ? { organization: random.pick(organizations), lead: random.pick(users) }
      : Object.fromEntries(random.some(users).map((key) => [key, random.below(3)])),
    keys: random.some(oddKeys),
    index: random.pick<unknown>([0, 1, 2, -1, 1.5, 'u1']),
    number: random.pick(['1', '2', '9']),
    rule: random.pick<unknown>(['status', 'manager', 'base', 'nothing', 3]),
  };
}

/** What the document holds after the changes. A collection stays when its last record goes. */
export function applyChanges(data: PlainData, changes: readonly Change[]): PlainData {
  const next: PlainData = { ...data };
  for (const { collection, key, document } of changes) {
    const before = next[collection] as Record<string, unknown> | undefined;
    if (document === null && before === undefined) continue;
    const entries = new Map(Object.entries(before ?? {}));
    if (document === null) entries.delete(key);
    else entries.set(key, JSON.parse(document));
    next[collection] = Object.fromEntries(entries);
  }
  return next;
}
