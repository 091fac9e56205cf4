/** Which resources of a user's reach a right covers, from the widest to the narrowest. */
export type Scope = 'all' | 'organization' | 'team' | 'own';

export interface CatalogPermission {
  readonly name: string;
  readonly category: string;
  readonly description: string;
  readonly feature?: string;
  readonly resource_types: readonly string[];
  readonly field?: string;
}

/** As written: a permission, a feature, `assets.*` or `*`; without a scope, with that of the role. */
export interface RoleEntry {
  readonly permission: string;
  readonly scope?: Scope;
}

export interface CatalogRole {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly scope: Scope;
  readonly administrator?: boolean;
  readonly permissions: readonly (string | RoleEntry)[];
}

/** What a deployment starts from. Its form is that of `policies/catalogs/catalog.schema.json`. */
export interface Catalog {
  readonly name: string;
  readonly version: string;
  readonly categories: readonly string[];
  readonly permissions: readonly CatalogPermission[];
  readonly roles: readonly CatalogRole[];
  /** The permission that each management operation asks for. */
  readonly operations: Readonly<Record<string, string>>;
}

/** A role's entries by what is written, each with its scope or none. */
export function roleEntries(role: CatalogRole): Map<string, Scope | undefined> {
  return new Map(
    role.permissions.map((entry) =>
      typeof entry === 'string' ? [entry, undefined] : [entry.permission, entry.scope],
    ),
  );
}
