import type { Condition } from '../../src/policy/conditions/condition.ts';
import type { FilterCode } from './filter-code.ts';
import type { Probe } from './probe.ts';

/** What conditions come to that are put together in the short ways of an evaluation. */
type Formulas = InstanceType<FilterCode['Formulas']>;

const ROWS = [0, 1].flatMap((a) => [0, 1].flatMap((b) => [0, 1].map((c) => ({ a, b, c }))));

function conditions(code: FilterCode, formulas: Formulas): readonly Condition[] {
  const { table } = formulas;
  const [a, b, c] = ['a', 'b', 'c'].map((name) => table.equals([name], 1)) as [
    Condition,
    Condition,
    Condition,
  ];
  return [
    ...[code.ALWAYS, code.NEVER, a, b, table.not(a), table.and([a, b]), table.or([a, b])],
    ...[
      table.and([a, b, c]),
      table.and([a, table.not(b)]),
      table.or([a, b, c]),
      table.not(table.and([a, b])),
    ],
    ...[table.and([c, table.or([a, b])]), table.or([c, table.and([a, b])])],
  ];
}

/** Every two of them, put together, and what is right of each row. */
const together = (
  what: string,
  make: (formulas: Formulas, one: Condition, other: Condition) => Condition,
  right: (one: boolean, other: boolean) => boolean,
  isAsked: (one: boolean, other: boolean) => boolean = () => true,
): Probe => [
  `conditions, ${what}`,
  (code) => {
    const formulas = new code.Formulas();
    const all = conditions(code, formulas);
    const wrong = all.flatMap((one, n) =>
      all.flatMap((other, m) => {
        const truths = ROWS.map((row) => [code.holds(one, row), code.holds(other, row)] as const);
        if (!truths.every(([a, b]) => isAsked(a, b))) return [];
        const given = make(formulas, one, other);
        return ROWS.every((row, i) => {
          const [a, b] = truths[i] as readonly [boolean, boolean];
          return code.holds(given, row) === right(a, b);
        })
          ? []
          : [[n, m]];
      }),
    );
    return wrong;
  },
  [],
];
const impliesOther = (one: boolean, other: boolean) => !one || other;

const number = (text: string, answer: unknown): Probe => [
  `the number ${text} in a condition`,
  (code) => code.scalarOf(code.makeNumber(text)),
  answer,
];
const tooFine = (text: string) =>
  number(text, { refused: 'Refusal', words: `the number ${text} is too fine to be compared in a filter` });
const noScalar = (what: string, make: (code: FilterCode) => unknown): Probe => [
  `${what} in a condition`,
  (code) => code.scalarOf(make(code) as never),
  { refused: 'Refusal', words: 'a field is compared with a collection' },
];

const column = (
  what: string,
  ask: (fields: InstanceType<FilterCode['RowFields']>) => unknown,
  answer: unknown,
): Probe => [
  `a row with columns: ${what}`,
  (code) => ask(new code.RowFields(new Map([['author.name', 'string'] as const]))),
  answer,
];

export const formulaProbes: readonly Probe[] = [
  together(
    'both',
    (formulas, one, other) => formulas.and(one, other),
    (a, b) => a && b,
  ),
  together(
    'either',
    (formulas, one, other) => formulas.or([one, other]),
    (a, b) => a || b,
  ),
  together(
    'one without the other',
    (formulas, one, other) => formulas.without(one, other),
    (a, b) => a && !b,
  ),
  together(
    'one within the other, left out of it',
    (formulas, one, other) => formulas.excluding(other, one),
    (a, b) => b && !a,
    impliesOther,
  ),
  together(
    'what one says beside the other, with it',
    (formulas, one, other) => formulas.and(formulas.beyond(one, other), other),
    (a) => a,
    impliesOther,
  ),
  number('2', 2),
  number('-2.5', -2.5),
  number('18446744073709551616', 2n ** 64n),
  number('18446744073709551617', 2n ** 64n + 1n),
  number('-18446744073709551617', -(2n ** 64n) - 1n),
  tooFine('0.12345678901234567890123'),
  noScalar('an array', () => []),
  noScalar('an object', (code) => code.fromPlain({})),
  column('one of them is used', (fields) => fields.use(fields.field(['author', 'name'])), undefined),
  column('what holds one of them is used', (fields) => fields.use(fields.field(['author'])), {
    refused: 'Refusal',
    words: 'author is used as a value and is no column of the row',
  }),
];
