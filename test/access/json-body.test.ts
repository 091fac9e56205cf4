import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BadRequest } from '../../src/access/errors.ts';
import { checkJsonValue, parseJson, parseJsonBody } from '../../src/access/json-body.ts';

const refused: [name: string, text: string, message: RegExp][] = [
  ['a number above all doubles', '{"amount": 1e400}', /the body has a number that is too large/],
  ['a number below all doubles', '[{"amount": [-1E999]}]', /the body has a number that is too large/],
  ['a lone surrogate', '"\\ud800"', /lone surrogate/],
  ['a lone surrogate in a name', '{"\\udc00": 1}', /lone surrogate/],
  ['a member __proto__', '{"a": {"__proto__": 1}}', /__proto__/],
  ['a member twice', '{"a": 1, "\\u0061": 2}', /twice/],
  ['65 levels', '['.repeat(65) + ']'.repeat(65), /deeper than 64/],
  ['no JSON', '{', /the body is not JSON/],
];

describe('a JSON body', () => {
  for (const [name, text, message] of refused) {
    test(`with ${name} is refused`, () => {
      assert.throws(() => parseJsonBody(Buffer.from(text)), { name: BadRequest.name, message });
    });
  }

  test('is given as it is', () => {
    const value = { a: [1e308, -0.5, '\u{1f600}', null, true], b: { c: {} } };
    assert.deepEqual(parseJsonBody(Buffer.from(JSON.stringify(value))), value);
    assert.deepEqual(parseJsonBody(Buffer.from('['.repeat(64) + ']'.repeat(64))), deep(64));
  });
});

test('a message names what was read', () => {
  assert.throws(() => parseJson('[1e999]', 'the parameter input'), /^BadRequest: the parameter input has/);
});

test('a value from elsewhere is held to the same', () => {
  checkJsonValue({ a: [1, 'b', null] });
  assert.throws(() => checkJsonValue([Number.POSITIVE_INFINITY]), BadRequest);
  assert.throws(() => checkJsonValue([Number.NaN]), BadRequest);
  assert.throws(() => checkJsonValue({ a: '\ud800' }), BadRequest);
  assert.throws(() => checkJsonValue(deep(65)), BadRequest);
});

function deep(levels: number): unknown {
  let value: unknown[] = [];
  for (let level = 1; level < levels; level += 1) value = [value];
  return value;
}
