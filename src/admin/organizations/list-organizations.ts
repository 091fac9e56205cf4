import type { Static } from 'typebox';
import { pageQuery } from '../http/page.ts';
import type { ListPage, Placed } from '../list-allowed.ts';
import type { ListedRows } from '../list-scope.ts';
import { isFound, isIndexed, search } from '../list-search.ts';
import type { Queryable } from '../queryable.ts';
import { withMoments } from '../row-moments.ts';
import { closed } from '../schemas.ts';
import { readSorted, sortBy } from '../sorted-list.ts';
import { ORGANIZATION_COLUMNS, type OrganizationRow } from './queries.ts';
import type { Organization } from './schemas.ts';

const orders = {
  id: ['id', 'text'],
  name: ['lower(name)', 'text'],
  code: ['lower(code)', 'text'],
  created_at: ['created_at', 'timestamptz'],
} as const;

export const organizationQuery = closed({
  ...pageQuery.properties,
  search: search('the name or the code'),
  sort: sortBy(orders),
});
export type OrganizationQuery = Static<typeof organizationQuery>;

/** An organization belongs to itself. */
export const listedOrganizations: ListedRows = {
  type: 'organization',
  columns: {
    id: { column: 'id', type: 'string', nullable: false },
    'properties.organizations': { column: 'itself', type: 'string[]', nullable: false },
  },
};

/** Organizations as asked for, those after the key `after`. */
export async function listOrganizations(
  db: Queryable,
  query: OrganizationQuery,
  page: ListPage,
): Promise<Placed<Organization>[]> {
  const found = await readSorted<OrganizationRow>(db, page, {
    orders,
    columns: ORGANIZATION_COLUMNS,
    table: 'organizations',
    from: 'organizations CROSS JOIN LATERAL (SELECT ARRAY[id] AS itself) AS own',
    where: isFound('$4', 'searched'),
    indexed: isIndexed(query.search),
    values: [query.search ?? null],
    sort: query.sort,
  });
  return found.map(({ item, key }) => ({ item: withMoments(item), key }));
}
