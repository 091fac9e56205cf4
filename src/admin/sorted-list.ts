import { Type } from 'typebox';
import { malformed } from './http/problems.ts';
import { isStorable } from './http/storable-text.ts';
import { type Queryable, rows } from './queryable.ts';

/** What a list can be sorted by: expressions of SQL that are never null, and their types. `id` is one of them. */
export type Orders = Readonly<Record<string, readonly [expression: string, type: 'text' | 'timestamptz']>> & {
  readonly id: readonly [expression: string, type: 'text'];
};

/** The query parameter that chooses an order: a name, with a minus in front for the other way round. */
export function sortBy(orders: Orders) {
  const names = Object.keys(orders).flatMap((name) => [name, `-${name}`]);
  return Type.Optional(
    Type.Enum(names, { default: 'id', description: 'With a minus in front: the other way round.' }),
  );
}

export const search = (what: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: `Part of ${what}, in any case.` }));

export interface SortedQuery {
  readonly orders: Orders;
  readonly columns: string;
  readonly from: string;
  /** A condition, whose parameters begin with `$4`. */
  readonly where: string;
  readonly values: readonly unknown[];
  readonly sort: string | undefined;
  /** The key after which to begin. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** Something with the key of its place in a list. */
export interface Placed<T> {
  readonly item: T;
  readonly key: string;
}

/** Rows in an order that ids make whole, each with its key. Throws a 400 problem for a key of another order. */
export async function readSorted<R extends { readonly id: string }>(
  db: Queryable,
  { orders, columns, from, where, values, sort = 'id', after, limit }: SortedQuery,
): Promise<Placed<R>[]> {
  const descending = sort.startsWith('-');
  const [expression, type] = orders[descending ? sort.slice(1) : sort] ?? orders.id;
  const [id] = orders.id;
  const [compare, direction] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
  const place = after === undefined ? undefined : readKey(after, sort, type);
  const found = await rows<R & { sorted_by: string }>(
    db,
    `SELECT ${columns}, (${expression})::text AS sorted_by
     FROM ${from}
     WHERE ($1::text IS NULL OR (${expression}, ${id}) ${compare} ($1::${type}, $2::text)) AND ${where}
     ORDER BY ${expression} ${direction}, ${id} ${direction}
     LIMIT $3`,
    [place?.value ?? null, place?.id ?? null, limit, ...values],
  );
  return found.map(({ sorted_by, ...row }) => ({
    item: row as unknown as R,
    key: JSON.stringify([sort, sorted_by, row.id]),
  }));
}

/** `read` and `key` for a list of allowed things, from a read that gives each its key. */
export function withKeys<T extends { readonly id: string }>(
  placed: (after: string | undefined, limit: number) => Promise<Placed<T>[]>,
) {
  const keys = new Map<string, string>();
  return {
    async read(after: string | undefined, limit: number): Promise<T[]> {
      const found = await placed(after, limit);
      for (const { item, key } of found) keys.set(item.id, key);
      return found.map(({ item }) => item);
    },
    key: ({ id }: T) => keys.get(id) ?? id,
  };
}

function readKey(key: string, sort: string, type: string): { value: string; id: string } {
  const parts = parse(key);
  if (Array.isArray(parts) && parts.length === 3 && parts.every(isText)) {
    const [made = '', value = '', id = ''] = parts;
    if (made === sort && (type === 'text' || isMoment(value))) return { value, id };
  }
  throw malformed('The cursor is not one that a page of this list gave, sorted like this.', [
    { field: 'cursor', message: 'must be the next_cursor of a page with the same sort' },
  ]);
}

function isText(part: unknown): part is string {
  return typeof part === 'string' && isStorable(part);
}

/** As PostgreSQL writes them. */
function isMoment(value: string): boolean {
  if (value === '-infinity') return true;
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?$/.exec(value);
  return parts !== null && Number.isFinite(Date.parse(`${parts[1]}T${parts[2]}Z`));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
