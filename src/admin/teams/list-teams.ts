import { type Static, Type } from 'typebox';
import { pageQuery } from '../http/page.ts';
import type { ListPage, Placed } from '../list-allowed.ts';
import type { ListedRows } from '../list-scope.ts';
import { isFound, isIndexed, search } from '../list-search.ts';
import type { Queryable } from '../queryable.ts';
import { withMoments } from '../row-moments.ts';
import { closed, id } from '../schemas.ts';
import { readSorted, sortBy } from '../sorted-list.ts';
import { TEAM_COLUMNS, type TeamRow } from './queries.ts';
import type { Team } from './schemas.ts';

const orders = {
  id: ['id', 'text'],
  name: ['lower(name)', 'text'],
  created_at: ['created_at', 'timestamptz'],
} as const;

export const teamQuery = closed({
  ...pageQuery.properties,
  search: search('the name'),
  organization: Type.Optional(id),
  sort: sortBy(orders),
});
export type TeamQuery = Static<typeof teamQuery>;

/** A team belongs to itself and to its organization. */
export const listedTeams: ListedRows = {
  type: 'team',
  columns: {
    id: { column: 'id', type: 'string', nullable: false },
    'properties.team': { column: 'id', type: 'string', nullable: false },
    'properties.organization': { column: 'organization_id', type: 'string', nullable: false },
  },
};

/** Teams as asked for, those after the key `after`. */
export async function listTeams(db: Queryable, query: TeamQuery, page: ListPage): Promise<Placed<Team>[]> {
  const found = await readSorted<TeamRow>(db, page, {
    orders,
    columns: TEAM_COLUMNS,
    table: 'teams',
    from: 'teams',
    where: `${isFound('$4', 'searched')}
            AND ($5::text IS NULL OR organization_id = $5)`,
    indexed: isIndexed(query.search),
    values: [query.search ?? null, query.organization ?? null],
    sort: query.sort,
  });
  return found.map(({ item, key }) => ({ item: withMoments(item), key }));
}
