import type { ListPage, Placed } from '../list-allowed.ts';
import type { ListedRows } from '../list-scope.ts';
import { type Queryable, row } from '../queryable.ts';
import { readSorted } from '../sorted-list.ts';
import type { Catalog, Permission } from './schemas.ts';

/** A permission belongs to nobody in particular. */
export const listedPermissions: ListedRows = {
  type: 'permission',
  columns: { id: { column: 'name', type: 'string', nullable: false } },
};

/** Permissions in the order of their names. */
export function listPermissions(db: Queryable, page: ListPage): Promise<Placed<Permission>[]> {
  return readSorted(db, page, {
    orders: { id: ['name', 'text'] },
    columns: 'name, category, description, feature, resource_types, field',
    from: 'permissions',
    where: 'true',
    values: [],
  });
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
