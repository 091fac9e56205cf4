import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';

/** One record of the policy data. */
export type Entry = readonly [collection: string, key: string, document: object];

export interface BenchUser {
  readonly id: string;
  readonly employee: string;
  readonly role: string;
  readonly team: number;
  readonly organization: number;
  /** Has a role and nothing else: no grant, no denial. */
  readonly plain: boolean;
}

const USERS_OF_A_TEAM = 25;
const TEAMS_OF_AN_ORGANIZATION = 10;
const PAST = 1_600_000_000;
const FUTURE = 4_000_000_000;

/** A number below `size` that follows from `n` alone, another one for each `salt`. */
export function pick(salt: number, n: number, size: number): number {
  return mix(salt, n) % size;
}

/** The id of the n-th thing of a kind, in the form of a UUID. */
export function uuid(salt: number, n: number): string {
  const hex = [1, 2, 3, 4]
    .map((part) =>
      mix(salt * 8 + part, n)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** A company of `users` users under the kaliaops catalog, always the same for the same number. */
export class BenchCompany {
  readonly users: number;
  readonly teams: number;
  readonly organizations: number;

  constructor(users: number) {
    this.users = users;
    this.teams = Math.max(12, Math.ceil(users / USERS_OF_A_TEAM));
    this.organizations = Math.max(3, Math.ceil(this.teams / TEAMS_OF_AN_ORGANIZATION));
  }

  user(n: number): BenchUser {
    const team = pick(2, n, this.teams);
    const share = pick(1, n, 100);
    return {
      id: uuid(1, n),
      employee: uuid(2, n),
      role: share < 1 ? 'admin' : share < 10 ? 'manager' : share < 60 ? 'tech' : 'viewer',
      team,
      organization: this.organizationOf(team),
      plain: n % 20 !== 7 && n % 50 !== 9,
    };
  }

  organizationOf(team: number): number {
    return team % this.organizations;
  }

  /** Every record of the policy data. */
  *entries(): Generator<Entry> {
    const catalog = readCatalog();
    for (const permission of catalog.permissions) {
      const types = Object.fromEntries(permission.resource_types.map((type) => [type, true]));
      yield ['permissions', permission.name, { category: permission.category, resource_types: types }];
    }
    for (const [type, fields] of fieldsOf(catalog)) yield ['fields', type, fields];
    for (const role of catalog.roles) yield ['roles', role.id, { permissions: expand(role, catalog) }];
    for (let n = 0; n < this.organizations; n++) {
      const limits = n % 10 === 3 ? { service: { email: true, portal: true } } : {};
      yield ['organizations', organizationId(n), { code: `ORG${n}`, limits }];
    }
    for (let n = 0; n < this.teams; n++) {
      yield ['teams', teamId(n), { organization: organizationId(this.organizationOf(n)) }];
    }
    for (let n = 0; n < this.users; n++) yield ['users', uuid(1, n), this.#userDocument(n)];
  }

  #userDocument(n: number): object {
    const { employee, role, team, organization } = this.user(n);
    const ending = n % 40 === 7 ? PAST : FUTURE;
    return {
      status: n % 97 === 5 ? 'deactivated' : 'active',
      employee,
      roles: [{ role }],
      grants: n % 20 === 7 ? { 'contracts.view': [{ scope: 'organization', not_after: ending }] } : {},
      denials: n % 50 === 9 ? { 'incidents.edit': {} } : {},
      organizations: [organizationId(organization)],
      teams: [teamId(team)],
    };
  }
}

export function organizationId(n: number): string {
  return uuid(3, n);
}

export function teamId(n: number): string {
  return uuid(4, n);
}

export interface Catalog {
  readonly permissions: readonly {
    readonly name: string;
    readonly category: string;
    readonly resource_types: readonly string[];
    readonly field?: string;
  }[];
  readonly roles: readonly CatalogRole[];
}

interface CatalogRole {
  readonly id: string;
  readonly scope: string;
  readonly permissions: readonly (string | { readonly permission: string; readonly scope: string })[];
}

export function readCatalog(): Catalog {
  return JSON.parse(readFileSync(join(packageRoot, 'policies/catalogs/kaliaops.json'), 'utf8')) as Catalog;
}

function fieldsOf(catalog: Catalog): Map<string, Record<string, string>> {
  const fields = new Map<string, Record<string, string>>();
  for (const { name, field, resource_types } of catalog.permissions) {
    if (field === undefined) continue;
    for (const type of resource_types) fields.set(type, { ...fields.get(type), [field]: name });
  }
  return fields;
}

/** Plain permissions with their scopes: of the entries that match one, the longest decides. */
export function expand(role: CatalogRole, catalog: Catalog): Record<string, string> {
  const written = role.permissions
    .map((entry) => (typeof entry === 'string' ? { permission: entry, scope: role.scope } : entry))
    .sort((a, b) => a.permission.length - b.permission.length);
  const permissions: Record<string, string> = {};
  for (const { permission, scope } of written) {
    const prefix = permission.endsWith('*') ? permission.slice(0, -1) : undefined;
    for (const { name } of catalog.permissions) {
      if (prefix === undefined ? name === permission : name.startsWith(prefix)) permissions[name] = scope;
    }
  }
  return permissions;
}

function mix(salt: number, n: number): number {
  let h = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}
