import { type Queryable, row, rows } from '../queryable.ts';
import type { Catalog, Permission } from './schemas.ts';

/** Permissions in the order of their names, each with its name as id too. */
export function listPermissions(
  db: Queryable,
  after: string | undefined,
  limit: number,
): Promise<(Permission & { id: string })[]> {
  return rows(
    db,
    `SELECT name AS id, name, category, description, feature, resource_types, field
     FROM permissions
     WHERE $1::text IS NULL OR name > $1
     ORDER BY name
     LIMIT $2`,
    [after ?? null, limit],
  );
}

/** The catalog that was applied, or undefined. */
export function readCatalog(db: Queryable): Promise<Catalog | undefined> {
  return row(
    db,
    `SELECT name, version,
            ARRAY(SELECT DISTINCT category FROM permissions ORDER BY category) AS categories,
            ARRAY(SELECT DISTINCT feature FROM permissions WHERE feature IS NOT NULL ORDER BY feature) AS features,
            (SELECT COALESCE(jsonb_object_agg(operation, permission), '{}') FROM management_operations) AS operations
     FROM catalog`,
  );
}
