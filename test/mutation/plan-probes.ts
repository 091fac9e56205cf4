import { documentOf } from '../../src/check/voices/wasm.ts';
import type { Block, Statement } from '../../src/policy/plan/plan.ts';
import type { FilterCode } from './filter-code.ts';
import {
  assign,
  block,
  DATA,
  functionOf,
  INPUT,
  local,
  once,
  planOf,
  replacing,
  reset,
  says,
  scan,
  X,
  Y,
  Z,
} from './plan-words.ts';
import type { Probe } from './probe.ts';

/** Rules laid out as OPA's planner does not, of which it is plain what they say of a row. */
const STRINGS = ['resource', 'properties', 'a', 'b', 'tags', 'one', 'two', 'context'] as const;
type Text = (typeof STRINGS)[number];
const text = (value: Text) => ({ type: 'string_index', value: STRINGS.indexOf(value) }) as const;
const [RESULT, RESOURCE, PROPERTIES, A, B, TAGS] = [2, 30, 31, 32, 33, 34] as const;
const YES = { type: 'bool', value: true } as const;

const get = (source: number, name: Text, target: number): Statement =>
  says('DotStmt', { source: local(source), key: text(name), target });
const row: Block = [
  get(INPUT, 'resource', RESOURCE),
  get(RESOURCE, 'properties', PROPERTIES),
  get(PROPERTIES, 'a', A),
  get(PROPERTIES, 'b', B),
  get(PROPERTIES, 'tags', TAGS),
];
const is = (variable: number, value: Text): Statement =>
  says('EqualStmt', { a: local(variable), b: text(value) });
const isNot = (variable: number, value: Text): Statement =>
  says('NotEqualStmt', { a: local(variable), b: text(value) });
const yes = once(YES, RESULT);
const undefinedStill = (source: number): Statement => says('IsUndefinedStmt', { source });

function filterOf(code: FilterCode, statements: Block) {
  const blocks = [[...row, ...statements, yes], [says('ReturnLocalStmt', { source: RESULT })]];
  const plan = planOf(STRINGS, [functionOf('asked', blocks)]);
  const filters = code.createPolicyFilters(
    { plan, modules: new Map(), columns: undefined } as never,
    documentOf('{}'),
    () => 0n,
  );
  const question = { subject: { type: 'user', id: 'u1' }, action: { name: 'read' }, resource: { type: 'x' } };
  try {
    return filters.rows('p/asked', question).condition;
  } finally {
    filters.close();
  }
}

/** Of the rows in which `a` and `b` are one of two texts each, those that the rule holds of. */
const selecting = (what: string, statements: Block, ...answer: readonly (readonly [Text, Text])[]): Probe => [
  `rows of ${what}`,
  (code) => {
    const condition = filterOf(code, statements);
    const texts = ['one', 'two'] as const;
    return texts.flatMap((a) =>
      texts
        .filter((b) => code.holds(condition, { properties: { a, b, tags: [] } }))
        .map((b): readonly [Text, Text] => [a, b]),
    );
  },
  answer,
];
const refusing = (what: string, statements: Block, words: string): Probe => [
  `rows of ${what}`,
  (code) => filterOf(code, statements),
  { refused: 'NotLiftable', words },
];

const ones = [
  ['one', 'one'],
  ['one', 'two'],
] as const;
const twos = [
  ['two', 'one'],
  ['two', 'two'],
] as const;

export const planProbes: readonly Probe[] = [
  selecting('a field', [is(A, 'one')], ...ones),
  selecting('a field that is not', [isNot(A, 'one')], ...twos),
  selecting('not a field', [says('NotEqualStmt', { a: text('one'), b: local(A) })], ...twos),
  selecting(
    'what was set before',
    [assign(text('one'), X), block([is(A, 'one'), assign(text('two'), X)]), is(X, 'one')],
    ...twos,
  ),
  selecting(
    'what was set since',
    [assign(text('one'), X), block([is(A, 'one'), assign(text('two'), X)]), is(X, 'two')],
    ...ones,
  ),
  selecting(
    'what was set from one of two',
    [
      assign(text('one'), X),
      block([is(A, 'one'), assign(text('two'), X)]),
      assign(local(X), Y),
      is(Y, 'one'),
    ],
    ...twos,
  ),
  selecting(
    'what was set from one of two, which was set anew',
    [
      assign(text('one'), X),
      block([is(A, 'one'), assign(text('two'), X)]),
      assign(local(X), Y),
      block([is(B, 'one'), assign(text('two'), X)]),
      block([is(X, 'one')]),
      is(Y, 'one'),
    ],
    ...twos,
  ),
  selecting(
    'what may be set from one of two',
    [
      assign(text('one'), X),
      block([is(A, 'one'), assign(text('two'), X)]),
      assign(text('one'), Y),
      block([is(B, 'one'), assign(local(X), Y)]),
      is(Y, 'two'),
    ],
    ['one', 'one'],
  ),
  selecting(
    'what was set by one of two',
    [assign(text('two'), X), block([is(A, 'one'), assign(local(B), X)]), is(X, 'one')],
    ['one', 'one'],
  ),
  selecting(
    'what was reset for some',
    [assign(text('one'), X), block([is(A, 'one'), reset(X)]), is(X, 'one')],
    ...twos,
  ),
  selecting(
    'what is undefined for some',
    [assign(text('one'), X), block([is(A, 'one'), reset(X)]), undefinedStill(X)],
    ...ones,
  ),
  selecting(
    'what was reset',
    [assign(text('one'), X), is(X, 'one'), reset(X), undefinedStill(X)],
    ...ones,
    ...twos,
  ),
  selecting('what was reset, and is', [assign(text('one'), X), is(X, 'one'), reset(X), is(X, 'one')]),
  selecting(
    'a member that was found for some',
    [get(PROPERTIES, 'b', X), block([is(A, 'one'), get(PROPERTIES, 'a', X)]), is(X, 'two')],
    ['two', 'two'],
  ),
  selecting(
    'a known member that was found for some',
    [
      assign(text('two'), X),
      says('MakeObjectStmt', { target: Y }),
      says('ObjectInsertStmt', { object: Y, key: text('a'), value: text('one') }),
      block([is(A, 'one'), get(Y, 'a', X)]),
      is(X, 'two'),
    ],
    ...twos,
  ),
  selecting('a member of a text, which has none', [
    says('MakeObjectStmt', { target: STRINGS.indexOf('two') }),
    says('ObjectInsertStmt', { object: STRINGS.indexOf('two'), key: text('a'), value: text('one') }),
    says('DotStmt', { source: text('two'), key: text('a'), target: X }),
  ]),
  selecting('a missing member', [says('MakeObjectStmt', { target: Y }), get(Y, 'a', X)]),
  selecting('a place that an array lacks', [
    says('MakeArrayStmt', { capacity: 0, target: Y }),
    get(Y, 'a', X),
  ]),
  selecting(
    'a missing member where it matters',
    [
      says('MakeObjectStmt', { target: Y }),
      block([is(A, 'one'), get(Y, 'a', X), assign(YES, Z)]),
      undefinedStill(Z),
    ],
    ...ones,
    ...twos,
  ),
  refusing(
    'what is set by any element',
    [assign(text('one'), X), scan(TAGS, assign(text('two'), X)), is(X, 'two')],
    'what one element of an array of the row says counts for the next',
  ),
  refusing(
    'a replaced part of one of two inputs',
    [
      assign(text('one'), X),
      block([is(A, 'one'), assign(text('two'), X)]),
      replacing(
        INPUT,
        local(X),
        says('WithStmt', {
          local: INPUT,
          path: [STRINGS.indexOf('context')],
          value: text('one'),
          block: [assign(YES, Z)],
        }),
      ),
    ],
    'one of several documents is replaced in',
  ),
  selecting(
    'a member that is put anew',
    [
      says('MakeObjectStmt', { target: Y }),
      ...(['one', 'two'] as const).map((value) =>
        says('ObjectInsertStmt', { object: Y, key: text('a'), value: text(value) }),
      ),
      get(Y, 'a', X),
      is(X, 'two'),
    ],
    ...ones,
    ...twos,
  ),
  selecting('data, which is empty', [get(DATA, 'a', X)]),
];
