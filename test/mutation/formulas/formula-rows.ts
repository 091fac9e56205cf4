import type { Random } from '../../../src/check/random.ts';
import type { Row, RowField } from '../../../src/check/row-shape.ts';

/** Texts that databases take for each other, order otherwise, or stumble over. */
export const TEXTS: readonly string[] = [
  ...[
    '',
    ' ',
    'a',
    'A',
    'a ',
    ' a',
    'á',
    'a\u0301',
    'ab',
    'aB',
    'Ab',
    'b',
    'ba',
    'abab',
    'ß',
    'ss',
    'ı',
    'I',
    'i',
  ],
  ...['a%', '%', '_', 'a_b', '\\', '\\\\', '[a]', "'", "''", '"', '`', "o'neil\\", '{a,b}', 'a,b', 'NULL'],
  ...['\u007f', '\ue000', '\uffee', '😀', '😀b', 'b😀', '1', '01', '1.0', 'true', 'null', 'x'.repeat(300)],
];

/** Numbers that JSON's texts and doubles agree about, at which types of numbers end or round. */
export const NUMBERS: readonly number[] = [
  ...[-2.5, -1, 0, 1, 2, 2.5, 3, 0.1, 0.30000000000000004, 1e-7, 2 ** 31, 2 ** 53 - 1, 2 ** 53, -(2 ** 53)],
  ...[9e18, -9e18, 1e19, -1e19, 1e21],
];

/** Texts of UUIDs as databases write them. */
export const UUIDS: readonly string[] = [
  ...[1, 2, 10].map((n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`),
  'abcdef00-0000-4000-8000-00000000000a',
];

/** What a field of some kind of rows may hold, null aside. */
export type Holding = (random: Random) => unknown;

const one =
  (pool: readonly unknown[]): Holding =>
  (random) =>
    random.pick(pool);
const some =
  (item: Holding): Holding =>
  (random) =>
    Array.from({ length: random.below(4) }, () => (random.chance(0.2) ? null : item(random)));

/** Few of them, so that two fields often hold the same. */
const text = one([...TEXTS, ...TEXTS.slice(0, 12), ...TEXTS.slice(0, 12)]);
const number = one(NUMBERS);
const truth = one([false, true]);
const mixed: Holding = (random) =>
  random.pick([text, number, truth, one(['1', '2.5', 'true', 'false'])])?.(random) ?? null;

/** Anything that a column of JSON holds. */
const anything: Holding = (random) =>
  random.pick([text, text, number, number, truth, some(mixed), one([{}, { a: 1 }])])?.(random) ?? null;

export interface RowKind {
  readonly fields: readonly RowField[];
  readonly rows: (random: Random, count: number) => Row[];
}

type Given = readonly [
  name: string,
  kind: RowField['kind'],
  type: string,
  holding: Holding,
  nullable?: false,
];

function kindOf(given: readonly Given[]): RowKind {
  return {
    fields: given.map(([name, kind, type, , nullable]) => ({
      path: ['properties', name],
      kind,
      column: { type: type as NonNullable<RowField['column']>['type'], nullable: nullable ?? true },
    })),
    rows: (random, count) =>
      Array.from({ length: count }, (_, n) => ({
        id: `row-${n}`,
        properties: Object.fromEntries(
          given.map(([name, , , holding, nullable]) => [
            name,
            nullable !== false && random.chance(0.15) ? null : holding(random),
          ]),
        ),
      })),
  };
}

/** Rows of columns that every database has. */
export const plainRows: RowKind = kindOf([
  ['s', 'string', 'string', text],
  ['t', 'string', 'string', text],
  ['r', 'string', 'string', text, false],
  ['n', 'number', 'number', number],
  ['m', 'number', 'number', number],
  ['k', 'number', 'number', number, false],
  ['b', 'boolean', 'boolean', truth],
  ['c', 'boolean', 'boolean', truth],
  ['tags', 'array', 'string[]', some(text)],
  ['labels', 'array', 'string[]', some(text)],
]);

/** The same with numbers that have no fraction. */
export const wholeRows: RowKind = {
  fields: plainRows.fields,
  rows: (random, count) =>
    plainRows.rows(random, count).map(({ properties, ...row }) => ({
      ...row,
      properties: Object.fromEntries(
        Object.entries(properties as object).map(([name, value]) => [
          name,
          typeof value === 'number' ? Math.floor(value) : value,
        ]),
      ),
    })),
};

/** Rows with columns of types that only some databases have. */
export const typedRows: RowKind = kindOf([
  ['u', 'string', 'uuid', one(UUIDS)],
  ['v', 'string', 'uuid', one(UUIDS)],
  ['s', 'string', 'string', one([...UUIDS, ...UUIDS.map((uuid) => uuid.toUpperCase()), ...TEXTS])],
  ['us', 'array', 'uuid[]', some(one(UUIDS))],
  ['ns', 'array', 'number[]', some(number)],
  ['bs', 'array', 'boolean[]', some(truth)],
]);

/** Rows with arrays whose items are of any type. */
export const mixedRows: RowKind = kindOf([
  ['things', 'array', 'array', some(mixed)],
  ['s', 'string', 'string', text],
]);

/** Rows in which JSON that should be an array may be a single value. */
export const singleRows: RowKind = kindOf([['things', 'array', 'array', anything]]);

/** Rows of columns that may hold anything. */
export const anyRows: RowKind = kindOf([
  ['x', 'string', 'string', anything],
  ['y', 'string', 'string', anything],
]);

/** Rows of columns without a type, as SQLite has them. */
export const looseRows: RowKind = kindOf([
  ['p', 'string', 'string', one([...TEXTS, ...NUMBERS])],
  ['q', 'string', 'string', one([...TEXTS, ...NUMBERS])],
]);
