import type { ListPage, Placed } from '../list-allowed.ts';
import type { ListedRows } from '../list-scope.ts';
import type { Queryable } from '../queryable.ts';
import { withMoments } from '../row-moments.ts';
import { readSorted } from '../sorted-list.ts';
import { RESOURCE_COLUMNS, type ResourceRow } from './queries.ts';
import type { RegisteredResource, ResourceQuery } from './schemas.ts';

const orders = { id: ['key COLLATE "C"', 'text'] } as const;

/** As `asResource` says it. */
export const listedResources: ListedRows = {
  type: 'resource',
  columns: {
    id: { column: 'key', type: 'string', nullable: false },
    'properties.organization': { column: 'organization_id', type: 'string' },
    'properties.team': { column: 'team_id', type: 'string' },
    'properties.owner': { column: 'owner_id', type: 'string' },
  },
};

/** Resources in the order of their keys. */
export async function listResources(
  db: Queryable,
  { type, organization, team }: Pick<ResourceQuery, 'type' | 'organization' | 'team'>,
  page: ListPage,
): Promise<Placed<RegisteredResource>[]> {
  const found = await readSorted<ResourceRow>(db, page, {
    orders,
    columns: RESOURCE_COLUMNS,
    from: 'resources',
    // The keys of a type lie between its name with a slash, and its name with what follows a slash in ASCII.
    where: `($4::text IS NULL OR (key COLLATE "C" > $4 || '/' AND key COLLATE "C" < $4 || '0'))
            AND ($5::text IS NULL OR organization_id = $5)
            AND ($6::text IS NULL OR team_id = $6)`,
    values: [type ?? null, organization ?? null, team ?? null],
  });
  return found.map(({ item, key }) => ({ item: withMoments(item), key }));
}
