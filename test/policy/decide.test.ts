import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decide } from '../../src/policy/decide.ts';
import type { Evaluation, PolicyEngine } from '../../src/policy/policy-engine.ts';

const request = {
  subject: { type: 'user', id: 'u1' },
  action: { name: 'assets.view' },
  resource: { type: 'asset', id: 'a1' },
};

function answering(evaluation: Evaluation): PolicyEngine {
  return { revision: 'r', entrypoints: ['p'], evaluate: () => evaluation, close() {} };
}

const decided = (result: unknown) => decide(answering({ kind: 'defined', result }), 'p', request);

describe('a decision', () => {
  it('is what a boolean says', () => {
    assert.deepEqual(decided(true), { allow: true, reasons: [], masks: [] });
    assert.deepEqual(decided(false), { allow: false, reasons: [], masks: [] });
  });

  it('has the reasons and masks of an object, in order', () => {
    const reasons = [
      { code: 'b', message: 'm' },
      { code: 'a', message: 'n', permission: 'p' },
      { code: 'a', message: 'm' },
    ];
    assert.deepEqual(decided({ allow: false, reasons, masks: ['z', 'c'] }), {
      allow: false,
      reasons: [
        { code: 'a', message: 'm' },
        { code: 'a', message: 'n', permission: 'p' },
        { code: 'b', message: 'm' },
      ],
      masks: ['c', 'z'],
    });
  });

  it('has no reasons where it allows', () => {
    assert.deepEqual(decided({ allow: true, reasons: [{ code: 'a', message: 'm' }] }), {
      allow: true,
      reasons: [],
      masks: [],
    });
  });

  const refused: [string, Evaluation][] = [
    ['nothing', { kind: 'undefined' }],
    ['a failure', { kind: 'failed', message: 'aborted' }],
    ['a text', { kind: 'defined', result: 'true' }],
    ['a number', { kind: 'defined', result: 1 }],
    ['null', { kind: 'defined', result: null }],
    ['a list', { kind: 'defined', result: [true] }],
    ['an empty object', { kind: 'defined', result: {} }],
    ['an object that allows by a text', { kind: 'defined', result: { allow: 'true' } }],
    ['masks that are no list', { kind: 'defined', result: { allow: true, masks: { cost: true } } }],
    ['masks that are no names', { kind: 'defined', result: { allow: true, masks: [1] } }],
    ['reasons that are no list', { kind: 'defined', result: { allow: false, reasons: 'because' } }],
    ['reasons without code', { kind: 'defined', result: { allow: false, reasons: [{ message: 'm' }] } }],
  ];
  for (const [what, evaluation] of refused) {
    it(`is a denial for ${what}`, () => {
      const { allow, reasons, masks } = decide(answering(evaluation), 'p', request);
      assert.equal(allow, false);
      assert.deepEqual(masks, []);
      assert.deepEqual(
        reasons.map(({ code }) => code),
        ['evaluation_error'],
      );
      assert.notEqual(reasons[0]?.message, '');
    });
  }
});
