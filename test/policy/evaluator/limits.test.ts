import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { PlanEvaluator } from '../../../src/policy/evaluator/plan-evaluator.ts';
import { NotLiftable } from '../../../src/policy/evaluator/residual/refusal.ts';
import { fromPlain } from '../../../src/policy/values/json.ts';
import type { RegoObject } from '../../../src/policy/values/object.ts';
import { needsOpa } from '../../support/opa.ts';
import { compileShapes, now } from '../shapes/shape-support.ts';

const row = 'input.resource.properties';
const cases = (name: string, count: number) =>
  [
    `${name} := 0 if ${row}.${name} == 0`,
    ...Array.from({ length: count - 1 }, (_, n) => `else := ${n + 1} if ${row}.${name} == ${n + 1}`),
  ].join('\n\n');

const SHAPES = new Map([
  ['looked_up', `allow if data.things[${row}.thing].group == "a"`],
  ['taken_apart', `allow if data.things[${row}.thing].group == ${row}.group`],
  [
    'combined',
    `allow if sum(a, b, c) == 3\n\nsum(x, y, z) := (x + y) + z\n\n${cases('a', 22)}\n\n${cases('b', 22)}\n\n${cases('c', 21)}`,
  ],
  ['fewer_combined', `allow if a + b == 3\n\n${cases('a', 10)}\n\n${cases('b', 10)}`],
]);

/** So many things, which are in so many groups. */
function things(count: number, groups: number): RegoObject {
  const entries = Array.from({ length: count }, (_, n) => [`k${n}`, { group: n === 1 ? 'a' : n % groups }]);
  return fromPlain({ things: Object.fromEntries(entries) }) as RegoObject;
}

describe('the limits of what a filter is made of', needsOpa, () => {
  let evaluator: PlanEvaluator;
  before(async () => {
    evaluator = await compileShapes(
      new Map([...SHAPES].map(([name, text]) => [name, `package shapes.${name}\n\n${text}\n`])),
    );
  });
  const filter = (name: string, data: RegoObject) =>
    evaluator.residual(`shapes/${name}/allow`, {
      input: fromPlain({}),
      data,
      now,
      unknowns: [['resource', 'properties']],
      row: ['resource'],
    }).kind;
  const refused = (name: string, data: RegoObject, message: RegExp) =>
    assert.throws(
      () => filter(name, data),
      (error: unknown) => error instanceof NotLiftable && message.test(error.message),
    );

  test('a field looks up one of 100,000 keys', () => {
    assert.equal(filter('looked_up', things(100_000, 7)), 'conditional');
    refused('looked_up', things(100_001, 7), /a collection of 100001 members is looked up/);
  });

  test('what is looked up is compared with another field where it has up to 1,000 values', () => {
    assert.equal(filter('taken_apart', things(2_000, 999)), 'conditional');
    refused('taken_apart', things(2_000, 1_000), /has 1001 different values/);
  });

  test('arguments of several cases come together in up to 10,000 ways', () => {
    assert.equal(filter('fewer_combined', things(1, 1)), 'conditional');
    refused('combined', things(1, 1), /come together in too many ways/);
  });
});
