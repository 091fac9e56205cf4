import { type Static, Type } from 'typebox';
import { pageQuery } from '../http/page.ts';
import type { ListPage, Placed } from '../list-allowed.ts';
import type { ListedRows } from '../list-scope.ts';
import { isFound, isIndexed, search } from '../list-search.ts';
import type { Queryable } from '../queryable.ts';
import { withMoments } from '../row-moments.ts';
import { closed, id } from '../schemas.ts';
import { readSorted, sortBy } from '../sorted-list.ts';
import { ROLE_COLUMNS, type RoleRow } from './queries.ts';
import type { Role } from './schemas.ts';

const orders = {
  id: ['r.id', 'text'],
  name: ['lower(r.name)', 'text'],
  created_at: ['r.created_at', 'timestamptz'],
} as const;

export const roleQuery = closed({
  ...pageQuery.properties,
  search: search('the name or the description'),
  organization: Type.Optional({
    ...id,
    description: 'Those that can be assigned there: its own, and those for everyone.',
  }),
  sort: sortBy(orders),
});
export type RoleQuery = Static<typeof roleQuery>;

/** A role belongs where it was made; one for everyone is everybody's. */
export const listedRoles: ListedRows = {
  type: 'role',
  columns: {
    id: { column: ['r', 'id'], type: 'string', nullable: false },
    'properties.organization': { column: ['r', 'organization_id'], type: 'string' },
  },
  everybodys: 'r.organization_id IS NULL',
};

/** Roles as asked for, those after the key `after`. */
export async function listRoles(db: Queryable, query: RoleQuery, page: ListPage): Promise<Placed<Role>[]> {
  const found = await readSorted<RoleRow>(db, page, {
    orders,
    columns: ROLE_COLUMNS,
    table: 'roles AS r',
    from: 'roles AS r',
    where: `${isFound('$4', 'r.searched')}
            AND ($5::text IS NULL OR r.organization_id IS NULL OR r.organization_id = $5)`,
    indexed: isIndexed(query.search),
    values: [query.search ?? null, query.organization ?? null],
    sort: query.sort,
  });
  return found.map(({ item, key }) => ({ item: withMoments(item), key }));
}
