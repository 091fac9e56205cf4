import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compare, equal, typeName } from '../../../src/policy/values/compare.ts';
import { fromPlain, parseJson, toPlain, writeJson } from '../../../src/policy/values/json.ts';
import { keyText } from '../../../src/policy/values/key.ts';
import { RegoObject } from '../../../src/policy/values/object.ts';
import { parseValue, ValueSyntaxError } from '../../../src/policy/values/parse-value.ts';
import { RegoSet } from '../../../src/policy/values/set.ts';
import { writeValue } from '../../../src/policy/values/write-value.ts';
import { arbitraryValue } from './arbitrary-value.ts';

const numRuns = 2000 * Number(process.env.POSTERN_TEST_RUNS ?? 1);

describe('values', () => {
  test('are in one total order', () => {
    fc.assert(
      fc.property(arbitraryValue, arbitraryValue, arbitraryValue, (a, b, c) => {
        assert.equal(Math.sign(compare(a, b)), -Math.sign(compare(b, a)) + 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0);
        assert.equal(compare(a, a), 0);
      }),
      { numRuns },
    );
  });

  test('are found by a key that only equal values share', () => {
    fc.assert(
      fc.property(arbitraryValue, arbitraryValue, (a, b) => {
        assert.equal(keyText(a) === keyText(b), equal(a, b));
        assert.equal(new RegoSet([a]).has(b), equal(a, b));
        assert.equal(new RegoObject([[a, 1]]).get(b) === 1, equal(a, b));
      }),
      { numRuns },
    );
  });

  test('are read again from the text they are written as', () => {
    fc.assert(
      fc.property(arbitraryValue, (value) => {
        const text = writeValue(value);
        assert.equal(writeValue(parseValue(text)), text);
        assert.ok(equal(parseValue(text), value));
      }),
      { numRuns },
    );
  });

  test('are JSON that reads as what the plain value is', () => {
    fc.assert(
      fc.property(arbitraryValue, (value) => {
        const text = writeJson(value);
        if (text.includes('1e400')) return;
        assert.deepEqual(toPlain(parseJson(text)), JSON.parse(text));
        assert.equal(writeJson(parseJson(text)), text);
      }),
      { numRuns },
    );
  });

  test('order by type, then by value', () => {
    const ordered = [
      'null',
      'false',
      'true',
      '-1',
      '0.1',
      '1',
      '9007199254740992',
      '9007199254740993',
      '1e400',
      '""',
      '"a"',
      '"\uffff"',
      '"😀"',
      '[]',
      '[1]',
      '[2]',
      '{}',
      '{"a":1}',
      '{"a":1,"b":0}',
      '{"a":2}',
      'set()',
      '{1}',
    ];
    const shuffled = [...ordered].reverse().map(parseValue).sort(compare);
    assert.deepEqual(shuffled.map(writeValue), ordered);
    assert.deepEqual(ordered.map((text) => typeName(parseValue(text))).at(-1), 'set');
  });
});

describe('JSON text', () => {
  const exact = [
    '9007199254740993',
    '[1.0]',
    '{"a":-0}',
    '[1E5,1e+5]',
    '{"a": 0.10}',
    '[0.0000001]',
    '-12345678901234567890.5',
    '[ 100000000000000000000 ]',
    '1.7976931348623157e309',
  ];
  for (const text of exact) {
    test(`${text} keeps its digits`, () => {
      const digits = (written: string) => written.match(/[-+.\deE]+/g)?.filter((part) => /\d/.test(part));
      assert.deepEqual(digits(writeJson(parseJson(text))), digits(text));
    });
  }

  test('of any double is exact', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = `{"n":${JSON.stringify(number)}}`;
        assert.equal(writeJson(parseJson(text)), text);
      }),
      { numRuns },
    );
  });

  test('may have members that JavaScript knows otherwise', () => {
    const value = parseJson('{"__proto__":{"a":1},"2":0,"10":1}');
    assert.equal(writeJson(value), '{"10":1,"2":0,"__proto__":{"a":1}}');
  });

  for (const text of ['', '{', '[1,]', '01', '{1}', 'set()', '"\u0001"', '1 2', 'NaN']) {
    test(`${JSON.stringify(text)} is refused`, () => assert.throws(() => parseJson(text), SyntaxError));
  }

  test('is not made of what JSON does not know', () => {
    for (const plain of [undefined, Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1]) {
      assert.throws(() => fromPlain(plain), TypeError);
    }
  });
});

describe("OPA's text", () => {
  test('has sets and keys of any type', () => {
    const value = parseValue(' { {1 , 2}: set(), [null] : "x" } ');
    assert.equal(writeValue(value), '{[null]:"x",{1,2}:set()}');
    assert.equal(writeJson(value), '{"[1,2]":[],"[null]":"x"}');
  });

  for (const text of ['', '{1,}', '{1:2,3}', 'set(1)', '[1', '"a', 'nul', '"\\x"', '1 1']) {
    test(`${JSON.stringify(text)} is refused`, () => assert.throws(() => parseValue(text), ValueSyntaxError));
  }
});
