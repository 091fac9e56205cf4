import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { printed } from '../../../src/policy/builtins/go/print-value.ts';
import { makeNumber } from '../../../src/policy/values/number.ts';
import { RegoObject } from '../../../src/policy/values/object.ts';
import { RegoSet } from '../../../src/policy/values/set.ts';
import type { Value } from '../../../src/policy/values/value.ts';
import { needsOpa } from '../../support/opa.ts';
import { type Call, disagreements } from './support/ask-opa.ts';
import { numberTexts, texts } from './support/odd-values.ts';

const runs = 500 * Number(process.env.POSTERN_TEST_RUNS ?? 1);
const seed = Number(process.env.POSTERN_TEST_SEED ?? 1);

const scalars = [
  '',
  '~',
  'null',
  'Null',
  'true',
  'True',
  'TRUE',
  'tRue',
  'yes',
  'no',
  'on',
  'off',
  'y',
  'n',
  '1',
  '-1',
  '+1',
  '0',
  '007',
  '0o17',
  '0x1F',
  '0b101',
  '1_000',
  '_1',
  '1__0',
  '08',
  '0.5',
  '.5',
  '5.',
  '1e3',
  '1E-3',
  '-.5',
  '+.5',
  '1.5.2',
  '.inf',
  '-.Inf',
  '.nan',
  '18446744073709551615',
  '18446744073709551616',
  '9223372036854775808',
  '-9223372036854775808',
  '-9223372036854775809',
  '2023-01-01',
  '2023-01-01T10:00:00Z',
  '2023-1-1 1:2:3',
  '1:30',
  '12:30:45',
  'a',
  'a b',
  '"q"',
  "'s'",
  '"\\n\\x41\\u00e9"',
  "'it''s'",
  '-0',
  '0.0',
  '1e400',
  '!!str 1',
  '!!int "3"',
  '!!float 3',
  '!!bool "true"',
  '!!null ""',
  '!!int x',
  '!!binary YWJj',
  '!custom x',
  '<<',
  '=',
  '0x',
  '-0x1',
  '0o8',
  '00',
  '-',
  '--',
  'é',
  '😀',
];

const keys = [
  'a',
  'b',
  'a1',
  'a10',
  'a2',
  'A',
  '',
  ' ',
  '1',
  '01',
  '10',
  '2',
  'x y',
  'true',
  '~',
  'a: b',
  '# c',
  'é',
  '-',
  '\n',
  'k\nl',
  '<<',
  '0',
  'a-b',
  'a_b',
  'a0',
  'a00',
  'b'.repeat(130),
];
const strings = [
  ...texts.filter((text) => !/[\ufeff\uffff\u0085]/.test(text)),
  ...keys,
  ...scalars,
  'x\ny',
  'x\n',
  'x\n\n',
  '\n',
  '\nx',
  ' x\ny',
  'x \ny',
  'x\n y',
  'x\ty\nz',
  'x\ny ',
  '- a',
  '? b',
  ': c',
  'a:',
  '---',
  '--- a',
  '...',
  '%a',
  '@a',
  '`a`',
  '{a',
  '[a',
  'a]',
  ',a',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  'a\u2028b',
  'a\u2028',
  '\u2028 b',
  'a\u0007b',
  '\u00a0',
];
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Value>(null, true, false, ...strings, ...numberTexts.map(makeNumber)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(tie('value'), { maxLength: 2 }).map((all) => new RegoSet(all)),
    fc
      .array(fc.tuple(fc.constantFrom<Value>(...keys, 5, ['z']), tie('value')), { maxLength: 4 })
      .map((all) => new RegoObject(all)),
  ),
}));

describe('YAML', needsOpa, () => {
  it('is written as OPA writes it', async () => {
    const calls = fc.sample(value, { numRuns: 4 * runs, seed }).map((one): Call => ['yaml.marshal', one]);
    calls.push(
      ...strings.flatMap((one): Call[] => [
        ['yaml.marshal', one],
        ['yaml.marshal', [one]],
        ['yaml.marshal', new RegoObject([[one, one]])],
      ]),
    );
    assert.deepEqual(await disagreements(calls), []);
  });

  it('is read as OPA reads it, scalars first', async () => {
    const documents = scalars.flatMap((one) =>
      one === '-' ? [one] : [one, `- ${one}`, `a: ${one}`, `${one}: 1`, `[${one}]`, `{a: ${one}}`],
    );
    documents.push(
      'a: 1\nb:\n  - x\n  - y: z\n',
      '- - a\n  - b\n-\n  c: d\n',
      'a: |\n  x\n  y\nb: >\n  x\n  y\n\n  z\n',
      'a: |-\n  x\n',
      'a: |+\n  x\n\n',
      '{a: [1, {b: c}], "d": e}',
      '# only\n',
      '---\na: 1\n---\nb: 2\n',
      'a: 1\na: 2\n',
      '1: a\n"1": b\n',
      'a: &x {b: 1}\nc: *x\n',
      'a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n',
      'x: &x {b: 1, c: 2}\ny: &y {b: 3, d: 4}\nz:\n  <<: [*x, *y]\n  c: 9\n',
      'x: &x {b: 1}\nz:\n  <<: *x\n  <<: {b: 2, e: 3}\n',
      '<<: 5\n',
      '? a\n: b\n',
      '? [a]\n: b\n',
      '? {a: b}\n: c\n',
      '~: 1\n',
      'a: b: c\n',
      ' a: 1\nb: 2\n',
      'a:\n\t- b\n',
      '"a',
      "'a",
      '[a',
      '{a: b',
      'a: *unknown\n',
      '%YAML 1.2\n---\na: 1\n',
      '%YAML 1.1\n---\na: 1\n',
      '%20',
      'a: \u0000',
      'a: \u007f',
      '--- a\n...\n',
      'a: 1 # c\n',
      'a: "x\n  y"\n',
      'a: x\n  y\n',
      '- a\nb: c\n',
      '!!map {a: 1}\n',
      '!!seq [a]\n',
      '!!set {a, b}\n',
      'a: !!str 5\n',
      '1.5: a\n1e3: b\ntrue: c\n.inf: d\n',
      '{a: 1, a: 2}',
      '[a, b, ]',
      '{a: , b}',
      '@a',
      '`a',
      'a: @b',
      '- \n- \n',
      'a:\n- b\n- c\n',
      '',
      '\n\n',
      '"\\ud83d\\ude00"',
      '{"a": "b", "c": [1, 2.50, null]}',
    );
    const calls = documents.flatMap((one): Call[] => [
      ['yaml.unmarshal', one],
      ['yaml.is_valid', one],
    ]);
    assert.deepEqual(await disagreements(calls), []);
  });

  it('is read back as it was written', async () => {
    const { builtins } = await import('../../../src/policy/builtins.ts');
    const written = fc
      .sample(value, { numRuns: 2 * runs, seed })
      .filter((one) => !printed(one).includes('\\u202'))
      .map((one) => builtins.get('yaml.marshal')?.([one], { nowNs: () => 0n }) ?? '');
    assert.deepEqual(await disagreements(written.map((one): Call => ['yaml.unmarshal', one])), []);
  });
});
