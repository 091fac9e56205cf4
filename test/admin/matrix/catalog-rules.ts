/** What the roles of a catalog may do, worked out from the catalog's file; shares nothing with `src`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Scope = 'all' | 'organization' | 'team' | 'own';

interface CatalogFile {
  readonly permissions: { name: string; feature?: string }[];
  readonly roles: {
    id: string;
    scope: Scope;
    permissions: (string | { permission: string; scope?: Scope })[];
  }[];
  readonly operations: Record<string, string>;
}

/** Where a thing is, seen from somebody of the team `mine` in the organization `north`. */
export type Target = 'own' | 'other team' | 'other organization';
export const TARGETS: readonly Target[] = ['own', 'other team', 'other organization'];

/** How closely a thing says where it is: by its team, by its organization only, or not at all. */
export type Belonging = 'team' | 'organization' | 'nothing';

export class CatalogRules {
  readonly #file: CatalogFile;

  constructor(name: string) {
    const path = join(import.meta.dirname, '../../../policies/catalogs', `${name}.json`);
    this.#file = JSON.parse(readFileSync(path, 'utf8'));
  }

  get roles(): string[] {
    return this.#file.roles.map(({ id }) => id);
  }

  permissionFor(operation: string): string {
    const permission = this.#file.operations[operation];
    if (permission === undefined) throw new Error(`The catalog maps "${operation}" to nothing.`);
    return permission;
  }

  /** The scope in which a role holds the permission for an operation, or undefined. */
  scopeOf(role: string, operation: string): Scope | undefined {
    const wanted = this.permissionFor(operation);
    const feature = this.#file.permissions.find(({ name }) => name === wanted)?.feature;
    const found = this.#file.roles.find(({ id }) => id === role);
    const entries = (found?.permissions ?? []).map((entry) =>
      typeof entry === 'string' ? { permission: entry } : entry,
    );
    const ways = [wanted, feature, `${wanted.split('.')[0]}.*`, '*'];
    const entry = ways
      .map((way) => entries.find(({ permission }) => permission === way))
      .find((one) => one !== undefined);
    return entry && (('scope' in entry ? entry.scope : undefined) ?? found?.scope);
  }

  /** Whether a role may do an operation to such a thing. */
  allows(role: string, operation: string, target: Target, belonging: Belonging): boolean {
    const scope = this.scopeOf(role, operation);
    if (scope === undefined || scope === 'own') return false;
    if (scope === 'all') return true;
    if (belonging === 'nothing') return false;
    if (scope === 'organization') return target !== 'other organization';
    return belonging === 'team' && target === 'own';
  }
}
