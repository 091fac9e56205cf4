import type { Value } from '../../src/policy/values/value.ts';
import type { FilterCode } from './filter-code.ts';
import type { Probe } from './probe.ts';

/** Objects of which a part is known and a part is of the row. */
const AUTHOR = ['properties', 'author'];

type Sym = ReturnType<FilterCode['completely']>;
type Case = Parameters<FilterCode['upsertSym']>[2][number];

/** An object and its members as they stand beside it, in plain words. */
function shown(code: FilterCode, sym: Sym): unknown {
  if (sym instanceof code.FieldTerm) return `the field ${sym.name}`;
  if (!(sym instanceof code.MadeObject)) return code.toPlain(sym as Value);
  return {
    base: code.toPlain(sym.base),
    row: sym.row?.name,
    members: [...sym.members.values()].map(({ key, cases }) => [
      key,
      cases.map(({ guard, value }) => [guard.kind, shown(code, value)]),
    ]),
  };
}

const always = (code: FilterCode, value: unknown): Case => ({
  guard: code.ALWAYS,
  value: code.fromPlain(value),
});
const sometimes = (code: FilterCode, value: unknown): Case => ({
  guard: new code.ConditionTable().equals(['x'], 1),
  value: code.fromPlain(value),
});

/** An object above another one or a field, with members in some cases each. */
function made(
  code: FilterCode,
  base: unknown,
  members: Readonly<Record<string, readonly Case[]>>,
): InstanceType<FilterCode['MadeObject']> {
  const object = new code.MadeObject(
    base === undefined ? new code.FieldTerm(AUTHOR) : (code.fromPlain(base) as never),
  );
  for (const [key, cases] of Object.entries(members)) object.members.set(key, { key, cases });
  return object;
}

const replaced = (
  what: string,
  sym: (code: FilterCode) => Parameters<FilterCode['upsertSym']>[0],
  path: readonly string[],
  answer: unknown,
): Probe => [
  `${path.join('.')} replaced in ${what}`,
  (code) => shown(code, code.upsertSym(sym(code), path, [always(code, 1)])),
  answer,
];
const refusal = {
  refused: 'Refusal',
  words: 'a part of what comes from the row, or depends on it, is replaced',
};
const one = ['always', 1] as const;
const empty = { base: {}, row: undefined } as const;
const B = { ...empty, members: [['b', [one]]] };

const completed = (what: string, sym: (code: FilterCode) => Sym, answer: unknown): Probe => [
  `whether ${what} is known`,
  (code) => shown(code, code.completely(sym(code))),
  answer,
];

export const objectProbes: readonly Probe[] = [
  replaced('nothing', () => undefined, ['a'], { ...empty, members: [['a', [one]]] }),
  replaced('nothing', () => undefined, ['a', 'b'], { ...empty, members: [['a', [['always', B]]]] }),
  replaced('a text', () => 'a', ['a'], { ...empty, members: [['a', [one]]] }),
  replaced('an object', (code) => code.fromPlain({ c: 1 }), ['a'], {
    ...empty,
    base: { c: 1 },
    members: [['a', [one]]],
  }),
  replaced('an object', (code) => code.fromPlain({ a: { c: 1 } }), ['a', 'b'], {
    ...empty,
    base: { a: { c: 1 } },
    members: [['a', [['always', { ...B, base: { c: 1 } }]]]],
  }),
  replaced('a field', (code) => new code.FieldTerm(AUTHOR), ['a'], {
    base: {},
    row: 'properties.author',
    members: [['a', [one]]],
  }),
  replaced('a field', (code) => new code.FieldTerm(AUTHOR), ['a', 'b'], refusal),
  replaced('a field', (code) => new code.FieldTerm(AUTHOR), ['a', 'b', 'c'], refusal),
  replaced(
    'what is looked up',
    (code) => new code.LookupTerm([], new code.FieldTerm(AUTHOR), []),
    ['a'],
    refusal,
  ),
  replaced(
    'what is looked up',
    (code) => new code.LookupTerm([], new code.FieldTerm(AUTHOR), []),
    ['a', 'b'],
    refusal,
  ),
  replaced('a made object', (code) => made(code, { c: 2 }, { d: [always(code, 3)] }), ['a'], {
    ...empty,
    base: { c: 2 },
    members: [
      ['d', [['always', 3]]],
      ['a', [one]],
    ],
  }),
  replaced('a made object', (code) => made(code, { a: { c: 2 } }, {}), ['a', 'b'], {
    ...empty,
    base: { a: { c: 2 } },
    members: [['a', [['always', { ...B, base: { c: 2 } }]]]],
  }),
  replaced('a made object', (code) => made(code, {}, {}), ['a', 'b'], {
    ...empty,
    members: [['a', [['always', B]]]],
  }),
  replaced('a made object', (code) => made(code, {}, { a: [always(code, { c: 2 })] }), ['a', 'b'], {
    ...empty,
    members: [['a', [['always', { ...B, base: { c: 2 } }]]]],
  }),
  replaced(
    'one of several',
    (code) => made(code, {}, { a: [always(code, {}), always(code, [])] }),
    ['a', 'b'],
    refusal,
  ),
  replaced(
    'what is there sometimes',
    (code) => made(code, {}, { a: [sometimes(code, {})] }),
    ['a', 'b'],
    refusal,
  ),
  replaced(
    'what is there in two cases',
    (code) => made(code, {}, { a: [sometimes(code, {}), sometimes(code, 1)] }),
    ['a', 'b'],
    refusal,
  ),
  replaced('an object above a field', (code) => made(code, undefined, {}), ['a', 'b'], refusal),
  replaced(
    'an object above a field',
    (code) => made(code, undefined, { a: [always(code, {})] }),
    ['a', 'b'],
    {
      base: {},
      row: 'properties.author',
      members: [['a', [['always', B]]]],
    },
  ),
  replaced('an object above a field', (code) => made(code, undefined, { c: [always(code, 2)] }), ['a'], {
    base: {},
    row: 'properties.author',
    members: [
      ['c', [['always', 2]]],
      ['a', [one]],
    ],
  }),
  completed('an object without members of its own', (code) => made(code, { a: 1 }, {}), { a: 1 }),
  completed('an object with known members', (code) => made(code, { a: 1 }, { b: [always(code, 2)] }), {
    a: 1,
    b: 2,
  }),
  completed('an object with another value', (code) => made(code, { a: 1 }, { a: [always(code, 2)] }), {
    a: 2,
  }),
  completed(
    'an object with a member sometimes',
    (code) => made(code, { a: 1 }, { b: [sometimes(code, 2)] }),
    {
      ...empty,
      base: { a: 1 },
      members: [['b', [['in', 2]]]],
    },
  ),
  completed('an object with a member that is none', (code) => made(code, { a: 1 }, { b: [] }), {
    ...empty,
    base: { a: 1 },
    members: [['b', []]],
  }),
  completed(
    'an object with a member that is one of two',
    (code) => made(code, {}, { b: [always(code, 1), always(code, 2)] }),
    {
      ...empty,
      members: [['b', [one, ['always', 2]]]],
    },
  ),
  completed('an object above a field', (code) => made(code, undefined, { b: [always(code, 1)] }), {
    base: {},
    row: 'properties.author',
    members: [['b', [one]]],
  }),
  [
    'all members of a made object',
    (code) =>
      code
        .allMembers(made(code, { a: 1, b: 2 }, { b: [always(code, 3)], c: [always(code, 4)] }))
        .map(({ key, cases }) => [key, cases.map(({ value }) => value)]),
    [
      ['a', [1]],
      ['b', [3]],
      ['c', [4]],
    ],
  ],
  [
    'all members of an object above a field',
    (code) => code.allMembers(made(code, undefined, {})),
    { refused: 'Refusal', words: 'all members of a part of the row are asked for' },
  ],
];
