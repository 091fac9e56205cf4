import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withDirectResults } from '../../../../src/policy/evaluator/residual/direct-results.ts';
import type { Block, Operand, Statement } from '../../../../src/policy/plan/plan.ts';

const at = { file: 0, row: 1, col: 1 };
const local = (value: number): Operand => ({ type: 'local', value });
const yes: Operand = { type: 'bool', value: true };
const [OWN, RESULT, OTHER] = [3, 2, 4];

const reset: Statement = { kind: 'ResetLocalStmt', target: OWN, at };
const asks: Statement = { kind: 'EqualStmt', a: local(0), b: yes, at };
const isDefined: Statement = { kind: 'IsDefinedStmt', source: OWN, at };
const isUndefined: Statement = { kind: 'IsUndefinedStmt', source: OWN, at };
const assigns = (source: Operand, target: number): Statement => {
  return { kind: 'AssignVarOnceStmt', source, target, at };
};

const definition: Block = [reset, asks, assigns(yes, OWN)];
const handsOn: Block = [isDefined, assigns(local(OWN), RESULT)];
const returns: Block = [{ kind: 'ReturnLocalStmt', source: RESULT, at }];

describe('definitions of a rule', () => {
  test('give the rule its value at once', () => {
    const direct = [asks, assigns(yes, RESULT)];
    assert.deepEqual(withDirectResults([definition, handsOn, definition, handsOn, returns]), [
      direct,
      direct,
      returns,
    ]);
  });

  const unchanged: readonly (readonly [why: string, blocks: readonly Block[]])[] = [
    ['the value is no constant', [[reset, asks, assigns(local(OTHER), OWN)], handsOn, returns]],
    ['the value comes from within a scan', [[reset, scanOf([assigns(yes, OWN)])], handsOn, returns]],
    ['it is given twice', [[reset, assigns(yes, OWN), assigns(yes, OWN)], handsOn, returns]],
    ['the variable is not reset first', [[asks, assigns(yes, OWN)], handsOn, returns]],
    ['an else asks for the variable', [definition, handsOn, [isUndefined, assigns(yes, RESULT)], returns]],
    ['the variable is returned', [definition, handsOn, [{ kind: 'ReturnLocalStmt', source: OWN, at }]]],
    [
      'a later block asks for it deep inside',
      [definition, handsOn, [{ kind: 'NotStmt', block: [isDefined], at }], returns],
    ],
    ['it is handed on together with something else', [definition, [...handsOn, asks], returns]],
    ['nothing hands it on', [definition, returns]],
  ];
  for (const [why, blocks] of unchanged) {
    test(`stay as they are where ${why}`, () => assert.deepEqual(withDirectResults(blocks), blocks));
  }
});

function scanOf(block: Block): Statement {
  return { kind: 'ScanStmt', source: OTHER, key: 5, value: 6, block, at };
}
