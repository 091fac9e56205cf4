import { type Static, Type } from 'typebox';
import { pageQuery } from '../http/page.ts';
import { malformed } from '../http/problems.ts';
import { type Queryable, rows } from '../queryable.ts';
import { closed, id } from '../schemas.ts';
import { fromRow, USER_COLUMNS, type UserRow } from './queries.ts';
import { status, type User } from './schemas.ts';

/** What users can be sorted by: an expression that is never null, and its type. Each has an index. */
const ORDERS = {
  id: ['u.id', 'text'],
  name: ['lower(u.name)', 'text'],
  email: ["COALESCE(lower(u.email), '')", 'text'],
  status: ['u.status', 'text'],
  last_login_at: ["COALESCE(u.last_login_at, '-infinity'::timestamptz)", 'timestamptz'],
  created_at: ['u.created_at', 'timestamptz'],
} as const;

type Order = keyof typeof ORDERS;

const sorts = Object.keys(ORDERS).flatMap((order) => [order, `-${order}`]);

export const userQuery = closed({
  ...pageQuery.properties,
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Part of the name or the address, in any case.',
    }),
  ),
  status: Type.Optional(status),
  role: Type.Optional(Type.Union([id], { description: 'A role that is assigned and has not ended.' })),
  sort: Type.Optional(
    Type.Enum(sorts, { default: 'id', description: 'With a minus in front: the other way round.' }),
  ),
});
export type UserQuery = Static<typeof userQuery>;

/** A user with the key of its place in the list. */
export interface ListedUser {
  readonly user: User;
  readonly key: string;
}

/** Users as asked for, those after the place `after`. Where they belong is read as last committed. */
export async function listUsers(
  db: Queryable,
  query: Pick<UserQuery, 'search' | 'status' | 'role' | 'sort'>,
  after: string | undefined,
  limit: number,
): Promise<ListedUser[]> {
  const { order, descending } = sortOf(query.sort);
  const [expression, type] = ORDERS[order];
  const place = after === undefined ? undefined : readKey(after, query.sort);
  const [compare, direction] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
  const found = await rows<UserRow & { sorted_by: string }>(
    db,
    `SELECT ${USER_COLUMNS}, (${expression})::text AS sorted_by
     FROM users AS u
     LEFT JOIN policy_document AS d ON d.collection = 'users' AND d.key = u.id COLLATE "C"
     WHERE ($1::text IS NULL OR (${expression}, u.id) ${compare} ($1::${type}, $2::text))
       AND ($3::text IS NULL OR strpos(lower(u.name), lower($3)) > 0 OR strpos(lower(u.email), lower($3)) > 0)
       AND ($4::text IS NULL OR u.status = $4)
       AND ($5::text IS NULL OR EXISTS (
             SELECT FROM role_assignments AS a
             WHERE a.user_id = u.id AND a.role_id = $5 AND (a.not_after IS NULL OR a.not_after > now())))
     ORDER BY ${expression} ${direction}, u.id ${direction}
     LIMIT $6`,
    [
      place?.value ?? null,
      place?.id ?? null,
      query.search ?? null,
      query.status ?? null,
      query.role ?? null,
      limit,
    ],
  );
  return found.map(({ sorted_by, ...user }) => ({
    user: fromRow(user),
    key: JSON.stringify([query.sort ?? 'id', sorted_by, user.id]),
  }));
}

function sortOf(sort = 'id'): { order: Order; descending: boolean } {
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  const order = Object.keys(ORDERS).find((known): known is Order => known === name) ?? 'id';
  return { order, descending };
}

/** Throws a 400 problem for a place in a list that was sorted otherwise. */
function readKey(key: string, sort = 'id'): { value: string; id: string } {
  const parts: unknown = parse(key);
  if (Array.isArray(parts) && parts.length === 3 && parts.every((part) => typeof part === 'string')) {
    const [made, value, after] = parts as [string, string, string];
    if (made === sort && isValue(value, sort)) return { value, id: after };
  }
  throw malformed('The cursor is not one that a page of this list gave, sorted like this.', [
    { field: 'cursor', message: 'must be the next_cursor of a page with the same sort' },
  ]);
}

function isValue(value: string, sort: string): boolean {
  const [, type] = ORDERS[sortOf(sort).order];
  return (
    type === 'text' ||
    value === '-infinity' ||
    /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/.test(value)
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
