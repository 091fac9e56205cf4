import type { Company, User } from './company.ts';

/** The policy data of a company, in the form the policy reads. */
export function policyData(company: Company): Record<string, unknown> {
  return {
    permissions: mapValues(company.permissions, ({ types, feature }) => ({
      category: 'Any',
      ...(feature === undefined ? {} : { feature }),
      resource_types: Object.fromEntries(types.map((type) => [type, true])),
    })),
    fields: fields(company),
    roles: mapValues(company.roles, (role) => ({ permissions: Object.fromEntries(role) })),
    organizations: mapValues(company.organizations, ({ limits }) => ({
      code: 'any',
      limits: mapValues(limits, (ids) => Object.fromEntries(ids.map((id) => [id, true]))),
    })),
    teams: mapValues(company.teams, (organization) => ({ organization })),
    users: mapValues(company.users, userRecord),
  };
}

function fields({ permissions }: Company): Record<string, Record<string, string>> {
  const byType: Record<string, Record<string, string>> = {};
  for (const [name, { types, field }] of permissions) {
    if (field === undefined) continue;
    for (const type of types) byType[type] = { ...byType[type], [field]: name };
  }
  return byType;
}

function userRecord(user: User): Record<string, unknown> {
  const { employee } = user;
  const permissions = [...new Set(user.grants.map(({ permission }) => permission))];
  return {
    status: user.status,
    ...(employee === undefined ? {} : { employee: employee.id }),
    roles: user.assignments.map(({ role, organization, until }) => ({ role, ...terms(organization, until) })),
    grants: Object.fromEntries(permissions.map((name) => [name, grantsOf(user, name)])),
    denials: Object.fromEntries(
      user.denials.map(({ permission, until }) => [permission, terms(undefined, until)]),
    ),
    organizations: sorted([...user.organizations, employee?.organization]),
    teams: sorted([...user.teams, employee?.team]),
  };
}

function grantsOf(user: User, permission: string): Record<string, unknown>[] {
  const grants = user.grants.filter((grant) => grant.permission === permission);
  return grants.map(({ scope, organization, until }) => ({
    scope,
    ...terms(organization, until),
  }));
}

function terms(organization: string | undefined, until: number | undefined): Record<string, unknown> {
  return {
    ...(organization === undefined ? {} : { organization }),
    ...(until === undefined ? {} : { not_after: until }),
  };
}

function sorted(ids: readonly (string | undefined)[]): string[] {
  return [...new Set(ids.filter((id) => id !== undefined))].sort();
}

function mapValues<V, W>(map: ReadonlyMap<string, V>, change: (value: V) => W): Record<string, W> {
  return Object.fromEntries([...map].map(([key, value]) => [key, change(value)]));
}
