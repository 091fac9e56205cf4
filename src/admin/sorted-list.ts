import { Type } from 'typebox';
import { malformed } from './http/problems.ts';
import { isStorable } from './http/storable-text.ts';
import type { ListPage, Placed } from './list-allowed.ts';
import { type Queryable, rows } from './queryable.ts';

type KeyType = 'text' | 'timestamptz' | 'uuid';

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

export const search = (what: string) =>
  Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: `Part of ${what}, in any case, with or without accents. Marks are as good as spaces, and alone find nothing; one or two letters are the beginning of a word.`,
    }),
  );

/** A condition of SQL: whether a search for `term`, which may be null, finds what is `searched` in a row. */
export function isFound(term: string, searched: string): string {
  const whole = `search_pattern(${term})`;
  // Not as LIKE, which would ask the index again.
  return `(${term}::text IS NULL OR ${searched} LIKE search_core(${term})
           AND CASE WHEN search_core(${term}) = ${whole} THEN true
                    ELSE strpos(${searched}, trim(BOTH '%' FROM ${whole})) > 0 END)`;
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
  { orders, columns, from, found = from, table, where, values, sort = 'id' }: SortedQuery,
): Promise<Placed<R>[]> {
  const descending = sort.startsWith('-');
  const [expression, type] = orders[descending ? sort.slice(1) : sort] ?? orders.id;
  const [id, idType] = orders.id;
  const [compare, direction] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
  const place = after === undefined ? undefined : readKey(after, sort, [type, idType]);
  const scoped = scope.condition(4 + values.length);
  const begin = [place?.value ?? null, place?.id ?? null];
  const isAfter = (key: string) =>
    `($1::text IS NULL OR (${key}, ${id}) ${compare} ($1::${type}, $2::${idType}))`;
  const order = (key: string) => `ORDER BY ${key} ${direction}, ${id} ${direction}`;
  const read = async (source: string, key: string): Promise<Placed<R>[]> => {
    const page = await rows<R & { sorted_by: string; named: string }>(
      db,
      `WITH found AS MATERIALIZED (
         SELECT ${key} AS sorted_by, ${id} AS named
         FROM ${source}
         WHERE ${isAfter(key)} AND ${where} AND ${scoped.text}
         ${order(key)}
         LIMIT $3
       )
       SELECT ${columns}, found.sorted_by::text, found.named::text
       FROM found CROSS JOIN ${from}
       WHERE ${id} = found.named
       ORDER BY found.sorted_by ${direction}, found.named ${direction}`,
      [...begin, limit, ...values, ...scoped.values],
    );
    return page.map(({ sorted_by, named, ...row }) => ({
      item: row as unknown as R,
      key: JSON.stringify([sort, sorted_by, named]),
    }));
  };
  const source = scope.all ? found : from;
  const narrowed = !scope.all || values.some((value) => value !== null);
  if (!narrowed || table === undefined) return read(source, expression);
  const name = table.split(' ').at(-1);
  for (const most of PASSED) {
    // As a query of so many rows, or the database would expect a third of the table.
    const passed = `(SELECT ${name}.*, ${expression} AS sorted_by FROM ${table}
                     WHERE ${isAfter(expression)} ${order(expression)} LIMIT ${most}) AS ${name}`;
    const limited = source.replace(table, () => passed);
    const first = await read(limited, expression === id ? id : `${name}.sorted_by`);
    if (first.length === limit) return first;
    const beyond = await rows(
      db,
      `SELECT FROM ${table} WHERE ${isAfter(expression)} ${order(expression)} OFFSET ${most} LIMIT 1`,
      begin,
    );
    if (beyond.length === 0) return first;
    if (first.length < limit / 4) break;
  }
  // No index has this order. Of keys that many rows share, the database would take few to come after one.
  return read(source, `(ARRAY[${expression}])[1]`);
}

function readKey(
  key: string,
  sort: string,
  types: readonly [value: KeyType, id: KeyType],
): { value: string; id: string } {
  const parts = parse(key);
  if (Array.isArray(parts) && parts.length === 3 && parts.every(isText)) {
    const [made = '', value = '', id = ''] = parts;
    if (made === sort && FORMS[types[0]](value) && FORMS[types[1]](id)) return { value, id };
  }
  throw malformed('The cursor is not one that a page of this list gave, sorted like this.', [
    { field: 'cursor', message: 'must be the next_cursor of a page with the same sort' },
  ]);
}

function isText(part: unknown): part is string {
  return typeof part === 'string' && isStorable(part);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is one that PostgreSQL wrote of a value of the type. */
const FORMS: Readonly<Record<KeyType, (text: string) => boolean>> = {
  text: () => true,
  timestamptz: isMoment,
  uuid: (text) => UUID.test(text),
};

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
