import { type AdminRequest, operationOf } from './admin-request.ts';
import { type Page, type PageQuery, pageRequest, whatIsAsked, writeCursor } from './http/page.ts';
import type { Resource } from './judge.ts';

/** Rows one request reads at most; a page that reaches it is short and goes on from there. */
const LARGEST_SEARCH = 5_000;

export interface AllowedList<T> {
  /** The resource type. */
  readonly type: string;
  /** Up to `limit` rows that come after the key `after`, in order. */
  readonly read: (after: string | undefined, limit: number) => Promise<T[]>;
  readonly resource: (item: T) => Resource;
  /** As a noun's: what is listed for whoever may see some of them. */
  readonly everybodys?: ((item: T) => boolean) | undefined;
  /** What the list is in order of; the id by default. */
  readonly key?: (item: T) => string;
}

/**
 * A page of the rows that the actor may see, each judged by the policy as a single one would be. Throws a 403
 * problem for an actor who may see none whatever they belong to.
 */
export async function listAllowed<T extends { readonly id: string }>(
  request: AdminRequest & { readonly query: PageQuery },
  { type, read, resource, everybodys = () => false, key = ({ id }) => id }: AllowedList<T>,
): Promise<Page<T>> {
  const { judge } = request;
  const operation = operationOf(request);
  await judge.demandSomewhere(operation, type);
  const asked = whatIsAsked(request.routeOptions.url ?? '', request.query);
  const page = pageRequest(request.query, asked);
  const items: T[] = [];
  let { after } = page;
  const ended = (): Page<T> => ({ items, next_cursor: null });
  const more = (): Page<T> => ({
    items,
    next_cursor: after === undefined ? null : writeCursor(after, asked),
  });
  for (let searched = 0; searched < LARGEST_SEARCH; ) {
    const wanted = page.limit + 1;
    const batch = await read(after, wanted);
    for (const item of batch) {
      if (items.length === page.limit) return more();
      after = key(item);
      if (everybodys(item) || (await judge.allows(operation, resource(item)))) items.push(item);
    }
    if (batch.length < wanted) return ended();
    searched += batch.length;
  }
  return more();
}
