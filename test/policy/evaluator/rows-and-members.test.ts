import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { PlanEvaluator } from '../../../src/policy/evaluator/plan-evaluator.ts';
import { fromPlain } from '../../../src/policy/values/json.ts';
import type { RegoObject } from '../../../src/policy/values/object.ts';
import { needsOpa } from '../../support/opa.ts';
import { compileShapes, now } from '../shapes/shape-support.ts';

const row = 'input.resource.properties';
const SHAPES = new Map([
  ['rows', `allow if ${row}.author == "ann"`],
  ['hidden', `allow contains "cost" if not ${row}.team == "t1"`],
  ['below', `allow contains "cost" if not ${row}.author.name == "ann"`],
  ['no_filter', `allow contains "cost" if count(${row}.team) > 3`],
]);

describe('rows and members asked for at once', needsOpa, () => {
  let evaluator: PlanEvaluator;
  before(async () => {
    evaluator = await compileShapes(
      new Map([...SHAPES].map(([name, text]) => [name, `package shapes.${name}\n\n${text}\n`])),
    );
  });
  const request = {
    input: fromPlain({}),
    data: fromPlain({}) as RegoObject,
    now,
    unknowns: [['resource', 'properties']],
    row: ['resource'],
  };
  const rule = (name: string) => `shapes/${name}/allow`;

  for (const set of ['hidden', 'below']) {
    test(`are those asked for one by one: ${set}`, () => {
      const { rows, members } = evaluator.rowsAndMembers(rule('rows'), rule(set), request);
      assert.deepEqual(rows.condition, evaluator.residual(rule('rows'), request).condition);
      assert.deepEqual(members, evaluator.members(rule(set), request));
      assert.deepEqual(
        members.map(({ value, kind }) => [value, kind]),
        [['cost', 'conditional']],
      );
    });
  }

  test('are refused as one by one', () => {
    const alone = catching(() => evaluator.members(rule('no_filter'), request));
    const both = catching(() => evaluator.rowsAndMembers(rule('rows'), rule('no_filter'), request));
    assert.deepEqual([both.name, both.message], [alone.name, alone.message]);
  });
});

function catching(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new assert.AssertionError({ message: 'nothing was thrown' });
}
