import { randomBytes } from 'node:crypto';
import type { AdminApi } from '../support/admin-api.ts';
import { Client } from '../support/client.ts';

/** What is random about a catalog. */
export interface Terms {
  readonly catalog: 'kaliaops' | 'kiwi';
  /** Written permissions that let an actor try everything, so that only K19 stands in the way. */
  readonly powers: readonly string[];
  /** Permissions that are given and taken at random, as plain ones. */
  readonly rights: readonly string[];
  readonly roles: readonly string[];
  /** A type that organizations limit. */
  readonly limited: string;
}

export const KALIAOPS: Terms = {
  catalog: 'kaliaops',
  powers: ['users.*', 'employees.*', 'teams.*', 'organizations.*', 'roles.*', 'api_tokens.*'],
  rights: ['assets.view', 'assets.edit', 'contracts.view', 'changes.approve', 'audit_logs.view'],
  roles: ['admin', 'manager', 'tech', 'viewer'],
  limited: 'asset',
};

export const KIWI: Terms = {
  catalog: 'kiwi',
  powers: ['user'],
  rights: ['infra.view', 'infra.manage', 'service.view', 'vpn.view', 'system.admin'],
  roles: ['admin', 'manager', 'operator', 'developer', 'viewer'],
  limited: 'cluster',
};

export const SCOPES = ['own', 'team', 'organization', 'all'] as const;

/** Somebody, or a token good for some of somebody's rights. */
export interface Actor {
  readonly user: string;
  readonly client: Client;
  /** As a restricted token has them. */
  readonly permissions?: readonly string[];
}

export interface Company {
  readonly api: AdminApi;
  readonly terms: Terms;
  readonly prefix: string;
  readonly actors: Actor[];
  readonly users: string[];
  readonly organizations: readonly string[];
  readonly teams: readonly string[];
  readonly employees: readonly string[];
  readonly roles: string[];
  readonly invitations: string[];
}

/** A choice among these, by a number that stands for chance. */
export function pick<T>(items: readonly T[], chance: number): T {
  const item = items[chance % items.length];
  if (item === undefined) throw new Error('There is nothing to choose from.');
  return item;
}

/** A company whose five people may all manage people, with rights of their own that depend on chance. */
export async function foundCompany(
  api: AdminApi,
  terms: Terms,
  chances: readonly number[],
): Promise<Company> {
  const prefix = `r${randomBytes(4).toString('hex')}-`;
  const { admin } = api;
  const organizations = [`${prefix}north`, `${prefix}south`];
  const teams = organizations.map((organization) => `${organization}-team`);
  const employees = organizations.map((organization) => `${organization}-employee`);
  for (const [index, organization] of organizations.entries()) {
    await admin.make('/organizations', { id: organization, code: organization, name: organization });
    await admin.make('/teams', { id: teams[index], organization, name: 'team' });
    await admin.make('/employees', { id: employees[index], name: 'Employee', organization });
  }
  const roles = [`${prefix}role`];
  const permissions = terms.rights.slice(0, 2);
  await admin.make('/roles', { id: roles[0], name: `${prefix}role`, scope: 'organization', permissions });
  const users = [0, 1, 2, 3, 4].map((index) => `${prefix}${index}`);
  for (const [index, id] of users.entries()) {
    const chance = (step: number) => chances[(index * 5 + step) % chances.length] ?? 0;
    const groups = chance(0) % 3 === 0 ? [] : [pick(organizations, chance(0))];
    const role = chance(1) % 3 === 0 ? undefined : pick([...roles, ...terms.roles.slice(1)], chance(1));
    await admin.make('/users', {
      id,
      name: id,
      email: `${id}@example.com`,
      organizations: groups,
      teams: chance(2) % 2 === 0 ? [] : [pick(teams, chance(2))],
      assignments:
        role === undefined ? [] : [{ role, organization: chance(3) % 3 === 0 ? organizations[0] : null }],
    });
    for (const permission of terms.powers) {
      await admin.make(`/users/${id}/grants`, { permission, scope: 'all' });
    }
    const right = { permission: pick(terms.rights.slice(0, -1), chance(4)), scope: pick(SCOPES, chance(3)) };
    await admin.make(`/users/${id}/grants`, right);
  }
  if ((chances[0] ?? 0) % 2 === 0) {
    const path = `/organizations/${organizations[0]}`;
    await admin.put(`${path}/limits/${terms.limited}`, path, { resources: ['c1'] });
  }
  const actors: Actor[] = [];
  for (const user of users) actors.push({ user, client: await api.as(user) });
  return { api, terms, prefix, actors, users, organizations, teams, employees, roles, invitations: [] };
}

/** Speaks with a token that the API gave out. */
export function withToken(api: AdminApi, token: string): Client {
  return new Client(api.app, token);
}
