import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PrismaError, type PrismaOptions, toPrisma } from '../../src/adapters/prisma.ts';
import type { Ucast } from '../../src/policy/conditions/ucast.ts';

const postgresql: PrismaOptions = { provider: 'postgresql', mapping: { 'properties.team': 'teamId' } };
const where = (condition: Ucast, options = postgresql) =>
  toPrisma({ kind: 'conditional', condition }, options);
const about = (
  operator: 'eq' | 'ne' | 'lt' | 'gte' | 'in' | 'nin' | 'has' | 'contains',
  value: unknown,
): Ucast => ({
  type: 'field',
  operator,
  field: 'properties.team',
  value,
});

describe('toPrisma', () => {
  for (const [what, given, expected] of [
    ['a value', about('eq', 'a'), { teamId: { in: ['a'] } }],
    [
      'another value, which null is too',
      about('ne', 'a'),
      { OR: [{ teamId: { notIn: ['a'] } }, { teamId: null }] },
    ],
    ['null', about('eq', null), { teamId: null }],
    ['not null', about('ne', null), { teamId: { not: null } }],
    ['a list with null', about('in', ['a', null]), { OR: [{ teamId: { in: ['a'] } }, { teamId: null }] }],
    [
      'none of a list with null',
      about('nin', ['a', null]),
      { AND: [{ teamId: { notIn: ['a'] } }, { teamId: { not: null } }] },
    ],
    ['less, which null is', about('lt', 3), { OR: [{ teamId: { lt: 3 } }, { teamId: null }] }],
    ['not less', about('gte', 3), { teamId: { gte: 3 } }],
    ['an item of a list', about('has', ['a']), { teamId: { hasSome: ['a'] } }],
  ] as const) {
    test(what, () => assert.deepEqual(where(given), expected));
  }

  test('negation goes down to the fields', () => {
    const both: Ucast = { type: 'compound', operator: 'and', value: [about('gte', 3), about('eq', null)] };
    assert.deepEqual(where({ type: 'compound', operator: 'not', value: [both] }), {
      OR: [{ teamId: { not: null } }, { OR: [{ teamId: { lt: 3 } }, { teamId: null }] }],
    });
  });

  test('a required field is never asked about null', () => {
    const required: PrismaOptions = { ...postgresql, required: ['teamId'] };
    assert.deepEqual(where(about('ne', 'a'), required), { teamId: { notIn: ['a'] } });
    assert.deepEqual(where(about('eq', null), required), { OR: [] });
    assert.deepEqual(where(about('ne', null), required), {});
  });

  test('all and none', () => {
    assert.deepEqual(toPrisma({ kind: 'always' }, postgresql), {});
    assert.deepEqual(toPrisma({ kind: 'never' }, postgresql), { OR: [] });
  });

  for (const [what, given, options] of [
    ['a part of a text', about('contains', 'a'), postgresql],
    ['the order of texts', about('lt', 'a'), postgresql],
    ['text where collation decides', about('eq', 'a'), { provider: 'mysql' }],
    [
      'a list that may be null',
      { type: 'compound', operator: 'not', value: [about('has', ['a'])] },
      postgresql,
    ],
    ['a field that no model can have', { ...about('eq', 1), field: 'a-b' }, { provider: 'sqlite' }],
  ] as const) {
    test(`refuses ${what}`, () =>
      assert.throws(() => where(given as Ucast, options as PrismaOptions), PrismaError));
  }
});
