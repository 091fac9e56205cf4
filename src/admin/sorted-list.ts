import { Type } from 'typebox';
import type { ListPage, Placed } from './list-allowed.ts';
import { type Queryable, rows } from './queryable.ts';
import { type KeyType, readSortKey } from './sort-key.ts';

/**
 * What a list can be sorted by: expressions of SQL that are never null, and their types. `id` is one of them. Each has
 * an index together with the id.
 */
export type Orders = Readonly<Record<string, readonly [expression: string, type: KeyType]>> & {
  readonly id: readonly [expression: string, type: 'text' | 'uuid'];
};

/** The query parameter that chooses an order: a name, with a minus in front for the other way round. */
export function sortBy(orders: Orders) {
  const names = Object.keys(orders).flatMap((name) => [name, `-${name}`]);
  return Type.Optional(
    Type.Enum(names, { default: 'id', description: 'With a minus in front: the other way round.' }),
  );
}

export interface SortedQuery {
  readonly orders: Orders;
  readonly columns: string;
  /** What `columns`, `where` and the scope of the list name. */
  readonly from: string;
  /** What of `from` is enough to find rows for whoever may see all of them, where that is less. */
  readonly found?: string;
  /** What of `from` has the rows, where no filter has an index in the order of the list. */
  readonly table?: string;
  /** Whether an index finds the rows, where they are few, sooner than thousands of rows are looked at. */
  readonly indexed?: boolean;
  /** A condition, whose parameters begin with `$4`. */
  readonly where: string;
  readonly values: readonly unknown[];
  readonly sort?: string | undefined;
}

/**
 * How many rows are passed in the order of a list before what is looked for is found first and put in order then. More of
 * them where the first ones had a quarter of a page.
 */
const PASSED = [5_000, 20_000];

/**
 * Rows in an order that ids make whole, each with its key. Throws a 400 problem for a key of another order.
 *
 * The rows are found before what a page shows of them is put together.
 *
 * What many rows of a narrowed list are is among the first in its order. What is not there is found by the indexes of what
 * narrows it, which the database would not do by itself: it takes what it looks for to lie everywhere, and would pass all
 * Adams to Yvonnes in search of a Zoe.
 */
export async function readSorted<R extends object>(
  db: Queryable,
  { after, limit, scope }: ListPage,
  { orders, columns, from, found = from, table, indexed = false, where, values, sort = 'id' }: SortedQuery,
): Promise<Placed<R>[]> {
  const descending = sort.startsWith('-');
  const [expression, type] = orders[descending ? sort.slice(1) : sort] ?? orders.id;
  const [id, idType] = orders.id;
  const [compare, direction] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
  const place = after === undefined ? undefined : readSortKey(after, sort, [type, idType]);
  const scoped = scope.condition(4 + values.length);
  const begin = [place?.value ?? null, place?.id ?? null];
  const isAfter = (key: string) =>
    `($1::text IS NULL OR (${key}, ${id}) ${compare} ($1::${type}, $2::${idType}))`;
  const order = (key: string) => `ORDER BY ${key} ${direction}, ${id} ${direction}`;
  const source = scope.all ? found : from;
  const read = async (key: string, { rowsOf = source, until = '', end = [] as string[] } = {}) => {
    const page = await rows<R & { sorted_by: string; named: string }>(
      db,
      `WITH found AS MATERIALIZED (
         SELECT ${key} AS sorted_by, ${id} AS named
         FROM ${rowsOf}
         WHERE ${isAfter(key)} AND ${where} AND ${scoped.text} ${until}
         ${order(key)}
         LIMIT $3
       )
       SELECT ${columns}, found.sorted_by::text, found.named::text
       FROM found CROSS JOIN ${from}
       WHERE ${id} = found.named
       ORDER BY found.sorted_by ${direction}, found.named ${direction}`,
      [...begin, limit, ...values, ...scoped.values, ...end],
    );
    return page.map(
      ({ sorted_by, named, ...row }): Placed<R> => ({
        item: row as unknown as R,
        key: JSON.stringify([sort, sorted_by, named]),
      }),
    );
  };
  const narrowed = !scope.all || values.some((value) => value !== null);
  if (!narrowed || table === undefined) return read(expression);
  const next = 4 + values.length + scoped.values.length;
  const until = `AND (${expression}, ${id}) ${descending ? '>=' : '<='} ($${next}::${type}, $${next + 1}::${idType})`;
  const name = table.split(' ').at(-1);
  for (const most of PASSED) {
    const [passed] = await rows<{ value: string; named: string }>(
      db,
      `SELECT (${expression})::text AS value, (${id})::text AS named FROM ${table}
       WHERE ${isAfter(expression)} ${order(expression)} OFFSET ${most} LIMIT 1`,
      begin,
    );
    if (passed === undefined) return read(expression);
    // Given the end of the rows alone, the database expects a third of the table, and looks for an index.
    const limited = `(SELECT ${name}.*, ${expression} AS sorted_by FROM ${table}
                      WHERE ${isAfter(expression)} ${order(expression)} LIMIT ${most}) AS ${name}`;
    const first = indexed
      ? await read(expression, { until, end: [passed.value, passed.named] })
      : await read(expression === id ? id : `${name}.sorted_by`, {
          rowsOf: source.replace(table, () => limited),
        });
    if (first.length === limit) return first;
    if (first.length < limit / 4) break;
  }
  // No index has this order. Of keys that many rows share, the database would take few to come after one.
  return read(`(ARRAY[${expression}])[1]`);
}
