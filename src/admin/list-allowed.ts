import { type AdminRequest, operationOf } from './admin-request.ts';
import { type Page, type PageQuery, pageRequest, whatIsAsked, writeCursor } from './http/page.ts';
import type { ListedRows, ListScope } from './list-scope.ts';

/** Something with the key of its place in a list. */
export interface Placed<T> {
  readonly item: T;
  readonly key: string;
}

/** What of a list is read: up to `limit` rows of the scope that come after the key `after`, in order. */
export interface ListPage {
  readonly after: string | undefined;
  readonly limit: number;
  readonly scope: ListScope;
}

/**
 * A page of the rows that the actor may see: those of which the policy says so, found by the database. Throws a 403
 * problem for an actor who may see none whatever they belong to.
 */
export async function listAllowed<T>(
  request: AdminRequest & { readonly query: PageQuery },
  listed: ListedRows,
  read: (page: ListPage) => Promise<Placed<T>[]>,
): Promise<Page<T>> {
  const scope = await request.judge.scope(operationOf(request), listed);
  const asked = whatIsAsked(request.routeOptions.url ?? '', request.query);
  const { after, limit } = pageRequest(request.query, asked);
  const found = await read({ after, limit: limit + 1, scope });
  const last = found[limit - 1];
  return {
    items: found.slice(0, limit).map(({ item }) => item),
    next_cursor: found.length > limit && last !== undefined ? writeCursor(last.key, asked) : null,
  };
}
