/** Random conditions over one kind of row, and the rows themselves: what every database is asked about. */
import fc from 'fast-check';
import type { Condition, Field, Order, Scalar, Text } from '../../../src/policy/conditions/condition.ts';
import type { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';

export interface SqlRow {
  readonly id: number;
  readonly s: string | null;
  readonly t: string | null;
  readonly n: number | null;
  readonly m: number | null;
  /** Never with a fraction. */
  readonly w: number | null;
  readonly b: boolean | null;
  readonly tags: readonly string[] | null;
}

const texts = [
  '',
  ' ',
  'a',
  'A',
  'a ',
  ' a',
  'á',
  'a\u0301',
  'ä',
  'ab',
  'aB',
  'a%',
  'a_b',
  '%',
  '_',
  '\\',
  '[a]',
  '*',
  "'",
  '"',
  '`',
  "'; DROP TABLE rows; --",
  'ß',
  'ss',
  'İ',
  'i',
  'ı',
  'I',
  '\ue000',
  '\uffee',
  '😀',
  '😀b',
  '1',
  '01',
  '1.0',
  'null',
  'true',
  'x'.repeat(300),
];
const numbers = [-1, 0, 1, 2, 2.5, 9007199254740991, 1e-7, -2.5];
const wholes = [-3, -2, 0, 1, 2, 3, 9007199254740991];
const lists = [[], ['a'], ['A'], ['a', 'b'], ['%'], ["'"], ['😀', 'a '], ['null']];

/** Every text, number and list, beside each other and null. */
export const rows: readonly SqlRow[] = texts.concat(texts).map((text, n) => ({
  id: n + 1,
  s: n === 7 ? null : text,
  t: n % 5 === 0 ? null : n % 3 === 0 ? text : (texts[(n * 7) % texts.length] ?? null),
  n: n % 6 === 5 ? null : (numbers[n % numbers.length] ?? null),
  m: n % 7 === 5 ? null : (numbers[(n * 3) % numbers.length] ?? null),
  w: n % 8 === 5 ? null : (wholes[n % wholes.length] ?? null),
  b: n % 3 === 2 ? null : n % 3 === 0,
  tags: n % 9 === 8 ? null : (lists[n % lists.length] ?? null),
}));

export type Formula = (table: ConditionTable) => Condition;

const scalarsOf: Readonly<Record<string, readonly Scalar[]>> = {
  s: [...texts, null],
  t: [...texts, null],
  n: [...numbers, null, 9007199254740993n],
  m: [...numbers, null],
  w: [...wholes, -2.5, -0.5, 0.5, 1e-7, 2.5, 4503599627370495.5, 9007199254740993n, 1e19, -1e19, null],
  b: [true, false, null],
};
const order = fc.constantFrom<Order>('lt', 'lte', 'gt', 'gte');

function aboutOne(name: string): fc.Arbitrary<Formula> {
  const field: Field = [name];
  const value = fc.constantFrom(...(scalarsOf[name] ?? []));
  return fc.oneof(
    fc.array(value, { maxLength: 4 }).map(
      (values): Formula =>
        (table) =>
          table.oneOf(field, values),
    ),
    fc.tuple(order, value).map(
      ([operator, bound]): Formula =>
        (table) =>
          table.compare(field, operator, bound),
    ),
  );
}

const leaf: fc.Arbitrary<Formula> = fc.oneof(
  ...Object.keys(scalarsOf).map(aboutOne),
  fc
    .tuple(
      fc.constantFrom('s', 't'),
      fc.constantFrom<Text['operator']>('startswith', 'endswith', 'contains'),
      fc.constantFrom(...texts),
    )
    .map(
      ([name, operator, value]): Formula =>
        (table) =>
          table.text([name], operator, value),
    ),
  fc.array(fc.constantFrom('a', 'A', 'b', '%', '😀', 'a ', 'null'), { minLength: 1, maxLength: 3 }).map(
    (values): Formula =>
      (table) =>
        table.has(['tags'], values),
  ),
  fc
    .tuple(
      fc.constantFrom(['s', 't'], ['n', 'm'], ['n', 'w']),
      fc.constantFrom<Order | 'eq'>('eq', 'lt', 'lte', 'gt', 'gte'),
    )
    .map(
      ([[left = '', right = ''], operator]): Formula =>
        (table) =>
          table.fields([left], operator, [right]),
    ),
);

/** Formulas in which a field meets values of its own type and null only. */
export const formulas: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    leaf,
    fc.array(tie('formula'), { minLength: 1, maxLength: 3 }).map(
      (parts): Formula =>
        (table) =>
          table.and(parts.map((part) => part(table))),
    ),
    fc.array(tie('formula'), { minLength: 1, maxLength: 3 }).map(
      (parts): Formula =>
        (table) =>
          table.or(parts.map((part) => part(table))),
    ),
    tie('formula').map(
      (part): Formula =>
        (table) =>
          table.not(part(table)),
    ),
  ),
})).formula;
