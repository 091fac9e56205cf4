import type { Company, User } from './company.ts';
import type { Question } from './judge.ts';
import type { Random } from './random.ts';
import { noon, resourceIds, resourceTypes } from './random-company.ts';

/** A question that is mostly to the point: about someone there is, what they may hold, and things near them. */
export function randomQuestion(random: Random, company: Company): Question {
  const users = [...company.users];
  const [id, user] = random.pick(users);
  const name = random.chance(0.93) ? likelyPermission(random, company, user) : oddName(random);
  return {
    now: noon * 1000 + random.pick([-86_400_000, -1, 0, 0, 1, 999, 1000]),
    subject: random.chance(0.97)
      ? { type: random.pick(['user', 'user', 'service']), id }
      : oddSubject(random, id),
    action: name === undefined ? {} : { name },
    resource: {
      ...resourceType(random, company, name),
      id: random.chance(0.95) ? random.pick(resourceIds) : random.pick([1, null, 'nothing']),
      ...(random.chance(0.95) ? { properties: properties(random, company, id, user) } : {}),
    },
  };
}

function likelyPermission(random: Random, company: Company, user: User): string {
  const ofRoles = user.assignments.flatMap(({ role }) => [...(company.roles.get(role)?.keys() ?? [])]);
  const held = [...ofRoles, ...user.grants.map(({ permission }) => permission)];
  const touched = [...held, ...user.denials.map(({ permission }) => permission)];
  return touched.length > 0 && random.chance(0.85)
    ? random.pick(touched)
    : random.pick([...company.permissions.keys()]);
}

function oddName(random: Random): unknown {
  return random.pick([
    'assets.burn',
    '',
    'constructor',
    '__proto__',
    7,
    null,
    undefined,
    ['assets.view'],
    true,
  ]);
}

function oddSubject(random: Random, id: string): Question['subject'] {
  return random.pick<Question['subject']>([
    { type: 'user', id: 'nobody' },
    { type: 'user', id: 'constructor' },
    { type: 'group', id },
    { type: 'user' },
    { type: 'user', id: 5 },
    { id },
    {},
  ]);
}

function resourceType(random: Random, company: Company, name: unknown): { type?: unknown } {
  const types = company.permissions.get(name as string)?.types;
  if (types !== undefined && random.chance(0.95)) return { type: random.pick(types) };
  return random.chance(0.9) ? { type: random.pick([...resourceTypes, 'spaceship', 'constructor']) } : {};
}

function properties(random: Random, company: Company, id: string, user: User): Record<string, unknown> {
  const nearTeams = [...user.teams, ...(user.employee?.team === undefined ? [] : [user.employee.team])];
  const nearOrganizations = [
    ...user.organizations,
    ...(user.employee?.organization === undefined ? [] : [user.employee.organization]),
    ...user.assignments.flatMap(({ organization }) => organization ?? []),
  ];
  const team = () => near(random, nearTeams, [...company.teams.keys(), 'no team']);
  const organization = () => near(random, nearOrganizations, [...company.organizations.keys(), 'nowhere']);
  return {
    ...(random.chance(0.35) ? { organization: organization() } : {}),
    ...(random.chance(0.25) ? { organizations: list(random, organization) } : {}),
    ...(random.chance(0.35) ? { team: team() } : {}),
    ...(random.chance(0.25) ? { teams: list(random, team) } : {}),
    ...(random.chance(0.4) ? { owner: owner(random, company, id, user) } : {}),
  };
}

function near(random: Random, close: readonly string[], all: readonly string[]): unknown {
  if (random.chance(0.04)) return random.pick([null, 5, true, ['north'], {}]);
  return close.length > 0 && random.chance(0.5) ? random.pick(close) : random.pick(all);
}

function list(random: Random, item: () => unknown): unknown {
  if (random.chance(0.04)) return random.pick([null, 'north', 5, { any: item() }]);
  return Array.from({ length: random.below(4) }, item);
}

function owner(random: Random, company: Company, id: string, user: User): unknown {
  if (random.chance(0.3)) return user.employee?.id ?? null;
  return random.chance(0.4) ? id : random.pick([...company.users.keys(), 'e1', 'e2', null, 3, [id]]);
}
