import { isDeepStrictEqual } from 'node:util';
import type { Scalar } from '../../src/policy/conditions/condition.ts';
import type { Row } from '../../src/policy/conditions/evaluate-condition.ts';
import type { Dialect } from '../../src/policy/sql/dialect.ts';
import type { SqlOptions } from '../../src/policy/sql/write-sql.ts';
import { type Asked, made } from '../policy/conditions/asked.ts';
import { decisionProbes } from './decision-probes.ts';
import type { FilterCode } from './filter-code.ts';
import { formulaProbes } from './formula-probes.ts';
import { inTime } from './gate.ts';
import { objectProbes } from './object-probes.ts';
import { planProbes } from './plan-probes.ts';
import type { Probe } from './probe.ts';
import { shortcutProbes } from './shortcut-probes.ts';
import { variableProbes } from './variable-probes.ts';

const refused = (name: string, words: string) => ({ refused: name, words });
const isIn = (field: string, ...values: Scalar[]): Asked => ({ op: 'in', field: field.split('.'), values });
const has = (field: string, ...values: Scalar[]): Asked => ({ op: 'has', field: field.split('.'), values });
const related = (op: 'f-eq' | 'f-lt' | 'f-lte' | 'f-gt' | 'f-gte'): Asked => ({
  op,
  left: ['x'],
  right: ['y'],
});

const holding = (formula: Asked, row: Row, answer: boolean): Probe => [
  `${JSON.stringify(formula, bigints)} of ${JSON.stringify(row, bigints)}`,
  (code) => code.holds(made(new code.ConditionTable(), formula), row),
  answer,
];

/** Two values by all five comparisons; of objects among each other none is true. */
const ordered = (x: unknown, y: unknown, order: number): Probe[] => [
  holding(related('f-eq'), { x, y }, order === 0),
  holding(related('f-lt'), { x, y }, order < 0),
  holding(related('f-lte'), { x, y }, order <= 0),
  holding(related('f-gt'), { x, y }, order > 0),
  holding(related('f-gte'), { x, y }, order >= 0),
];

/** Each is below all that follow. */
const RISING: readonly unknown[] = [
  ...[null, false, true, -1, 0, 1, 2.5, 10, '', ' ', 'A', 'a', 'aa', 'ab', 'b', '\ud7ff', '\ue000', '\uffff'],
  ...['\u{10000}', '\u{103ff}', '\u{10400}', '😀', '😁', '\u{10ffff}'],
  ...[[], [null], [1], [1, 1], [1, 2], [2], ['a', 1], ['b'], [[1]], {}],
];

const inMemory: readonly Probe[] = [
  ...RISING.flatMap((x, n) => RISING.flatMap((y, m) => (x !== y || n !== m ? ordered(x, y, n - m) : []))),
  ...[null, true, 1, 'a', '😀', [1, 'a'], []].flatMap((x) => ordered(x, structuredClone(x), 0)),
  ...ordered({}, { a: 1 }, Number.NaN),
  ...ordered(2n ** 53n, 2 ** 53, 0),
  ...ordered(2n ** 53n + 1n, 2 ** 53, 1),
  holding(isIn('a.b', 'x'), { a: { b: 'x' } }, true),
  holding(isIn('a.b', 'x'), { a: { b: 'y' } }, false),
  holding(isIn('a.b', null), { a: null }, true),
  holding(isIn('a.b', null), { a: undefined }, true),
  holding(isIn('a', null), { a: undefined }, true),
  holding(isIn('a.b', null), { a: { b: undefined } }, true),
  holding(isIn('a.b', null), {}, true),
  holding(isIn('a.0', null), { a: ['x'] }, true),
  holding(isIn('a.length', null), { a: ['x'] }, true),
  holding(isIn('a.length', null), { a: 'x' }, true),
  holding(isIn('a.0', 'x'), { a: 'x' }, false),
  holding(isIn('a.b', null), { a: 1 }, true),
  holding(isIn('constructor', null), {}, true),
  holding(isIn('constructor.name', 'Object'), {}, false),
  holding(isIn('x', 'a', 'b'), { x: ['a'] }, false),
  holding(isIn('x', 'a'), { x: ['a'] }, false),
  holding(isIn('x', ''), { x: [] }, false),
  holding(isIn('x', '[object Object]'), { x: {} }, false),
  holding(has('x', 'a'), { x: [['a']] }, false),
  holding(has('x', 'a'), { x: 'a' }, false),
  holding(has('x', null), { x: [null] }, true),
  holding(has('x', null), { x: null }, false),
  holding({ op: 'startswith', field: ['x'], part: '1' }, { x: 1 }, false),
  holding({ op: 'contains', field: ['x'], part: 'a' }, { x: ['a'] }, false),
  ...[1, 2, 3, 4, 5, 6, 7].flatMap((size) => {
    const values = Array.from({ length: size }, (_, n) => 2 * n);
    return Array.from({ length: 2 * size + 1 }, (_, n) =>
      holding(isIn('x', ...values), { x: n - 1 }, n % 2 === 1),
    );
  }),
];

const table = (
  what: string,
  ask: (table: InstanceType<FilterCode['ConditionTable']>) => unknown,
  answer: unknown,
): Probe => [what, (code) => ask(new code.ConditionTable()), answer];
const keptOnce: readonly Probe[] = [
  table('a list of values', (made) => made.oneOf(['x'], [2, 1, 2, 1n]), {
    kind: 'in',
    field: ['x'],
    values: [1, 2],
  }),
  table('united lists', (made) => made.or([made.oneOf(['x'], [1, 3, 5]), made.oneOf(['x'], [2, 3, 9])]), {
    kind: 'in',
    field: ['x'],
    values: [1, 2, 3, 5, 9],
  }),
  table('a list again', (made) => made.oneOf(['x'], [1, 2]) === made.oneOf(['x'], [2, 1]), true),
  table('a longer list', (made) => made.oneOf(['x'], [1, 2]) === made.oneOf(['x'], [1, 2, 3]), false),
  table('another field', (made) => made.oneOf(['x'], [1, 2]) === made.oneOf(['y'], [1, 2]), false),
  table('another list', (made) => made.oneOf(['x'], [1, 2]) === made.oneOf(['x'], [1, 3]), false),
  table(
    'a bound again',
    (made) => {
      const [one, other] = [1, 1].map((bound) => made.compare(['x'], 'lt', bound));
      return one === other;
    },
    true,
  ),
  table(
    'a text for a number',
    (made) => made.compare(['x'], 'lt', 1) === made.compare(['x'], 'lt', '1'),
    false,
  ),
  table(
    'fields turned round',
    (made) => {
      const [one, other] = [made.fields(['x'], 'eq', ['y']), made.fields(['y'], 'eq', ['x'])];
      return one === other;
    },
    true,
  ),
  table(
    'values without those of two lists',
    (made) =>
      made.and([
        made.oneOf(['x'], [1, 2, 3, 4]),
        made.not(made.equals(['x'], 3)),
        made.not(made.equals(['x'], 1)),
      ]),
    { kind: 'in', field: ['x'], values: [2, 4] },
  ),
  table(
    'what is absorbed',
    (made) => {
      const [a, b] = [made.compare(['x'], 'lt', 1), made.compare(['y'], 'lt', 1)];
      return [made.and([a, made.or([a, b])]) === a, made.or([a, made.and([a, b])]) === a];
    },
    [true, true],
  ),
  table(
    'a contradiction',
    (made) => {
      const [a, b] = [made.compare(['x'], 'lt', 1), made.compare(['y'], 'lt', 1)];
      const whole = made.and([a, b]);
      return [
        made.and([a, made.not(a)]).kind,
        made.or([a, made.not(a)]).kind,
        made.and([a, b, made.not(whole)]).kind,
      ];
    },
    ['never', 'always', 'never'],
  ),
];

const readable = (given: unknown): Probe => [
  `UCAST ${JSON.stringify(given)}`,
  (code) => code.writeUcast(code.readUcast(given, new code.ConditionTable())),
  given,
];
const unreadable = (given: unknown, words: string): Probe => [
  `UCAST ${JSON.stringify(given)}`,
  (code) => code.readUcast(given, new code.ConditionTable()),
  refused('UcastError', words),
];
const about = (operator: string, value: unknown, field: unknown = 'a.b') => ({
  type: 'field',
  operator,
  field,
  value,
});
const compound = (operator: string, ...value: unknown[]) => ({ type: 'compound', operator, value });
const OPERATORS = 'eq, ne, lt, lte, gt, gte, in, nin, startswith, endswith, contains, has';

const travelling: readonly Probe[] = [
  ...['eq', 'ne', 'lt', 'lte', 'gt', 'gte'].flatMap((operator) =>
    [true, 1, -2.5, 'a', ''].map((value) => readable(about(operator, value))),
  ),
  readable(about('eq', null)),
  readable(about('ne', null)),
  readable(about('in', [1, 2])),
  readable(about('nin', [null, 'a'])),
  readable(about('has', [null, 'a'])),
  readable(about('has', ['a'])),
  ...['startswith', 'endswith', 'contains'].map((operator) => readable(about(operator, 'a'))),
  ...['eq', 'lt', 'lte'].map((operator) => readable(about(operator, { field: 'c.d' }))),
  readable(compound('not', about('eq', { field: 'c' }))),
  readable(compound('not', about('has', [1]))),
  ...(['and', 'or'] as const).map(
    (operator): Probe => [
      `UCAST ${operator}, there and back`,
      (code) => {
        const made = new code.ConditionTable();
        const [a, b] = [made.compare(['a', 'b'], 'lt', 1), made.compare(['c'], 'gt', 2)];
        const read = code.readUcast(compound(operator, about('lt', 1), about('gt', 2, 'c')), made);
        const sent = code.writeUcast(read) as { type: string; operator: string };
        return [
          read === made[operator]([a, b]),
          code.readUcast(sent, made) === read,
          sent.type,
          sent.operator,
        ];
      },
      [true, true, 'compound', operator],
    ],
  ),
  ...(
    [
      ['and', 'always'],
      ['or', 'never'],
    ] as const
  ).map(
    ([operator, kind]): Probe => [
      `UCAST ${operator} of nothing`,
      (code) => code.readUcast(compound(operator), new code.ConditionTable()).kind,
      kind,
    ],
  ),
  ...(['gt', 'gte', 'ne'] as const).map(
    (operator): Probe => [
      `UCAST ${operator} of a field`,
      (code) => {
        const made = new code.ConditionTable();
        const read = code.readUcast(about(operator, { field: 'c' }), made);
        return (
          read ===
          (operator === 'ne'
            ? made.not(made.fields(['a', 'b'], 'eq', ['c']))
            : made.fields(['a', 'b'], operator, ['c']))
        );
      },
      true,
    ],
  ),
  ...[null, 1, 'a', undefined].map((given) => unreadable(given, 'condition must be an object')),
  unreadable({}, 'condition.type must be "field" or "compound"'),
  ...['', 1, undefined, null].map((field) =>
    unreadable({ type: 'field', operator: 'eq', value: 1, field }, 'condition.field must be a name'),
  ),
  unreadable(about('like', 'a'), `condition.operator must be one of ${OPERATORS}`),
  ...[[], {}, { field: 1 }, { field: '' }, Number.NaN, Number.POSITIVE_INFINITY, undefined].flatMap((value) =>
    ['eq', 'ne', 'lt', 'gte'].map((operator) =>
      unreadable(about(operator, value), 'condition.value must be null, a boolean, a number or a string'),
    ),
  ),
  ...['in', 'nin', 'has'].flatMap((operator) => [
    unreadable(about(operator, 'a'), 'condition.value must be an array'),
    unreadable(about(operator, [1, {}]), 'condition.value[1] must be null, a boolean, a number or a string'),
  ]),
  ...['startswith', 'endswith', 'contains'].map((operator) =>
    unreadable(about(operator, 1), 'condition.value must be a string'),
  ),
  unreadable(
    { type: 'compound', operator: 'and', value: 1 },
    'condition.value must be an array of conditions',
  ),
  unreadable(compound('xor'), 'condition.operator must be "and", "or" or "not"'),
  unreadable(compound('not'), 'condition.value must hold one condition'),
  unreadable(compound('not', about('eq', 1), about('eq', 2)), 'condition.value must hold one condition'),
  unreadable(compound('and', about('eq', 1), 1), 'condition.value[1] must be an object'),
  ...(['always', 'never'] as const).map(
    (kind): Probe => [
      `UCAST for ${kind}`,
      (code) => code.writeUcast({ kind }),
      refused('RangeError', `"${kind}" is no condition of a row`),
    ],
  ),
  [
    'UCAST of a large integer',
    (code) => code.writeUcast(new code.ConditionTable().equals(['a'], 2n ** 64n)),
    refused('RangeError', '18446744073709551616 is beyond the integers that JSON carries exactly'),
  ],
];

const literal = (dialect: Dialect, value: unknown, answer: unknown): Probe => [
  `the literal of ${JSON.stringify(value, bigints)} in ${dialect}`,
  (code) => code.literal(value, dialect),
  answer,
];
const DIALECTS: readonly Dialect[] = ['postgresql', 'mysql', 'sqlite', 'sqlserver'];
const literals: readonly Probe[] = [
  ...DIALECTS.flatMap((dialect) => {
    const truth = dialect === 'sqlite' || dialect === 'sqlserver' ? ['1', '0'] : ['TRUE', 'FALSE'];
    return [
      literal(dialect, true, truth[0]),
      literal(dialect, false, truth[1]),
      literal(dialect, 2.5, '2.5'),
      literal(dialect, 2n ** 64n, '18446744073709551616'),
      ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) =>
        literal(dialect, value, refused('RangeError', `${value} has no literal in ${dialect}`)),
      ),
      literal(dialect, null, refused('RangeError', `null has no literal in ${dialect}`)),
      ...(dialect === 'postgresql'
        ? [literal(dialect, {}, refused('RangeError', 'has no literal in postgresql'))]
        : [literal(dialect, ['a'], refused('RangeError', `a has no literal in ${dialect}`))]),
    ];
  }),
  literal('postgresql', "a'b", "'a''b'"),
  literal('postgresql', "\\'", "E'\\\\'''"),
  literal('postgresql', 'a\0', refused('RangeError', 'PostgreSQL has no literal of a text that holds a NUL')),
  literal('postgresql', ['a"', '\\', 1], `E'{"a\\\\"","\\\\\\\\",1}'`),
  literal('mysql', 'a b', "'a b'"),
  literal('mysql', "'", "_utf8mb4 X'27'"),
  literal('sqlite', 'a\0', "CAST(X'6100' AS TEXT)"),
  literal('sqlite', "'", "''''"),
  literal('sqlserver', "'", "N''''"),
];

const written = (
  what: string,
  formula: Asked,
  options: SqlOptions & { readonly firstParameter?: number },
  answer: unknown,
): Probe => [
  what,
  (code) => {
    const made_ = new code.ConditionTable();
    return code.writeSql(made(made_, formula), made_, options);
  },
  answer,
];
const WHOLE = { x: { column: 'x', type: 'integer', nullable: false } } as const;
const statements: readonly Probe[] = [
  ...(
    [
      ['gt', 2.5, '"x" >= $1::bigint', '3'],
      ['gte', 2.5, '"x" >= $1::bigint', '3'],
      ['lt', 2.5, '"x" <= $1::bigint', '2'],
      ['lte', 2.5, '"x" <= $1::bigint', '2'],
      ['lt', 2, '"x" < $1::bigint', '2'],
      ['lt', 2n ** 64n, '"x" < $1::numeric', '18446744073709551616'],
    ] as const
  ).map(
    ([op, value, text, bound]): Probe =>
      written(
        `integers ${op} ${value}`,
        { op, field: ['x'], value },
        { dialect: 'postgresql', mapping: WHOLE },
        { text, values: [bound] },
      ),
  ),
  written(
    'integers above -0.5',
    { op: 'gt', field: ['x'], value: -0.5 },
    { dialect: 'mysql', mapping: WHOLE },
    { text: '`x` >= ?', values: [0] },
  ),
  written(
    'a large integer',
    isIn('x', 2n ** 64n, 2.5),
    { dialect: 'postgresql', mapping: WHOLE },
    { text: '"x" = $1::numeric', values: ['18446744073709551616'] },
  ),
  [
    'a list beside a column that is declared',
    (code) => {
      const made_ = new code.ConditionTable();
      return code.writeSql(made_.has(['y'], ['a']), made_, { dialect: 'postgresql', mapping: WHOLE }).values;
    },
    [['a']],
  ],
  written(
    'parameters are numbered from the one that is given',
    { op: 'and', parts: [isIn('x', 'a'), isIn('y', 'b')] },
    { dialect: 'postgresql', firstParameter: 3 },
    { text: '("y" = $3 AND "x" = $4)', values: ['b', 'a'] },
  ),
  written(
    'a plain name is not quoted where that is not needed',
    isIn('x', 'a'),
    { dialect: 'postgresql', quoting: 'needed' },
    { text: 'x = $1', values: ['a'] },
  ),
  written(
    'another name is',
    isIn('x y', 'a'),
    { dialect: 'postgresql', quoting: 'needed' },
    { text: '"x y" = $1', values: ['a'] },
  ),
  written(
    'every name is quoted otherwise',
    isIn('x', 'a'),
    { dialect: 'postgresql' },
    { text: '"x" = $1', values: ['a'] },
  ),
  written(
    'numbers are cast as what they are in PostgreSQL, not as the column is',
    { op: 'and', parts: [isIn('x', 1), isIn('y', 2.5)] },
    { dialect: 'postgresql' },
    { text: '("y" = $1::numeric AND "x" = $2::bigint)', values: ['2.5', '1'] },
  ),
  written(
    'and so are lists of them',
    { op: 'and', parts: [isIn('x', 1, 2), isIn('y', 1, 2.5)] },
    { dialect: 'postgresql' },
    {
      text: '("y" = ANY ($1::numeric[]) AND "x" = ANY ($2::bigint[]))',
      values: [
        ['1', '2.5'],
        ['1', '2'],
      ],
    },
  ),
  [
    'items of JSON that are numbers are alike in SQLite, with a fraction or without',
    (code) => {
      const made_ = new code.ConditionTable();
      const { text } = code.writeSql(made_.has(['x'], [1]), made_, { dialect: 'sqlite' });
      return text.includes("CASE item.type WHEN 'real' THEN 'integer' ELSE item.type END");
    },
    true,
  ],
  [
    'SQLite orders numbers among each other: it would take one for a text beside a column of texts',
    (code) => {
      const made_ = new code.ConditionTable();
      const { text } = code.writeSql(made_.compare(['x'], 'gt', 1), made_, { dialect: 'sqlite' });
      return text.includes(`(typeof("x") IN ('integer', 'real') AND "x" > ?)`);
    },
    true,
  ],
  ...[2 ** 60, -(2 ** 60), 2n ** 60n].map((value) =>
    written(
      `an array with ${value} in MariaDB, which would find its neighbours`,
      has('x', value),
      { dialect: 'mysql' },
      refused('SqlError', `x is searched for ${value}, and MariaDB rounds integers beyond 2^53 in JSON`),
    ),
  ),
  written(
    'an array with a number that is no whole one in MariaDB',
    has('x', 2.5),
    { dialect: 'mysql' },
    { text: "(JSON_TYPE(`x`) = 'ARRAY' AND (JSON_CONTAINS(`x`, ?)))", values: ['2.5'] },
  ),
  ...DIALECTS.flatMap((dialect) => [
    written(
      `an order of fields without types in ${dialect}`,
      related('f-lt'),
      { dialect },
      refused('SqlError', 'x and y are compared; say in the mapping which type their columns have'),
    ),
    written(
      `an array and a field in ${dialect}`,
      related('f-lt'),
      { dialect, mapping: { x: { column: 'x', type: 'string[]' } } },
      refused('SqlError', 'x is an array'),
    ),
  ]),
];

const PROBES: readonly Probe[] = [
  ...literals,
  ...travelling,
  ...keptOnce,
  ...statements,
  ...variableProbes,
  ...shortcutProbes,
  ...decisionProbes,
  ...objectProbes,
  ...planProbes,
  ...formulaProbes,
  ...inMemory,
];

/** What the code answers otherwise than is right, of questions that no rule need come to; undefined where nothing. */
export function failedProbe(code: FilterCode): string | undefined {
  try {
    return inTime(() => {
      for (const [what, ask, answer] of PROBES) {
        const said = answerOf(() => ask(code));
        if (!isRight(said, answer)) return `${what}: ${JSON.stringify(said, bigints)}`;
      }
      return undefined;
    });
  } catch (error) {
    return String(error);
  }
}

function answerOf(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    const { name, message } = error as Error;
    if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return refused(name, message);
  }
}

function isRight(said: unknown, answer: unknown): boolean {
  if (!isRefusal(answer)) return isDeepStrictEqual(said, answer);
  return isRefusal(said) && said.refused === answer.refused && said.words.includes(answer.words);
}

function isRefusal(value: unknown): value is ReturnType<typeof refused> {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
