import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Value } from '../../../src/policy/values/value.ts';
import { needsOpa } from '../../support/opa.ts';
import { type Call, disagreements } from './support/ask-opa.ts';

const runs = 200 * Number(process.env.POSTERN_TEST_RUNS ?? 1);
const seed = Number(process.env.POSTERN_TEST_SEED ?? 1);

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'A', 'é', '😀', '.', '/', '-', '_', ' ', '\n', '1', '0', '{', '}'), {
    maxLength: 8,
  })
  .map((all) => all.join(''));

const expression = fc.oneof(
  fc.constantFrom(
    'a',
    '',
    '^',
    '$',
    '^$',
    'a*',
    'a*?',
    '(a|b)+',
    '(a)(b)?',
    '[a-c]+',
    '[^a]',
    '.',
    '(?s).',
    '(?i)a',
    '(?m)^a$',
    '\\ba',
    'a\\B',
    '\\d+',
    '\\w',
    '\\s',
    '\\pL',
    '\\p{Greek}',
    '[[:alpha:]]+',
    '\\Qa.b\\E',
    'a{2}',
    'a{1,3}',
    'a{0}',
    'x*',
    '(?:a|ab)(c|bcd)*',
    '(?P<name>a)b',
    '(?<name>a)b',
    'é',
    '[é-ü]',
    '😀',
    '\\x{1F600}',
    '\\z',
    '\\A',
    '(',
    ')',
    '[',
    'a**',
    '(?=a)',
    '(?<=a)',
    '(?!a)',
    '\\1',
    '\\C',
    'a{1001}',
    'a{2,1}',
    '\\K',
    '\\pN',
    '\\X',
    '[a',
    '\\',
    '*',
    '?',
    '(?P=name)',
    '[[:word:]]',
    '\\p{Foo}',
    '(?i)ſ',
    '(?i)k',
    '[\\d-z]',
    'a|',
    '|a',
    '()',
    '(?i:A)b',
    '(?-i)a',
    '(?U)a+',
    '\\n',
    '\\t',
    '\\0',
    '\\07',
    '\\x41',
    '\\u0041',
    '\\cA',
    '{',
    '}',
    'a{',
    'a{,2}',
    'a{1',
    '\\Z',
    '\\h',
  ),
  fc
    .array(
      fc.constantFrom(
        'a',
        'b',
        '.',
        '*',
        '+',
        '?',
        '|',
        '(',
        ')',
        '[ab]',
        '[^a]',
        '\\d',
        '^',
        '$',
        '{2}',
        'é',
      ),
      { maxLength: 6 },
    )
    .map((all) => all.join('')),
);

describe('regular expressions', needsOpa, () => {
  for (const name of ['regex.match', 'regex.split']) {
    it(name, async () => {
      const calls = fc
        .sample(fc.tuple(expression, text), { numRuns: 3 * runs, seed })
        .map((args): Call => [name, ...args]);
      assert.deepEqual(await disagreements(calls), []);
    });
  }

  it('regex.is_valid', async () => {
    const calls = fc
      .sample(expression, { numRuns: 3 * runs, seed })
      .map((one): Call => ['regex.is_valid', one]);
    assert.deepEqual(await disagreements(calls), []);
  });

  for (const name of ['regex.find_n', 'regex.find_all_string_submatch_n']) {
    it(name, async () => {
      const calls = fc
        .sample(fc.tuple(expression, text, fc.constantFrom(-1, 0, 1, 2, -5)), { numRuns: 3 * runs, seed })
        .map((args): Call => [name, ...args]);
      assert.deepEqual(await disagreements(calls), []);
    });
  }

  it('regex.replace', async () => {
    const replacement = fc.constantFrom(
      '',
      'x',
      '$1',
      '$0',
      `\${1}x`,
      '$1x',
      `\${name}`,
      '$name',
      '$$',
      '$',
      '$2',
      '${',
      '${1',
      '$é',
      '[$0]',
      '$12',
      `\${01}`,
      '$ 1',
    );
    const calls = fc
      .sample(fc.tuple(text, expression, replacement), { numRuns: 3 * runs, seed })
      .map((args): Call => ['regex.replace', ...args]);
    assert.deepEqual(await disagreements(calls), []);
  });

  it('regex.template_match', async () => {
    const template = fc.constantFrom(
      'urn:<.*>',
      'a{.*}',
      '{a}{b}',
      'a{[a-z]{1,2}}b',
      '{',
      '}',
      '{}',
      'a.b{c}',
      '<a><b>',
      'é{.}',
      '{(}',
      'a{b}c{d',
      '{a|b}c',
    );
    const other = fc.oneof(text, fc.constantFrom('urn:x', 'ab', 'aab', 'a.bc', 'é1', 'bc', 'aa.c', ''));
    const delimiters = fc.constantFrom<[Value, Value]>(
      ['{', '}'],
      ['<', '>'],
      ['', '}'],
      ['é', '}'],
      ['{{', '}}'],
      ['a', 'b'],
      ['|', '|'],
    );
    const calls = fc
      .sample(fc.tuple(template, other, delimiters), { numRuns: 2 * runs, seed })
      .map(([one, two, both]): Call => ['regex.template_match', one, two, ...both]);
    assert.deepEqual(await disagreements(calls), []);
  });

  it('regex.globs_match', async () => {
    const glob = fc
      .array(
        fc.constantFrom(
          'a',
          'b',
          '.',
          '*',
          '+',
          '[a-c]',
          '[b]',
          '[',
          ']',
          '\\.',
          '\\',
          '-',
          '[a-]',
          '[^a]',
          'é',
          '.*',
        ),
        { maxLength: 5 },
      )
      .map((all) => all.join(''));
    const calls = fc
      .sample(fc.tuple(glob, glob), { numRuns: 4 * runs, seed })
      .map((args): Call => ['regex.globs_match', ...args]);
    assert.deepEqual(await disagreements(calls), []);
  });
});

describe('globs', needsOpa, () => {
  it('glob.match', async () => {
    const part = fc.constantFrom(
      'a',
      'b',
      '*',
      '**',
      '?',
      '[ab]',
      '[!a]',
      '[a-c]',
      '{a,b}',
      '{a*,}',
      '{,b}',
      '.',
      '/',
      '\\*',
      '\\',
      '[',
      ']',
      '{',
      '}',
      ',',
      '!',
      '-',
      'é',
      '[é-ü]',
      '{a,{b,c}}',
      '[!a-c]',
      '[\\]]',
      '[a\\-b]',
      '{}',
      '[^a]',
      '*.*',
    );
    const pattern = fc.array(part, { maxLength: 5 }).map((all) => all.join(''));
    const delimiters = fc.constantFrom<Value>(
      null,
      [],
      ['.'],
      ['/'],
      ['.', '/'],
      ['a'],
      ['é'],
      ['ab'],
      [1],
      'x',
      [''],
    );
    const calls = fc
      .sample(fc.tuple(pattern, delimiters, text), { numRuns: 6 * runs, seed })
      .map((args): Call => ['glob.match', ...args]);
    const near = [
      'api.example.com',
      'example.com',
      'a.b.c',
      'cat',
      'bat',
      'github.com',
      'a/b/c',
      '',
      '.',
      'abc',
    ];
    const globs = [
      '*.example.com',
      '**.example.com',
      '*.github.com',
      '{cat,bat,[fr]at}',
      'api.**',
      '?at',
      '[!c]at',
      'a/**',
      'a*c',
      '**',
      '*',
      'a?c',
      '*b*',
    ];
    for (const glob of globs)
      for (const one of near)
        for (const by of [null, [], ['.'], ['/']]) calls.push(['glob.match', glob, by, one]);
    assert.deepEqual(await disagreements(calls), []);
  });
});
