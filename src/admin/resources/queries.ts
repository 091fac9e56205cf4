import type { Resource } from '../judge.ts';
import { type Queryable, row, rows } from '../queryable.ts';
import { type Moments, withMoments } from '../row-moments.ts';
import type { NamedResource, RegisteredResource } from './schemas.ts';

export const RESOURCE_COLUMNS = `type, id, organization_id AS organization, team_id AS team, owner_id AS owner, attributes,
  version, created_at, updated_at`;

export type ResourceRow = Moments<RegisteredResource>;

/** What names a resource among all. */
export function keyOf({ type, id }: Pick<NamedResource, 'type' | 'id'>): string {
  return `${type}/${id}`;
}

/** The entry of a resource in the registry, as a resource itself: it belongs where the resource does. */
export function asResource(
  entry: Pick<RegisteredResource, 'type' | 'id'> &
    Partial<Pick<RegisteredResource, 'organization' | 'team' | 'owner'>>,
): Resource {
  const { organization, team, owner } = entry;
  return {
    type: 'resource',
    id: keyOf(entry),
    properties: {
      ...(organization ? { organization } : {}),
      ...(team ? { team } : {}),
      ...(owner ? { owner } : {}),
    },
  };
}

export async function readResource(db: Queryable, key: string): Promise<RegisteredResource | undefined> {
  const found = await row<ResourceRow>(db, `SELECT ${RESOURCE_COLUMNS} FROM resources WHERE key = $1`, [key]);
  return found && withMoments(found);
}

/** Resources by their keys, each locked until the transaction ends. */
export async function lockResources(
  db: Queryable,
  keys: readonly string[],
): Promise<Map<string, RegisteredResource>> {
  const found = await rows<ResourceRow>(
    db,
    `SELECT ${RESOURCE_COLUMNS} FROM resources WHERE key = ANY ($1) ORDER BY key FOR UPDATE`,
    [keys],
  );
  return new Map(found.map((one) => [keyOf(one), withMoments(one)]));
}

/** What is written of a resource. */
export type WrittenResource = Pick<
  RegisteredResource,
  'type' | 'id' | 'organization' | 'team' | 'owner' | 'attributes'
>;

const WRITTEN = 'unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[])';

function columns(resources: readonly WrittenResource[]): unknown[] {
  return [
    resources.map(({ type }) => type),
    resources.map(({ id }) => id),
    resources.map(({ organization }) => organization),
    resources.map(({ team }) => team),
    resources.map(({ owner }) => owner),
    resources.map(({ attributes }) => JSON.stringify(attributes)),
  ];
}

export async function insertResources(db: Queryable, resources: readonly WrittenResource[]): Promise<void> {
  await db.query(
    `INSERT INTO resources (type, id, organization_id, team_id, owner_id, attributes) SELECT * FROM ${WRITTEN}`,
    columns(resources),
  );
}

export async function updateResources(db: Queryable, resources: readonly WrittenResource[]): Promise<void> {
  await db.query(
    `UPDATE resources AS r
     SET organization_id = w.organization, team_id = w.team, owner_id = w.owner, attributes = w.attributes,
         version = r.version + 1, updated_at = now()
     FROM ${WRITTEN} AS w (type, id, organization, team, owner, attributes)
     WHERE r.key = w.type || '/' || w.id`,
    columns(resources),
  );
}

export async function deleteResources(db: Queryable, keys: readonly string[]): Promise<void> {
  await db.query('DELETE FROM resources WHERE key = ANY ($1)', [keys]);
}

/** Which of these organizations, or teams, there are. */
export async function existing(
  db: Queryable,
  table: 'organizations' | 'teams',
  ids: readonly string[],
): Promise<Set<string>> {
  const found = await rows<{ id: string }>(db, `SELECT id FROM ${table} WHERE id = ANY ($1)`, [ids]);
  return new Set(found.map(({ id }) => id));
}
