import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';
import { readUcast, UcastError, writeUcast } from '../../../src/policy/conditions/ucast.ts';

const table = new ConditionTable();
const conditions = [
  table.equals(['properties', 'team'], 't1'),
  table.equals(['a'], null),
  table.not(table.equals(['a'], 1)),
  table.oneOf(['id'], ['x', 'y', null]),
  table.not(table.oneOf(['id'], ['x', 'y'])),
  table.compare(['n'], 'lte', 2.5),
  table.text(['name'], 'contains', '50%_'),
  table.has(['tags'], ['a', 'b']),
  table.fields(['a'], 'gt', ['b']),
  table.not(table.fields(['a'], 'eq', ['b'])),
  table.or([
    table.and([table.equals(['a'], 1), table.compare(['n'], 'gt', 0)]),
    table.not(table.text(['a'], 'endswith', 'x')),
  ]),
];

describe('UCAST', () => {
  test('what is written, through JSON, reads as the same condition', () => {
    for (const condition of conditions) {
      const text = JSON.stringify(writeUcast(condition));
      assert.equal(readUcast(JSON.parse(text), table), condition, text);
    }
  });

  test('has the usual form', () => {
    assert.deepEqual(writeUcast(table.or([table.equals(['a', 'b'], 1), table.compare(['c'], 'lt', 2)])), {
      type: 'compound',
      operator: 'or',
      value: [
        { type: 'field', operator: 'eq', field: 'a.b', value: 1 },
        { type: 'field', operator: 'lt', field: 'c', value: 2 },
      ],
    });
  });

  for (const [what, given, message] of [
    ['no object', 7, /condition must be an object/],
    ['another type', { type: 'x' }, /condition\.type/],
    [
      'an unknown operator',
      { type: 'field', operator: 'like', field: 'a', value: 1 },
      /must be one of eq, ne/,
    ],
    [
      'an object as a value',
      { type: 'field', operator: 'lt', field: 'a', value: {} },
      /condition\.value must be/,
    ],
    ['a list that is none', { type: 'field', operator: 'in', field: 'a', value: 1 }, /must be an array/],
    ['not of two', { type: 'compound', operator: 'not', value: [] }, /must hold one/],
    [
      'deep inside',
      {
        type: 'compound',
        operator: 'and',
        value: [{ type: 'field', operator: 'in', field: 'a', value: [[]] }],
      },
      /condition\.value\[0\]\.value\[0\]/,
    ],
  ] as const) {
    test(`refuses ${what}`, () => {
      assert.throws(
        () => readUcast(given, table),
        (error) => error instanceof UcastError && message.test(error.message),
      );
    });
  }
});
