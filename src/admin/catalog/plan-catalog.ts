import { isDeepStrictEqual } from 'node:util';
import {
  type Catalog,
  type CatalogPermission,
  type CatalogRole,
  roleEntries,
  type Scope,
} from './catalog.ts';
import type { CatalogState, PresentRole } from './catalog-state.ts';

/** One thing that applying a catalog does. */
export type CatalogStep =
  | { readonly kind: 'add-permission' | 'change-permission'; readonly permission: CatalogPermission }
  | { readonly kind: 'add-role'; readonly role: CatalogRole }
  | {
      readonly kind: 'change-role';
      readonly id: string;
      readonly description: string;
      readonly scope: Scope;
    }
  | {
      readonly kind: 'add-entry' | 'change-entry';
      readonly role: string;
      readonly permission: string;
      readonly scope: Scope | undefined;
    }
  | { readonly kind: 'remove-entry'; readonly role: string; readonly permission: string }
  | {
      readonly kind: 'add-operation' | 'change-operation';
      readonly operation: string;
      readonly permission: string;
    };

export interface CatalogPlan {
  readonly steps: readonly CatalogStep[];
  /** What differs from the catalog and stays as it is, a sentence each. */
  readonly kept: readonly string[];
  /** Why the catalog can't be applied, a sentence each. */
  readonly conflicts: readonly string[];
}

/**
 * What leads from what the database holds to a catalog. Permissions and operations become what the catalog says, and
 * none is removed. Of a system role only what changed between the catalog applied last and this one is changed, and
 * only where the role still is as that one left it: what an administrator added, took away or gave another scope
 * stays. A database keeps the catalog it began with; another one is a conflict.
 */
export function planCatalog(state: CatalogState, wanted: Catalog): CatalogPlan {
  const { applied } = state;
  if (applied !== undefined && applied.name !== wanted.name) {
    const conflict =
      `This database began with the catalog "${applied.name}" and keeps it: its roles and grants are written in ` +
      `that catalog's permissions. For "${wanted.name}" use another database.`;
    return { steps: [], kept: [], conflicts: [conflict] };
  }
  const roles = wanted.roles.map((role) => planRole(state, role));
  return {
    steps: [
      ...permissionSteps(state, wanted),
      ...roles.flatMap((role) => role.steps),
      ...operationSteps(state, wanted),
    ],
    kept: [...keptPermissions(state, wanted), ...roles.flatMap((role) => role.kept)],
    conflicts: roles.flatMap((role) => role.conflicts),
  };
}

function permissionSteps({ permissions }: CatalogState, wanted: Catalog): CatalogStep[] {
  return wanted.permissions.flatMap((permission): CatalogStep[] => {
    const present = permissions.get(permission.name);
    if (present === undefined) return [{ kind: 'add-permission', permission }];
    return isDeepStrictEqual(present, permission) ? [] : [{ kind: 'change-permission', permission }];
  });
}

function keptPermissions({ permissions }: CatalogState, wanted: Catalog): string[] {
  const names = new Set(wanted.permissions.map((permission) => permission.name));
  return [...permissions.keys()]
    .filter((name) => !names.has(name))
    .map((name) => `The permission ${name} is not in this catalog and stays.`);
}

function operationSteps({ operations }: CatalogState, wanted: Catalog): CatalogStep[] {
  return Object.entries(wanted.operations).flatMap(([operation, permission]): CatalogStep[] => {
    const present = operations.get(operation);
    if (present === permission) return [];
    return [{ kind: present === undefined ? 'add-operation' : 'change-operation', operation, permission }];
  });
}

function planRole(state: CatalogState, wanted: CatalogRole): CatalogPlan {
  const present = state.roles.find((role) => role.id === wanted.id);
  const conflicts = roleConflicts(state, wanted, present);
  if (conflicts.length > 0) return { steps: [], kept: [], conflicts };
  if (present === undefined) return { steps: [{ kind: 'add-role', role: wanted }], kept: [], conflicts };
  const before = state.applied?.roles.find((role) => role.id === wanted.id);
  const entries = planEntries(present, before, wanted);
  return { steps: [...roleSteps(present, before, wanted), ...entries.steps], kept: entries.kept, conflicts };
}

function roleConflicts(
  { roles }: CatalogState,
  wanted: CatalogRole,
  present: PresentRole | undefined,
): string[] {
  if (present !== undefined && !present.system) {
    return [`The catalog has a system role "${wanted.id}", and an administrator made a role of this id.`];
  }
  if (present !== undefined && present.name !== wanted.name) {
    return [`The system role "${wanted.id}" is named "${present.name}"; it can't become "${wanted.name}".`];
  }
  return roles
    .filter((role) => role.id !== wanted.id && role.name.toLowerCase() === wanted.name.toLowerCase())
    .map(
      (role) =>
        `The role "${role.id}" has the name "${role.name}", which the catalog gives to "${wanted.id}".`,
    );
}

/** Merges three ways, member by member: what the catalog changed, where an administrator did not. */
function roleSteps(
  present: PresentRole,
  before: CatalogRole | undefined,
  wanted: CatalogRole,
): CatalogStep[] {
  const merge = <T>(now: T, then: T | undefined, next: T): T => (now === then ? next : now);
  const description = merge(present.description, before?.description, wanted.description);
  const scope = merge(present.scope, before?.scope, wanted.scope);
  if (description === present.description && scope === present.scope) return [];
  return [{ kind: 'change-role', id: present.id, description, scope }];
}

function planEntries(
  present: PresentRole,
  before: CatalogRole | undefined,
  wanted: CatalogRole,
): { steps: CatalogStep[]; kept: string[] } {
  const then = before === undefined ? new Map<string, Scope | undefined>() : roleEntries(before);
  const next = roleEntries(wanted);
  const steps: CatalogStep[] = [];
  const kept: string[] = [];
  for (const permission of new Set([...then.keys(), ...next.keys(), ...present.entries.keys()])) {
    const [was, is, shall] = [then, present.entries, next].map((entries) => written(entries, permission));
    if (is === shall) continue;
    if (is !== was || was === shall) {
      kept.push(`The role "${present.id}" keeps what an administrator made of "${permission}".`);
    } else if (shall === undefined) {
      steps.push({ kind: 'remove-entry', role: present.id, permission });
    } else {
      const kind = is === undefined ? 'add-entry' : 'change-entry';
      steps.push({ kind, role: present.id, permission, scope: next.get(permission) });
    }
  }
  return { steps, kept };
}

/** Comparable: undefined where nothing is written, else the scope, which may be the role's own. */
function written(entries: ReadonlyMap<string, Scope | undefined>, permission: string): string | undefined {
  return entries.has(permission) ? (entries.get(permission) ?? 'of the role') : undefined;
}
