import type { Company, Organization, Permission, Role, Scope, User } from './company.ts';
import type { Random } from './random.ts';

/** Around this second, rights end and questions are asked. */
export const noon = 1_700_000_000;

export const resourceTypes = ['asset', 'cluster', 'contract', 'incident'] as const;
export const resourceIds = ['r1', 'r2', 'r3', "r'4", '__proto__'] as const;

const scopes: readonly Scope[] = ['all', 'organization', 'team', 'own'];

/** Ids as people choose them, some of them chosen to hurt. */
const organizationIds = ['north', 'south', 'West "3"', 'constructor'];
const teamIds = ['t1', 't2', 't3', 'a.b', '__proto__', 'équipe 😀'];
const userIds = ['u1', 'u2', 'u3', 'u4', "o'neil", '__proto__', 'null', 'a/b'];

export function randomCompany(random: Random): Company {
  const organizations = organizationIds.slice(0, 1 + random.below(organizationIds.length));
  const teams = teamIds.slice(0, random.below(teamIds.length + 1));
  const permissions = randomPermissions(random);
  const names = [...permissions.keys()];
  const roles = new Map(
    ['r1', 'r2', 'r3', 'r4'].slice(0, 1 + random.below(4)).map((id) => [id, randomRole(random, names)]),
  );
  const world: World = { organizations, teams, permissions: names, roles: [...roles.keys()] };
  return {
    permissions,
    roles,
    organizations: new Map(organizations.map((id) => [id, randomOrganization(random)])),
    teams: new Map(teams.map((id) => [id, random.pick(organizations)])),
    users: new Map(userIds.map((id, number) => [id, randomUser(random, world, `e${number}`)])),
  };
}

interface World {
  readonly organizations: readonly string[];
  readonly teams: readonly string[];
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
}

function randomPermissions(random: Random): Map<string, Permission> {
  const permissions = new Map<string, Permission>();
  for (const type of resourceTypes) {
    const feature = random.chance(0.4) ? { feature: `${type} things` } : {};
    for (const action of ['view', 'edit']) {
      const more = random.chance(0.1) ? [random.pick(resourceTypes)] : [];
      permissions.set(`${type}s.${action}`, { types: [...new Set([type, ...more])], ...feature });
    }
    for (const field of random.some(['cost', 'owner'], 0.4)) {
      permissions.set(`${type}s.field.${field}`, { types: [type], field });
    }
  }
  return permissions;
}

function randomRole(random: Random, permissions: readonly string[]): Role {
  const usual = random.pick(scopes);
  return new Map(
    random
      .some(permissions, 0.6)
      .map((name) => [name, random.chance(0.2) ? random.pick(scopes) : usual] as const),
  );
}

function randomOrganization(random: Random): Organization {
  const limited = random.some(resourceTypes, 0.2);
  return { limits: new Map(limited.map((type) => [type, random.some(resourceIds, 0.4)])) };
}

function randomUser(random: Random, world: World, employee: string): User {
  const some = (ids: readonly string[]) => random.some(ids, 0.25);
  return {
    status: random.chance(0.85) ? 'active' : random.pick(['invited', 'deactivated']),
    ...(random.chance(0.6) ? { employee: { id: employee, ...place(random, world) } } : {}),
    organizations: some(world.organizations),
    teams: some(world.teams),
    assignments: random.some(world.roles, 0.5).map((role) => ({ role, ...terms(random, world) })),
    grants: random
      .some([...world.permissions, ...world.permissions], 0.05)
      .map((permission) => ({ permission, scope: random.pick(scopes), ...terms(random, world) })),
    denials: random.some(world.permissions, 0.06).map((permission) => ({ permission, ...end(random) })),
  };
}

function place(random: Random, { organizations, teams }: World): { organization?: string; team?: string } {
  return {
    ...(random.chance(0.5) ? { organization: random.pick(organizations) } : {}),
    ...(teams.length > 0 && random.chance(0.5) ? { team: random.pick(teams) } : {}),
  };
}

function terms(random: Random, { organizations }: World): { organization?: string; until?: number } {
  return {
    ...(random.chance(0.3) ? { organization: random.pick(organizations) } : {}),
    ...end(random),
  };
}

function end(random: Random): { until?: number } {
  return random.chance(0.35) ? { until: noon + random.pick([-86_400, -1, 0, 0, 1, 86_400]) } : {};
}
