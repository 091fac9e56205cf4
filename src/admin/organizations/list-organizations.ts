import type { Static } from 'typebox';
import { pageQuery } from '../http/page.ts';
import type { Queryable } from '../queryable.ts';
import { withMoments } from '../row-moments.ts';
import { closed } from '../schemas.ts';
import { isFound, type Placed, readSorted, search, sortBy } from '../sorted-list.ts';
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

/** Organizations as asked for, those after the key `after`. */
export async function listOrganizations(
  db: Queryable,
  query: OrganizationQuery,
  after: string | undefined,
  limit: number,
): Promise<Placed<Organization>[]> {
  const found = await readSorted<OrganizationRow>(db, {
    orders,
    columns: ORGANIZATION_COLUMNS,
    from: 'organizations',
    where: isFound('$4', 'name', 'code'),
    values: [query.search ?? null],
    sort: query.sort,
    after,
    limit,
  });
  return found.map(({ item, key }) => ({ item: withMoments(item), key }));
}
