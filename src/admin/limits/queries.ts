import { type Queryable, row, rows } from '../queryable.ts';
import type { Limit } from './schemas.ts';

const SELECT = `
  SELECT l.organization_id AS organization, l.resource_type,
         ARRAY(SELECT r.resource_id FROM organization_limit_resources AS r
               WHERE r.organization_id = l.organization_id AND r.resource_type = l.resource_type
               ORDER BY r.resource_id COLLATE "C") AS resources
  FROM organization_limits AS l`;

/** All limits of an organization, by resource type. */
export function readLimits(db: Queryable, organization: string): Promise<Limit[]> {
  return rows<Limit>(db, `${SELECT} WHERE l.organization_id = $1 ORDER BY l.resource_type`, [organization]);
}

/** The limit of one resource type, or undefined. */
export function readLimit(db: Queryable, organization: string, type: string): Promise<Limit | undefined> {
  return row<Limit>(db, `${SELECT} WHERE l.organization_id = $1 AND l.resource_type = $2`, [
    organization,
    type,
  ]);
}

/** Puts these resources in the place of all that the limit named. */
export async function writeLimit(
  db: Queryable,
  { organization, resource_type, resources }: Limit,
): Promise<void> {
  await db.query(
    'INSERT INTO organization_limits (organization_id, resource_type) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [organization, resource_type],
  );
  await db.query(
    `DELETE FROM organization_limit_resources
     WHERE organization_id = $1 AND resource_type = $2 AND resource_id <> ALL ($3::text[])`,
    [organization, resource_type, resources],
  );
  await db.query(
    `INSERT INTO organization_limit_resources (organization_id, resource_type, resource_id)
     SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING`,
    [organization, resource_type, resources],
  );
}

export async function deleteLimit(db: Queryable, organization: string, type: string): Promise<void> {
  await db.query('DELETE FROM organization_limits WHERE organization_id = $1 AND resource_type = $2', [
    organization,
    type,
  ]);
}

/** Whether some permission of the catalog is for this type. */
export async function isResourceType(db: Queryable, type: string): Promise<boolean> {
  return (
    (await row(db, 'SELECT FROM permissions WHERE $1 = ANY (resource_types) LIMIT 1', [type])) !== undefined
  );
}
