import type { Change } from '../../../src/data/feed.ts';
import type { Random } from './random.ts';
import type { PlainData } from './random-cases.ts';

const users = ['u1', 'u2', 'u3', 'u4', 'u5', 'José "ü"'];
const employees = ['e1', 'e2', 'e3'];
const organizations = ['o1', 'o2', 'o3'];
const teams = ['t1', 't2', 't3', 't4'];
const roles = ['admin', 'manager', 'tech', 'viewer', 'gone'];
const scopes = ['all', 'organization', 'team', 'own'];
const permissions = [
  'clusters.view',
  'contracts.edit',
  'contracts.view',
  'contracts.field.cost',
  'contracts.field.term',
];
/** Seconds since the epoch at which the tests ask. */
export const now = 1_700_000_000;

const type = (permission: string) => permission.slice(0, permission.indexOf('.') - 1);

function terms(random: Random): object {
  return {
    ...(random.chance(0.3) ? { organization: random.pick(organizations) } : {}),
    ...(random.chance(0.4) ? { not_after: now + random.pick([-1000, -1, 0, 1, 1000]) } : {}),
  };
}

const makers: Record<string, { keys: readonly string[]; make: (random: Random, key: string) => unknown }> = {
  users: {
    keys: users,
    make: (random) => ({
      status: random.chance(0.8) ? 'active' : random.pick(['invited', 'deactivated']),
      ...(random.chance(0.6) ? { employee: random.pick(employees) } : {}),
      roles: random.some(roles).map((role) => ({ role, ...terms(random) })),
      grants: Object.fromEntries(
        random.some(permissions).map((one) => [one, [{ scope: random.pick(scopes), ...terms(random) }]]),
      ),
      denials: random.chance(0.2)
        ? {
            [random.pick(permissions)]: random.chance(0.5)
              ? {}
              : { not_after: now + random.pick([-1, 0, 1]) },
          }
        : {},
      organizations: random.some(organizations),
      teams: random.some(teams),
    }),
  },
  roles: {
    keys: roles.slice(0, 4),
    make: (random) => ({
      permissions: Object.fromEntries(random.some(permissions).map((one) => [one, random.pick(scopes)])),
    }),
  },
  organizations: {
    keys: organizations,
    make: (random, key) => ({
      code: key.toUpperCase(),
      limits: random.chance(0.4)
        ? { cluster: Object.fromEntries(random.some(['c1', 'c2']).map((id) => [id, true])) }
        : {},
    }),
  },
  teams: { keys: teams, make: (random) => ({ organization: random.pick(organizations) }) },
  permissions: {
    keys: permissions,
    make: (random, key) => ({
      category: 'CMDB',
      ...(random.chance(0.3) ? { feature: 'infra' } : {}),
      resource_types: { [type(key)]: true },
    }),
  },
  fields: {
    keys: ['contract', 'cluster'],
    make: (_, key) =>
      key === 'contract' ? { cost: 'contracts.field.cost', term: 'contracts.field.term' } : {},
  },
};

export function randomCompany(random: Random): PlainData {
  return Object.fromEntries(
    Object.entries(makers).map(([collection, { keys, make }]) => [
      collection,
      Object.fromEntries(keys.filter(() => random.chance(0.9)).map((key) => [key, make(random, key)])),
    ]),
  );
}

/** One person, role, team or organization that changes, comes or goes. */
export function randomCompanyChanges(random: Random): Change[] {
  return Array.from({ length: 1 + random.below(3) }, () => {
    const collection = random.pick(Object.keys(makers));
    const { keys, make } = makers[collection] ?? { keys: [], make: () => null };
    const key = random.pick(keys);
    return { collection, key, document: random.chance(0.2) ? null : JSON.stringify(make(random, key)) };
  });
}

export function randomRequest(random: Random): Record<string, unknown> {
  const permission = random.chance(0.95) ? random.pick(permissions) : 'unknown.view';
  const properties = {
    ...(random.chance(0.4) ? { organization: random.pick(organizations) } : {}),
    ...(random.chance(0.2) ? { organizations: random.some(organizations) } : {}),
    ...(random.chance(0.4) ? { team: random.pick(teams) } : {}),
    ...(random.chance(0.2) ? { teams: random.some(teams) } : {}),
    ...(random.chance(0.4) ? { owner: random.pick([...users, ...employees]) } : {}),
  };
  return {
    subject: {
      type: random.chance(0.95) ? 'user' : 'group',
      id: random.chance(0.95) ? random.pick(users) : 'nobody',
    },
    action: { name: permission },
    resource: {
      type: random.chance(0.9) ? type(permission) : 'cluster',
      id: random.pick(['c1', 'c2', 'c3']),
      ...(random.chance(0.9) ? { properties } : {}),
    },
  };
}
