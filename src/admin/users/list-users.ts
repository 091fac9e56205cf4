import { type Static, Type } from 'typebox';
import { pageQuery } from '../http/page.ts';
import type { ListPage, Placed } from '../list-allowed.ts';
import type { ListedRows } from '../list-scope.ts';
import { isFound, isIndexed, search } from '../list-search.ts';
import type { Queryable } from '../queryable.ts';
import { closed, id } from '../schemas.ts';
import { readSorted, sortBy } from '../sorted-list.ts';
import { fromRow, USER_COLUMNS, type UserRow } from './queries.ts';
import { status, type User } from './schemas.ts';

const orders = {
  id: ['u.id', 'text'],
  name: ['lower(u.name)', 'text'],
  email: ["COALESCE(lower(u.email), '')", 'text'],
  status: ['u.status', 'text'],
  last_login_at: ["COALESCE(u.last_login_at, '-infinity'::timestamptz)", 'timestamptz'],
  created_at: ['u.created_at', 'timestamptz'],
} as const;

export const userQuery = closed({
  ...pageQuery.properties,
  search: search('the name or the address'),
  status: Type.Optional(status),
  role: Type.Optional({ ...id, description: 'A role that is assigned and has not ended.' }),
  sort: sortBy(orders),
});
export type UserQuery = Static<typeof userQuery>;

/** As `userResource` says it. */
export const listedUsers: ListedRows = {
  type: 'user',
  columns: {
    id: { column: ['d', 'key'], type: 'string', nullable: false },
    'properties.organizations': { column: ['d', 'organizations'], type: 'string[]', nullable: false },
    'properties.teams': { column: ['d', 'teams'], type: 'string[]', nullable: false },
    'properties.owner': { column: ['d', 'key'], type: 'string', nullable: false },
  },
};

/** Beside nothing else in an OR, or the database would ask it of every user. */
const HOLDS_ROLE = `u.id IN (SELECT a.user_id FROM role_assignments AS a
                             WHERE a.role_id = $6 AND (a.not_after IS NULL OR a.not_after > now()))`;

/** Users as asked for, those after the key `after`. Where they belong is read as last committed. */
export async function listUsers(
  db: Queryable,
  query: Pick<UserQuery, 'search' | 'status' | 'role' | 'sort'>,
  page: ListPage,
): Promise<Placed<User>[]> {
  const found = await readSorted<UserRow>(db, page, {
    orders,
    columns: USER_COLUMNS,
    found: 'users AS u',
    // A status alone has an index in each order.
    ...(page.scope.all && query.status !== undefined && query.search === undefined && query.role === undefined
      ? {}
      : { table: 'users AS u' }),
    from: `users AS u JOIN policy_document AS d ON d.collection = 'users' AND d.key = u.id COLLATE "C"`,
    where: `${isFound('$4', 'u.searched')}
            AND ($5::text IS NULL OR u.status = $5)
            AND ${query.role === undefined ? '$6::text IS NULL' : HOLDS_ROLE}`,
    indexed: isIndexed(query.search),
    values: [query.search ?? null, query.status ?? null, query.role ?? null],
    sort: query.sort,
  });
  return found.map(({ item, key }) => ({ item: fromRow(item), key }));
}
