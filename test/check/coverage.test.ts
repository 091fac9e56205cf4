import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Coverage, type SourceRange } from '../../src/check/coverage.ts';

const rego = `package p

people contains input.a # {

allow if {
input.b
	"{" in people; input.c
}
`;
const range = (row: number, col: number, endCol: number): SourceRange => ({
  file: 'p.rego',
  row,
  col,
  end: { row, col: endCol },
});
const [fact, value, head, first, second, third] = [
  range(3, 1, 24),
  range(3, 17, 24),
  range(5, 1, 6),
  range(6, 1, 8),
  range(7, 2, 15),
  range(7, 17, 24),
] as const;
const all = [fact, value, head, first, second, third];
const shown = (ranges: readonly SourceRange[]) => ranges.map(({ row, col }) => `${row}:${col}`);

test('heads of rules, with a body or without, are told apart from statements, however they are indented', () => {
  const coverage = new Coverage(all, new Map([['p.rego', rego]]));
  assert.equal(coverage.complete, false, 'nothing was seen');
  for (const each of all) coverage.add(each, false);
  assert.deepEqual(shown(coverage.neverHeld()), ['3:1', '5:1']);
  assert.deepEqual(shown(coverage.unreached()), ['3:17', '6:1', '7:2', '7:17']);
});

test('what one run reaches counts, whatever others miss, and each statement of a line for itself', () => {
  const coverage = new Coverage(all, new Map([['p.rego', rego]]));
  for (const each of [value, first, second]) coverage.add(each, true);
  for (const each of all) coverage.add(each, false);
  assert.deepEqual(shown(coverage.unreached()), ['7:17']);
  coverage.add(third, true);
  assert.deepEqual(shown(coverage.unreached()), []);
  assert.deepEqual(shown(coverage.neverHeld()), ['3:1', '5:1']);
  assert.equal(coverage.complete, false, 'a head may hold yet');
  for (const each of [fact, head]) coverage.add(each, true);
  assert.equal(coverage.complete, true);
});

test('what the rule does not come to is not asked for', () => {
  const coverage = new Coverage([first], new Map([['p.rego', rego]]));
  for (const each of all) coverage.add(each, false);
  assert.deepEqual(shown(coverage.unreached()), ['6:1']);
  assert.deepEqual(coverage.neverHeld(), []);
});
