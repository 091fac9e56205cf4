import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { makeNumber } from '../../../src/policy/values/number.ts';
import { RegoObject } from '../../../src/policy/values/object.ts';
import { RegoSet } from '../../../src/policy/values/set.ts';
import type { Value } from '../../../src/policy/values/value.ts';
import { needsOpa } from '../../support/opa.ts';
import { type Call, disagreements } from './support/ask-opa.ts';
import { numberTexts, texts } from './support/odd-values.ts';

const runs = 1500 * Number(process.env.POSTERN_TEST_RUNS ?? 1);

const values: readonly Value[] = [
  null,
  true,
  [],
  [1, 'a', [makeNumber('1.0')]],
  new RegoSet([]),
  new RegoSet([2, 1, 'é']),
  new RegoObject([
    ['a', new RegoSet([1])],
    [2, 'b'],
  ]),
  ...numberTexts.map(makeNumber),
  ...texts,
];

describe('sprintf', needsOpa, () => {
  it('knows every verb with every kind of value', async () => {
    const verbs = [...'bcdeEfFgGoOpqstTUvxXwzé%'];
    const calls = verbs.flatMap((verb) =>
      values
        // Of a large integer, %p and %w show the insides of OPA's memory.
        .filter((value) => !'pw'.includes(verb) || typeof value !== 'object' || value === null)
        .map((value): Call => ['sprintf', `<%${verb}>`, [value]]),
    );
    assert.deepEqual(await disagreements(calls), []);
  });

  it('knows flags, widths, precisions and argument numbers', async () => {
    const flags = fc
      .array(fc.constantFrom('#', '0', '+', '-', ' '), { maxLength: 3 })
      .map((all) => all.join(''));
    const size = fc.constantFrom('', '', '1', '8', '12', '*', '[1]', '[2]*', '[9]', '[x]');
    const precision = fc.constantFrom('', '', '.', '.0', '.3', '.10', '.*', '.[1]*', '.[3]');
    const verb = fc.constantFrom(...'bcdeEfFgGoOqstTUvxX%!', '', '日');
    const directive = fc.tuple(flags, size, precision, verb).map((parts) => `%${parts.join('')}`);
    const format = fc.array(fc.oneof(directive, directive, fc.constantFrom('text', ' é ', '%%', '[', '%')), {
      maxLength: 4,
    });
    const call = fc
      .tuple(format, fc.array(fc.constantFrom(...values, 3, 5, -4), { maxLength: 4 }))
      .map(([parts, given]): Call => ['sprintf', parts.join(''), given]);
    assert.deepEqual(await disagreements(fc.sample(call, { numRuns: runs, seed: 7 })), []);
  });

  it('gives up on sizes as Go does', async () => {
    const formats = [
      '%1000001d',
      '%.1000001d',
      '%99999999999d',
      '%[1000001]d',
      '%[99999999999]d',
      '%*d',
      '%.*d',
      '%-*d|',
      '%0*d',
    ];
    const sizes: readonly Value[] = [
      1_000_001,
      -1_000_001,
      -5,
      5,
      'a',
      makeNumber('5.0'),
      makeNumber('99999999999999999999'),
    ];
    const calls = formats.flatMap((format) => sizes.map((size): Call => ['sprintf', format, [size, 42]]));
    assert.deepEqual(await disagreements(calls), []);
  });
});

describe('template strings', needsOpa, () => {
  it('are made of scalars and of sets of at most one value', async () => {
    const parts: readonly Value[] = [
      1,
      'a',
      true,
      null,
      makeNumber('1.50'),
      new RegoSet([]),
      ...values.map((value) => new RegoSet([value])),
    ];
    const calls = parts.flatMap((part): Call[] => [
      ['internal.template_string', [part]],
      ['internal.template_string', ['<', part, '>']],
    ]);
    assert.deepEqual(await disagreements(calls), []);
  });
});
