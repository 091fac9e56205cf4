import { type Static, Type } from 'typebox';
import { pageQuery } from '../http/page.ts';
import type { ListPage, Placed } from '../list-allowed.ts';
import type { ListedRows } from '../list-scope.ts';
import type { Queryable } from '../queryable.ts';
import { closed, id } from '../schemas.ts';
import { readSorted } from '../sorted-list.ts';
import { API_TOKEN_COLUMNS, API_TOKENS, type ApiTokenRow, fromRow } from './queries.ts';
import type { ApiToken } from './schemas.ts';

const orders = { id: ['t.id', 'uuid'] } as const;

export const apiTokenQuery = closed({ ...pageQuery.properties, user: Type.Optional(id) });

/** As `apiTokenResource` says it. */
export const listedApiTokens: ListedRows = {
  type: 'api_token',
  columns: {
    id: { column: ['t', 'id'], type: 'uuid', nullable: false },
    'properties.owner': { column: ['t', 'user_id'], type: 'string', nullable: false },
    'properties.organizations': { column: ['places', 'organizations'], type: 'string[]', nullable: false },
    'properties.teams': { column: ['places', 'teams'], type: 'string[]', nullable: false },
  },
};

/** Tokens in the order in which they were made. */
export async function listApiTokens(
  db: Queryable,
  { user }: Static<typeof apiTokenQuery>,
  page: ListPage,
): Promise<Placed<ApiToken>[]> {
  const found = await readSorted<ApiTokenRow>(db, page, {
    orders,
    columns: API_TOKEN_COLUMNS,
    from: `${API_TOKENS}
           CROSS JOIN LATERAL (
             SELECT texts_of(d.document -> 'organizations') AS organizations, texts_of(d.document -> 'teams') AS teams
           ) AS places`,
    where: '($4::text IS NULL OR t.user_id = $4)',
    values: [user ?? null],
  });
  return found.map(({ item, key }) => ({ item: fromRow(item), key }));
}
