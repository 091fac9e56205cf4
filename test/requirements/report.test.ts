import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idsIn, lineText, type Result, report } from './report.ts';

const result = (title: string, outcome: Result['outcome'] = 'passed'): Result => ({
  title,
  outcome,
  file: 'a.test.ts',
});

test('a title names ids at its beginning alone', () => {
  assert.deepEqual(idsIn('K1: eight features'), ['K1']);
  assert.deepEqual(idsIn('O3, O4: permissions'), ['O3', 'O4']);
  for (const title of ['eight features of K1: all', 'K1 eight features', 'K: none', 'KO1: none'])
    assert.deepEqual(idsIn(title), [], title);
});

test('an id passes when each of its tests did, and there is one', () => {
  const outcomes = (results: Result[]) => report(['K1'], results).map(({ outcome }) => outcome);
  assert.deepEqual(outcomes([result('K1: a'), result('K1, K2: b')]), ['passed']);
  assert.deepEqual(outcomes([result('K1: a'), result('K1: b', 'failed')]), ['failed']);
  assert.deepEqual(outcomes([result('K1: a', 'skipped'), result('K1: b')]), ['skipped']);
  assert.deepEqual(outcomes([result('K10: another'), result('K11: another')]), ['missing']);
});

test('a line says where the tests are, or that there is none', () => {
  const [passed, missing] = report(['K1', 'K12'], [result('K1: a'), result('K1: b')]);
  assert.ok(passed && missing);
  assert.equal(lineText(passed), 'K1  passed   a.test.ts');
  assert.equal(lineText(missing), 'K12 missing  no test has a title that begins with "K12:"');
});
