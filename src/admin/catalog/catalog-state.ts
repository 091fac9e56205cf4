import type { Catalog, CatalogPermission, Scope } from './catalog.ts';

/** A role as the database holds it. */
export interface PresentRole {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly scope: Scope;
  readonly system: boolean;
  readonly entries: ReadonlyMap<string, Scope | undefined>;
}

/** What the database holds of what a catalog speaks about. */
export interface CatalogState {
  /** The catalog that was applied last; undefined before the first. */
  readonly applied: Catalog | undefined;
  readonly permissions: ReadonlyMap<string, CatalogPermission>;
  readonly roles: readonly PresentRole[];
  readonly operations: ReadonlyMap<string, string>;
}
