import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RegoObject } from '../../../src/policy/values/object.ts';
import { RegoSet } from '../../../src/policy/values/set.ts';
import type { Value } from '../../../src/policy/values/value.ts';
import { needsOpa } from '../../support/opa.ts';
import { type Call, disagreements } from './support/ask-opa.ts';

const runs = 100 * Number(process.env.POSTERN_TEST_RUNS ?? 1);
const seed = Number(process.env.POSTERN_TEST_SEED ?? 1);

/** Few characters, so that parts are found in texts. */
const unit = fc.constantFrom('a', 'b', 'A', 'é', '😀', ' ', '\u0301', 'ß', '.');
const text = fc.array(unit, { maxLength: 7 }).map((all) => all.join(''));
const part = fc.array(unit, { maxLength: 2 }).map((all) => all.join(''));
const number = fc.constantFrom(-3, -1, 0, 1, 2, 3, 10, 9007199254740991);

async function agree(calls: fc.Arbitrary<Value[]>, ...names: string[]): Promise<void> {
  const asked = fc
    .sample(calls, { numRuns: runs, seed })
    .flatMap((args) => names.map((name): Call => [name, ...args]));
  assert.deepEqual(await disagreements(asked), []);
}

describe('texts', needsOpa, () => {
  it('with a part', () =>
    agree(
      fc.tuple(text, part),
      ...['contains', 'startswith', 'endswith', 'indexof', 'indexof_n', 'split', 'strings.count'],
      ...['trim', 'trim_left', 'trim_right', 'trim_prefix', 'trim_suffix'],
    ));

  it('cut and replaced', async () => {
    await agree(fc.tuple(text, number, number), 'substring');
    await agree(fc.tuple(text, part, number), 'strings.split_n');
    await agree(fc.tuple(text, part, part), 'replace');
    const patterns = fc
      .array(fc.tuple(part, part), { maxLength: 4 })
      .map((all): Value => new RegoObject(all));
    await agree(fc.tuple(patterns, text), 'strings.replace_n');
  });

  it('joined, and matched with many', async () => {
    const many: fc.Arbitrary<Value> = fc.oneof(
      fc.array(part, { maxLength: 3 }),
      fc.array(part, { maxLength: 3 }).map((all) => new RegoSet(all)),
      part,
    );
    await agree(fc.tuple(part, many), 'concat');
    await agree(fc.tuple(fc.oneof(text, many), many), 'strings.any_prefix_match', 'strings.any_suffix_match');
  });

  it('in lower and upper case, for every character that has one', async () => {
    // Unicode 16 and later, which Node may know and OPA's Go does not.
    const newer =
      /[\u1c89\u1c8a\ua7cb-\ua7cf\ua7d2\ua7d4\ua7da-\ua7dc\u{10d50}-\u{10d85}\u{16ea0}-\u{16ed3}]/u;
    const cased = /\p{L}|\p{M}|\p{N}|\p{S}/u;
    const all = Array.from({ length: 0x1e944 }, (_, code) => code)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code))
      .filter((one) => !newer.test(one + one.toLowerCase() + one.toUpperCase()))
      .filter((one) => cased.test(one) && (one.toLowerCase() !== one || one.toUpperCase() !== one));
    assert.deepEqual(
      await disagreements(
        all.flatMap((one): Call[] => [
          ['lower', one],
          ['upper', one],
        ]),
      ),
      [],
    );
    await agree(fc.tuple(text), 'lower', 'upper', 'strings.reverse', 'trim_space', 'count');
  });
});

describe('bytes', needsOpa, () => {
  it('that are no text pass through every builtin that makes or takes them', async () => {
    const hex = fc
      .array(
        fc.constantFrom(
          '00',
          '41',
          '80',
          'c3',
          'a9',
          'ff',
          'e2',
          '82',
          'ac',
          'f0',
          '9f',
          '98',
          '80',
          'ed',
          'a0',
          'c0',
          'f5',
        ),
        { maxLength: 6 },
      )
      .map((all) => all.join(''));
    const asked: string[] = fc.sample(hex, { numRuns: runs, seed });
    const { builtins } = await import('../../../src/policy/builtins.ts');
    const decoded = asked.map((one) => builtins.get('hex.decode')?.([one], { nowNs: () => 0n }) ?? null);
    // OPA gets its bytes from hexadecimal too: Rego's own text can't hold them.
    const names = [
      'base64.encode',
      'base64url.encode',
      'hex.encode',
      'crypto.sha256',
      'urlquery.encode',
      'json.marshal',
      'count',
      'strings.reverse',
    ];
    const calls = names.flatMap((name) => asked.map((one): Call => [name, one]));
    const { ours, theirs } = await import('./support/ask-opa.ts');
    const answers = await theirs(calls, 'hex.decode');
    const mine = names.flatMap((name) => decoded.map((one) => ours([name, one])));
    assert.deepEqual(mine, answers);
    assert.deepEqual(await disagreements(asked.map((one): Call => ['hex.decode', one])), []);
  });

  it('are encoded and decoded', async () => {
    const encoded = fc.oneof(
      fc
        .array(fc.constantFrom('Q', 'U', 'J', 'D', '=', '-', '_', '+', '/', '\n', ' ', 'é'), { maxLength: 9 })
        .map((all) => all.join('')),
      fc.base64String(),
    );
    await agree(fc.tuple(encoded), 'base64.decode', 'base64.is_valid', 'base64url.decode');
    await agree(fc.tuple(text), 'base64.encode', 'base64url.encode', 'base64url.encode_no_pad', 'hex.encode');
    const query = fc
      .array(
        fc.constantFrom('a', 'b', '=', '&', ';', '+', '%20', '%', '%C3%A9', '%ff', 'é', '%2', '#', '?'),
        { maxLength: 8 },
      )
      .map((all) => all.join(''));
    await agree(fc.tuple(query), 'urlquery.decode', 'urlquery.decode_object', 'urlquery.encode');
    const values: fc.Arbitrary<Value> = fc.oneof(
      text,
      fc.array(text, { maxLength: 3 }),
      fc.array(text, { maxLength: 3 }).map((all) => new RegoSet(all)),
      fc.constant(1),
    );
    const object = fc
      .array(fc.tuple(fc.oneof(text, fc.constant<Value>(1)), values), { maxLength: 3 })
      .map((all): Value => new RegoObject(all));
    await agree(fc.tuple(object), 'urlquery.encode_object');
  });
});

describe('addresses on the web', needsOpa, () => {
  it('uri.parse and uri.is_valid', async () => {
    const scheme = fc.constantFrom('', '', 'http:', 'HTTPS:', 'mailto:', 'a+b:', '1a:', ':', 'urn:');
    const authority = fc.constantFrom(
      '',
      '//',
      '//host',
      '//host:80',
      '//host:',
      '//host:x',
      '//u@host',
      '//u:p@h:1',
      '//[::1]',
      '//[::1]:80',
      '//[::1',
      '//[1.2.3.4]',
      '//[fe80::1%25e0]',
      '//a b',
      '//h%20',
      '//h%C3%A9',
      '//é',
      '//a:b:c',
      '//a:1:2',
      '//u%zz@h',
      '//h%41',
      '//[::1]x',
      '///',
      '//[x]',
      '//u[@h',
      '//[fe80::1%25]',
      '//a<b>',
    );
    const path = fc.constantFrom(
      '',
      '/',
      '/a/b',
      '/a%2Fb',
      '/a b',
      '/é',
      '/%zz',
      '/%',
      'a',
      'a:b',
      './a:b',
      '/a:b',
      '*',
      '/a+b',
      '/%e9',
      '/[x]',
      '/a;b=c',
      '/{a}',
    );
    const rest = fc.constantFrom(
      '',
      '?',
      '?a=b',
      '?a?b',
      '??',
      '?%zz',
      '#f',
      '#',
      '#%20',
      '#%zz',
      '?q#f#g',
      '?é',
      '#é',
    );
    const odd = fc.constantFrom(
      '',
      '*',
      '\u007f',
      'a\nb',
      'http://a\tb',
      '%',
      '::',
      '//',
      '?',
      '#',
      ' ',
      'http:// x',
    );
    const uri = fc.oneof(
      { weight: 20, arbitrary: fc.tuple(scheme, authority, path, rest).map((all) => all.join('')) },
      { weight: 1, arbitrary: odd },
    );
    const calls = fc.sample(uri, { numRuns: 10 * runs, seed }).flatMap((one): Call[] => [
      ['uri.parse', one],
      ['uri.is_valid', one],
    ]);
    assert.deepEqual(await disagreements(calls), []);
  });
});

describe('versions, units and UUIDs', needsOpa, () => {
  it('semver.compare and semver.is_valid', async () => {
    const identifier = fc.constantFrom(
      '0',
      '1',
      '10',
      '2',
      '01',
      'a',
      'A',
      'rc',
      'alpha',
      '-',
      '0a',
      '',
      '99999999999999999999',
      'é',
    );
    const list = fc.array(identifier, { minLength: 1, maxLength: 3 }).map((all) => all.join('.'));
    const core = fc.oneof(
      { weight: 5, arbitrary: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)).map((all) => all.join('.')) },
      { weight: 1, arbitrary: list },
    );
    const version = fc
      .tuple(
        fc.constantFrom('', '', '', 'v', 'V'),
        core,
        fc.option(list, { nil: undefined }),
        fc.option(list, { nil: undefined }),
      )
      .map(
        ([v, numbers, pre, build]) =>
          v + numbers + (pre === undefined ? '' : `-${pre}`) + (build === undefined ? '' : `+${build}`),
      );
    const calls = fc
      .sample(fc.tuple(version, version), { numRuns: 6 * runs, seed })
      .flatMap((args): Call[] => [
        ['semver.compare', ...args],
        ['semver.is_valid', args[0]],
      ]);
    assert.deepEqual(await disagreements(calls), []);
  });

  it('units.parse and units.parse_bytes', async () => {
    const amount = fc.constantFrom(
      '',
      '0',
      '1',
      '10',
      '1.5',
      '-2',
      '+3',
      '.5',
      '5.',
      '1e3',
      '1E3',
      '1e-3',
      '1e',
      'e3',
      '1e1234567',
      '0.0001',
      '123456789.123456789',
      '99999999999999999999',
      '1.2.3',
      '--1',
      '1e+2',
      '007',
      '3-4',
      '.',
    );
    const name = fc.constantFrom(
      '',
      'k',
      'K',
      'ki',
      'Ki',
      'KI',
      'kib',
      'KiB',
      'kb',
      'KB',
      'm',
      'M',
      'mi',
      'Mi',
      'mb',
      'MiB',
      'g',
      'Gi',
      'GB',
      't',
      'Ti',
      'p',
      'Pi',
      'e',
      'E',
      'Ei',
      'eb',
      'EiB',
      'x',
      'b',
      'mm',
      'é',
      'kI',
      '"',
      ' k',
    );
    const calls = fc
      .sample(
        fc.tuple(amount, name).map((both) => both.join('')),
        { numRuns: 8 * runs, seed },
      )
      .flatMap((one): Call[] => [
        ['units.parse', one],
        ['units.parse_bytes', one],
      ]);
    assert.deepEqual(await disagreements(calls), []);
  });

  it('uuid.parse', async () => {
    const hex = (length: number) =>
      fc
        .array(fc.constantFrom(...'0123456789abcdefABCDEF'), { minLength: length, maxLength: length })
        .map((all) => all.join(''));
    const plain = fc
      .tuple(
        hex(8),
        hex(4),
        fc.tuple(fc.constantFrom('1', '2', '2', '3', '4', '7', 'f'), hex(3)).map((all) => all.join('')),
        hex(4),
        hex(12),
      )
      .map((all) => all.join('-'));
    const uuid = fc.oneof(
      plain,
      plain.map((one) => `{${one}}`),
      plain.map((one) => `urn:uuid:${one}`),
      plain.map((one) => `URN:UUID:${one}`),
      plain.map((one) => one.replaceAll('-', '')),
      fc.constantFrom(
        '',
        'x',
        '000003e8-48b9-21ee-b200-325096b39f47',
        'xc2fc67c2-47f2-11ee-b67a-9f3619c7493fy',
        'c2fc67c2_47f2-11ee-b67a-9f3619c7493f',
        'urn:uuix:c2fc67c2-47f2-11ee-b67a-9f3619c7493f',
      ),
    );
    assert.deepEqual(
      await disagreements(fc.sample(uuid, { numRuns: runs, seed }).map((one): Call => ['uuid.parse', one])),
      [],
    );
  });
});
