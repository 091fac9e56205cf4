import type { Scalar } from '../../../src/policy/conditions/condition.ts';
import type { Asked } from '../../policy/conditions/asked.ts';
import { TEXTS, UUIDS } from './formula-rows.ts';

const at = (name: string) => ['properties', name];
const isIn = (name: string, ...values: Scalar[]): Asked => ({ op: 'in', field: at(name), values });
const has = (name: string, ...values: Scalar[]): Asked => ({ op: 'has', field: at(name), values });
const not = (part: Asked): Asked => ({ op: 'not', part });
const both = (...parts: Asked[]): Asked => ({ op: 'and', parts });
const either = (...parts: Asked[]): Asked => ({ op: 'or', parts });
const ORDERS = ['lt', 'lte', 'gt', 'gte'] as const;
const PARTS = ['startswith', 'endswith', 'contains'] as const;
const RELATIONS = ['f-eq', 'f-lt', 'f-lte', 'f-gt', 'f-gte'] as const;

const ordered = (name: string, ...values: Scalar[]): Asked[] =>
  values.flatMap((value) => ORDERS.map((op) => ({ op, field: at(name), value })));
const texted = (name: string, ...parts: string[]): Asked[] =>
  parts.flatMap((part) => PARTS.map((op) => ({ op, field: at(name), part })));
const related = (left: string, right: string): Asked[] =>
  RELATIONS.map((op) => ({ op, left: at(left), right: at(right) }));

/** Every other one as its opposite: the four orders and the like come both ways. */
const bothWays = (formulas: readonly Asked[]): Asked[] =>
  formulas.map((each, n) => ((n + (n >> 2)) % 2 === 0 ? each : not(each)));

const BIG: readonly bigint[] = [
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 63n + 1n,
  -(2n ** 63n),
  -(2n ** 63n) - 1n,
  9n * 10n ** 18n,
  10n ** 19n,
  -(10n ** 19n),
];
const ODD = [
  'a',
  'A',
  'á',
  'a ',
  '%',
  '_',
  '\\',
  "o'neil\\",
  '😀',
  '\ue000',
  '{a,b}',
  'NULL',
  'x'.repeat(300),
];

/** About columns that hold texts, numbers, truths, or lists of texts. */
export const plainFormulas: readonly Asked[] = bothWays([
  ...ODD.map((text) => isIn('s', text)),
  isIn('s', ''),
  isIn('r', 'a'),
  isIn('r', 'a', 'b', ''),
  isIn('s', ...ODD),
  isIn('s', ...TEXTS),
  isIn('s', null),
  isIn('s', 'a', null),
  isIn('s', 'a', 'b', null),
  isIn('n', 1),
  isIn('n', 1, null),
  isIn('n', 1, 2.5, 2 ** 53),
  isIn('n', 1, 2, 3),
  isIn('k', 1, 2, 2.5),
  isIn('n', 0.1),
  isIn('n', 1e-7, 0.30000000000000004),
  ...BIG.map((value) => isIn('n', value)),
  isIn('n', 1, ...BIG),
  isIn('n', 9n * 10n ** 18n, 1),
  isIn('b', true),
  isIn('b', false),
  isIn('b', true, null),
  isIn('b', true, false),
  ...ordered('s', '', 'a', 'b', '\ue000', '😀', 'B'),
  ...ordered('r', 'a', 'b'),
  ...ordered('n', 0, 1, 2.5, 0.1, 1e-7, 2 ** 53),
  ...ordered('n', ...BIG),
  ...ordered('k', 1),
  ...ordered('b', true, false),
  ...ordered('s', null),
  ...texted('s', '', 'a', 'A', 'ab', '%', '_', '\\', "'", '😀', 'á', 'b', ' ', 'x'.repeat(299)),
  ...texted('r', '', 'a'),
  has('tags', 'a'),
  has('tags', 'a', 'b'),
  has('tags', ...ODD),
  has('tags', ...TEXTS),
  has('tags', ''),
  has('tags', null),
  has('tags', 'a', null),
  ...related('s', 't'),
  ...related('t', 's'),
  ...related('s', 'r'),
  ...related('n', 'm'),
  ...related('m', 'n'),
  ...related('k', 'n'),
  ...related('b', 'c'),
  ...related('s', 's'),
  ...related('n', 'n'),
  ...related('tags', 'labels'),
]);

/** About texts that no database but SQLite and MySQL can hold. */
export const nulFormulas: readonly Asked[] = bothWays([
  isIn('s', 'a\0'),
  isIn('s', 'a\0', 'a'),
  isIn('s', 'a\0', 'a', 'b'),
  isIn('s', 'a\0', null),
  has('tags', 'a\0'),
  has('tags', 'a\0', 'a'),
  has('tags', 'a\0', null),
  ...texted('s', 'a\0', '\0'),
  ...ordered('s', 'a\0'),
]);

/** That put together, sort out and simplify. */
export const compoundFormulas: readonly Asked[] = bothWays([
  both(),
  either(),
  both(isIn('s', 'a')),
  either(isIn('s', 'a')),
  either(isIn('s', 'a'), isIn('s', 'b'), isIn('s', 'A')),
  either(isIn('s', 'b', 'ba'), isIn('s', 'a', 'b')),
  either(isIn('s', 'a', 'b', 'ss'), isIn('s', 'ab', 'b', '😀', '\ue000')),
  both(isIn('s', 'a', 'b'), isIn('s', 'b', 'ba')),
  both(isIn('s', 'a', 'b'), isIn('s', 'b', 'ba'), isIn('s', 'b')),
  both(isIn('s', 'a'), isIn('s', 'b')),
  both(isIn('s', 'a', 'b'), not(isIn('s', 'b'))),
  both(not(isIn('s', 'a', 'b')), not(isIn('s', 'b', 'ba'))),
  both(not(isIn('s', 'a')), not(isIn('s', 'b')), isIn('s', 'b', 'ab', 'ba')),
  either(not(isIn('s', 'a', 'b')), not(isIn('s', 'b', 'ba'))),
  either(not(isIn('s', 'a')), not(isIn('s', 'b'))),
  either(not(isIn('s', 'a', 'b')), isIn('s', 'b', 'ba')),
  either(isIn('s', 'a', 'b', 'ab'), not(isIn('s', 'a')), isIn('s', 'A')),
  either(isIn('s', 'a'), not(isIn('s', 'a'))),
  both(isIn('s', 'a'), not(isIn('s', 'a'))),
  both(isIn('s', 'a'), isIn('t', 'a')),
  either(isIn('s', 'a'), isIn('t', 'a'), isIn('r', 'a')),
  either(has('tags', 'a'), has('tags', 'b')),
  both(has('tags', 'a'), has('tags', 'b')),
  both(has('tags', 'a'), not(has('tags', 'b'))),
  either(has('tags', 'a'), not(has('tags', 'a'))),
  both(has('tags', 'a'), not(has('tags', 'a'))),
  either(not(has('tags', 'a')), not(has('tags', 'b'))),
  both(isIn('s', 'a'), either(isIn('s', 'a'), isIn('n', 1))),
  either(isIn('s', 'a'), both(isIn('s', 'a'), isIn('n', 1))),
  both(...ordered('n', 1).slice(1, 2), either(...ordered('n', 1).slice(1, 2), isIn('b', true))),
  either(...ordered('n', 1).slice(1, 2), both(...ordered('n', 1).slice(1, 2), isIn('b', true))),
  either(...ordered('n', 1).slice(0, 2), both(...ordered('n', 2).slice(0, 1), isIn('b', true))),
  both(...ordered('n', 1).slice(2, 3), either(...ordered('n', 2).slice(0, 1), isIn('b', true))),
  both(...ordered('n', 1).slice(0, 1), ...ordered('k', 1).slice(0, 1), isIn('s', 'a', 'b')),
  both(...ordered('n', 1).slice(0, 1), either(...ordered('k', 1).slice(0, 1), isIn('s', 'a', 'b'))),
  either(...ordered('n', 1).slice(2, 3), both(...ordered('k', 1).slice(0, 1), isIn('s', 'a', 'b'))),
  both(either(isIn('n', 1), isIn('b', true)), not(either(isIn('n', 1), isIn('b', true)))),
  both(
    isIn('b', true),
    ...texted('s', 'a').slice(0, 1),
    not(both(isIn('b', true), ...texted('s', 'a').slice(0, 1))),
  ),
  both(...texted('s', 'a'), not(both(...texted('s', 'a').slice(0, 2)))),
  either(...texted('s', 'a'), not(either(...texted('s', 'a').slice(0, 2)))),
  either(...texted('s', 'a').slice(0, 2), not(both(...texted('s', 'a').slice(0, 2)))),
  both(...texted('s', 'a').slice(0, 2), not(either(...texted('s', 'a').slice(1, 3)))),
  either(...texted('s', 'a').slice(0, 1), not(either(...texted('s', 'a').slice(0, 2)))),
  either(
    ...texted('s', 'a').slice(1, 2),
    not(either(...texted('s', 'b').slice(0, 1), ...texted('s', 'a').slice(1, 2))),
  ),
  both(...texted('s', 'a').slice(0, 1), not(both(...texted('s', 'a').slice(0, 2)))),
  both(isIn('n', 2 ** 53), not(isIn('n', 2n ** 53n + 1n))),
  either(isIn('n', 2n ** 53n + 1n), isIn('n', 2 ** 53), isIn('n', 1)),
  either(...ordered('n', 2n ** 53n + 1n).slice(0, 1), ...ordered('n', 2 ** 53).slice(2, 3)),
  both(...ordered('s', '1').slice(0, 1), not(isIn('s', '01'))),
  both(...related('s', 't').slice(0, 1), not(isIn('s', null))),
  both(...related('s', 't').slice(1, 2), not(isIn('s', null))),
  both(...related('n', 'm').slice(0, 1), ...related('m', 'n').slice(0, 1)),
  both(...related('n', 'm').slice(1, 2), ...related('m', 'n').slice(1, 2)),
  either(...related('n', 'm').slice(2, 3), ...related('m', 'n').slice(2, 3)),
]);

/** That compare columns with what they can't hold; columns without a type can't be asked. */
export const crossFormulas: readonly Asked[] = bothWays([
  isIn('s', 1, 'a'),
  isIn('s', 1),
  isIn('s', true, '1'),
  isIn('s', 'a', 1, null),
  isIn('n', '1'),
  isIn('n', '1', 1),
  isIn('n', true, 1),
  isIn('b', 1),
  isIn('b', 'true', true),
  isIn('tags', 'a'),
  isIn('tags', null, 'a'),
  has('s', 'a'),
  has('n', 1),
  has('s', null),
  has('b', true),
  has('tags', 1),
  has('tags', 1, 'a', true),
  ...ordered('s', 1, true),
  ...ordered('n', 'a', true),
  ...ordered('b', 1, 'a'),
  ...ordered('tags', 'a', 1),
  ...ordered('r', 1),
  ...ordered('k', 'a', true),
  ...texted('n', '1', ''),
  ...texted('b', 'true'),
  ...texted('tags', 'a', ''),
  ...related('s', 'n'),
  ...related('n', 's'),
  ...related('b', 'n'),
  ...related('n', 'b'),
  ...related('s', 'b'),
  ...related('s', 't'),
  ...related('n', 'm'),
  ...related('tags', 's'),
  ...related('n', 'tags'),
  ...related('k', 's'),
  ...related('r', 'k'),
]);

/** About columns of types that not every database has. */
export const wholeFormulas: readonly Asked[] = bothWays([
  ...['n', 'k'].flatMap((name) => ordered(name, -2.5, -0.5, 0.5, 1, 2.5, 2, 3, 'a', true)),
  isIn('n', 2.5),
  isIn('n', 2.5, null),
  isIn('n', 0.5, 2, 3),
  isIn('n', 2n ** 53n, 2.5),
  isIn('n', '1', 1),
  ...related('n', 'm'),
  ...related('n', 's'),
  ...texted('n', '1'),
  has('n', 1),
]);

export const typedFormulas: readonly Asked[] = bothWays([
  ...UUIDS.map((uuid) => isIn('u', uuid)),
  isIn('u', ...UUIDS.slice(0, 2)),
  isIn('u', ...UUIDS.slice(0, 2), null),
  isIn('u', 'nobody'),
  isIn('u', 'nobody', UUIDS[0] ?? ''),
  isIn('u', 1, null),
  isIn('u', (UUIDS[0] ?? '').replace('8', 'A')),
  isIn('u', (UUIDS[0] ?? '').toUpperCase().replace('4', 'F')),
  isIn('u', ` ${UUIDS[0]}`, `${UUIDS[0]} `),
  isIn('u', `{${UUIDS[0]}}`),
  ...ordered('u', UUIDS[1] ?? '', 'a', '', 1, true),
  ...ordered('s', UUIDS[1] ?? '').flatMap((each) => [each, not(each)]),
  ...texted('u', '', '00000000-', '0', '1', '8000-0', 'a', '4000'),
  ...related('u', 'v'),
  ...related('v', 'u'),
  ...related('u', 's'),
  ...related('s', 'u'),
  has('us', UUIDS[0] ?? ''),
  has('us', ...UUIDS.slice(0, 2)),
  has('us', 'nobody'),
  has('us', 'nobody', UUIDS[0] ?? ''),
  has('us', UUIDS[0] ?? '', null),
  has('us', null),
  has('us', 1),
  has('ns', 1),
  has('ns', 1, 2.5),
  has('ns', '1'),
  has('ns', '1', 1, true, null),
  has('ns', null),
  has('ns', 2 ** 53),
  has('ns', 2n ** 53n + 1n, 9n * 10n ** 18n),
  has('ns', 10n ** 19n),
  has('bs', true),
  has('bs', false),
  has('bs', true, false),
  has('bs', 'true', 1),
  has('bs', false, null),
  has('u', UUIDS[0] ?? ''),
  ...ordered('us', 'a'),
  ...ordered('ns', 1),
  ...related('us', 'u'),
  ...texted('us', '0'),
]);

/** About arrays of anything. */
export const mixedFormulas: readonly Asked[] = bothWays([
  has('things', 1),
  has('things', '1'),
  has('things', true),
  has('things', 'true'),
  has('things', false, 2.5),
  has('things', 0),
  has('things', null),
  has('things', null, 1, 'a'),
  has('things', 'a', 'A'),
  has('things', 2n ** 53n + 1n, 9n * 10n ** 18n),
  has('things', 1e19, '2.5'),
  has('things', 'á', 'a '),
  has('things', '\\', "o'neil\\"),
  isIn('things', 'a', null),
  ...ordered('things', 'a'),
  ...texted('things', 'a', ''),
]);

/** About columns of JSON that hold anything. */
export const anyFormulas: readonly Asked[] = bothWays([
  isIn('x', null),
  isIn('x', 'a'),
  isIn('x', 'a', 'A', 'á', null),
  isIn('x', 1),
  isIn('x', 1, '1', true),
  isIn('x', true),
  isIn('x', false, 0),
  isIn('x', 2n ** 53n + 1n, 9n * 10n ** 18n),
  isIn('x', 'a\0'),
  isIn('x', 'a\0', 'a'),
  ...ordered('x', 'a', '\ue000', '😀', '', 'B'),
  ...ordered('x', 1, 0, 2.5, 2n ** 53n + 1n, 10n ** 19n),
  ...ordered('x', true, false),
  ...texted('x', '', 'a', 'A', '1', '%', 'true', '[', '😀', 'a\0'),
  has('x', 'a'),
  has('x', 1, '1'),
  has('x', true, null),
  has('x', null),
  has('x', 'a\0', 'a'),
  has('x', 2n ** 53n + 1n, 9n * 10n ** 18n),
  both(isIn('x', 'a', 1), not(isIn('y', 1))),
]);

/** About columns without a type that hold texts beside numbers. */
export const looseFormulas: readonly Asked[] = bothWays([
  isIn('p', null),
  isIn('p', 'a'),
  isIn('p', 'a', 'b', null),
  isIn('p', '1'),
  isIn('p', '1', '2.5', '1.0'),
  isIn('p', 1),
  isIn('p', 1, 2.5, 3),
  ...ordered('p', 'a', '1', '', '\ue000'),
  ...ordered('p', 1, 0, 2.5),
  ...texted('p', '', '1', 'a', '.', '0'),
]);

/** Of which comparisons with NULL that hold of no row, negated or not, make something else. */
export const unknownFormulas: readonly Asked[] = [
  isIn('s', 'a'),
  isIn('s', 'a', 'b'),
  isIn('s', null),
  isIn('s', 'a', null),
  isIn('r', 'a'),
  isIn('n', 1, 2, null),
  isIn('b', true),
  ...ordered('s', 'a'),
  ...ordered('n', 1),
  ...ordered('k', 1),
  ...texted('s', 'a'),
  ...texted('r', 'a'),
  has('tags', 'a', 'b'),
  ...related('s', 't'),
  ...related('n', 'm'),
  ...related('k', 'n'),
  both(isIn('s', 'a', 'b'), not(isIn('n', 1))),
  either(not(isIn('s', 'a', 'b')), ...ordered('n', 1).slice(0, 1)),
].flatMap((each) => [each, not(each)]);

/** About a column whose name has to be quoted. */
export const quotedFormulas: readonly Asked[] = bothWays([isIn('q', 'a'), ...texted('q', '1', 'a')]);

/** About columns that are taken to be of one type, and then of another one. */
export const severalTypes: readonly Asked[] = bothWays([
  either(...ordered('s', 'a').slice(0, 1), ...ordered('s', 1).slice(2, 3)),
  both(...ordered('n', 1).slice(0, 1), ...ordered('n', 'a').slice(0, 1)),
  isIn('s', 1, 'a'),
  isIn('n', 'a', 1),
  isIn('s', 'a', 1, null),
  ...related('tags', 's'),
  ...related('s', 'tags'),
]);

/** About lists of which it is not said what they hold. */
export const untypedLists: readonly Asked[] = [has('tags', 'a', 1), has('tags', 1, true), has('tags', 'a')];

/** That compare columns without a type of their own with what these would be turned into. */
export const turnedFormulas: readonly Asked[] = [
  isIn('n', '1'),
  isIn('n', '1', '2'),
  isIn('s', 1),
  isIn('s', 1, 2),
  ...ordered('n', '1', '2'),
  ...ordered('s', 1),
].flatMap((each) => [each, not(each)]);
