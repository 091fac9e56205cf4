import type pg from 'pg';
import type { Catalog, CatalogPermission, CatalogRole, Scope } from './catalog.ts';
import { roleEntries } from './catalog.ts';
import type { CatalogState } from './catalog-state.ts';
import type { CatalogStep } from './plan-catalog.ts';

/** Held to the end of the transaction, so that two processes that start at once apply one after the other. */
export async function lockCatalog(client: pg.ClientBase): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtext('postern.catalog'))");
}

/** What the database holds of what a catalog speaks about. */
export async function readCatalogState(client: pg.ClientBase): Promise<CatalogState> {
  const applied = await client.query<{ applied: Catalog }>('SELECT applied FROM catalog');
  const permissions = await client.query<{ name: string; permission: CatalogPermission }>(
    `SELECT name, jsonb_strip_nulls(jsonb_build_object(
              'name', name, 'category', category, 'description', description, 'feature', feature,
              'resource_types', resource_types, 'field', field)) AS permission
     FROM permissions ORDER BY name COLLATE "C"`,
  );
  const roles = await client.query<{
    id: string;
    name: string;
    description: string;
    scope: Scope;
    system: boolean;
    entries: { permission: string; scope: Scope | null }[];
  }>(
    `SELECT r.id, r.name, r.description, r.scope, r.system,
            COALESCE((SELECT jsonb_agg(jsonb_build_object('permission', p.permission, 'scope', p.scope))
                      FROM role_permissions AS p WHERE p.role_id = r.id), '[]') AS entries
     FROM roles AS r ORDER BY r.id COLLATE "C"`,
  );
  const operations = await client.query<{ operation: string; permission: string }>(
    'SELECT operation, permission FROM management_operations',
  );
  return {
    applied: applied.rows[0]?.applied,
    permissions: new Map(permissions.rows.map((row) => [row.name, row.permission])),
    roles: roles.rows.map((row) => ({
      ...row,
      entries: new Map(row.entries.map((entry) => [entry.permission, entry.scope ?? undefined])),
    })),
    operations: new Map(operations.rows.map((row) => [row.operation, row.permission])),
  };
}

/** Writes which catalog the database now has. */
export async function writeApplied(client: pg.ClientBase, catalog: Catalog): Promise<void> {
  await client.query(
    `INSERT INTO catalog (name, version, applied) VALUES ($1, $2, $3)
     ON CONFLICT (singleton) DO UPDATE SET name = excluded.name, version = excluded.version, applied = excluded.applied
     WHERE (catalog.name, catalog.version, catalog.applied)
           IS DISTINCT FROM (excluded.name, excluded.version, excluded.applied)`,
    [catalog.name, catalog.version, JSON.stringify(catalog)],
  );
}

/** Does one step of a plan. */
export async function applyStep(client: pg.ClientBase, step: CatalogStep): Promise<void> {
  switch (step.kind) {
    case 'add-permission':
    case 'change-permission':
      return writePermission(client, step.permission);
    case 'add-role':
      return addRole(client, step.role);
    case 'change-role':
      await client.query(
        `UPDATE roles SET description = $2, scope = $3, version = version + 1, updated_at = now() WHERE id = $1`,
        [step.id, step.description, step.scope],
      );
      return;
    case 'add-entry':
    case 'change-entry':
      return writeEntry(client, step.role, step.permission, step.scope);
    case 'remove-entry':
      await client.query('DELETE FROM role_permissions WHERE role_id = $1 AND permission = $2', [
        step.role,
        step.permission,
      ]);
      return;
    case 'add-operation':
    case 'change-operation':
      await client.query(
        `INSERT INTO management_operations (operation, permission) VALUES ($1, $2)
         ON CONFLICT (operation) DO UPDATE SET permission = excluded.permission`,
        [step.operation, step.permission],
      );
  }
}

async function writePermission(client: pg.ClientBase, permission: CatalogPermission): Promise<void> {
  await client.query(
    `INSERT INTO permissions (name, category, description, feature, resource_types, field)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (name) DO UPDATE SET category = excluded.category, description = excluded.description,
       feature = excluded.feature, resource_types = excluded.resource_types, field = excluded.field`,
    [
      permission.name,
      permission.category,
      permission.description,
      permission.feature ?? null,
      permission.resource_types,
      permission.field ?? null,
    ],
  );
}

async function addRole(client: pg.ClientBase, role: CatalogRole): Promise<void> {
  await client.query(
    `INSERT INTO roles (id, name, description, scope, system, administrator) VALUES ($1, $2, $3, $4, true, $5)`,
    [role.id, role.name, role.description, role.scope, role.administrator ?? false],
  );
  for (const [permission, scope] of roleEntries(role)) await writeEntry(client, role.id, permission, scope);
}

async function writeEntry(
  client: pg.ClientBase,
  role: string,
  permission: string,
  scope: Scope | undefined,
): Promise<void> {
  await client.query(
    `INSERT INTO role_permissions (role_id, permission, scope) VALUES ($1, $2, $3)
     ON CONFLICT (role_id, permission) DO UPDATE SET scope = excluded.scope`,
    [role, permission, scope ?? null],
  );
}
