import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { makeInteger, makeNumber } from '../../../src/policy/values/number.ts';
import type { Value } from '../../../src/policy/values/value.ts';
import { needsOpa } from '../../support/opa.ts';
import { type Call, disagreements } from './support/ask-opa.ts';

const runs = 300 * Number(process.env.POSTERN_TEST_RUNS ?? 1);
const seed = Number(process.env.POSTERN_TEST_SEED ?? 1);

const zones = [
  '',
  'UTC',
  'Asia/Seoul',
  'Europe/Oslo',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'US/Pacific',
];
const layouts = [
  '',
  'ANSIC',
  'RubyDate',
  'RFC822Z',
  'RFC1123Z',
  'RFC3339',
  'RFC3339Nano',
  'UnixDate',
  'RFC850',
  'RFC822',
  'RFC1123',
  '2006-01-02',
  '2006-01-02 15:04:05.000',
  '2006-01-02T15:04:05.999999Z07:00',
  'Jan _2 06',
  'January 2, 2006',
  'Mon Monday',
  '3:04PM',
  '03:04:05 pm',
  '__2 002 2',
  '_2006',
  '1/2',
  '15h4m5s',
  '-07 -0700 -07:00 -070000 -07:00:00',
  'Z07 Z0700 Z070000 Z07:00:00',
  'Month',
  '05,000',
  '.00',
  '5.9',
  ',99',
  'text only',
  '20060102150405',
  '2006-002',
  '01/02/06',
];

/** Time zone tables differ in what they know of the years before 1970. */
const instant = fc.oneof(
  fc.bigInt({ min: 0n, max: 4_102_444_800_000_000_000n }),
  fc.bigInt({ min: 0n, max: 4_102_444_800n }).map((seconds) => seconds * 1_000_000_000n),
);
const early = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const inUtc: fc.Arbitrary<Value> = fc.oneof(
  early.map(makeInteger),
  fc.tuple(early, fc.constantFrom('', 'UTC')).map(([ns, zone]): Value => [makeInteger(ns), zone]),
);
const late: fc.Arbitrary<Value> = fc
  .tuple(instant, fc.constantFrom(...zones))
  .map(([ns, zone]): Value => [makeInteger(ns), zone]);
const moment: fc.Arbitrary<Value> = fc.oneof(inUtc, late);

const digits = (most: number, width: number) =>
  fc.nat(most).map((value) => String(value).padStart(width, '0'));

describe('time', needsOpa, () => {
  for (const name of ['time.date', 'time.clock', 'time.weekday']) {
    it(name, async () => {
      const calls = fc.sample(moment, { numRuns: runs, seed }).map((at): Call => [name, at]);
      assert.deepEqual(await disagreements(calls), []);
    });
  }

  it('time.add_date and time.diff', async () => {
    const shift = fc.integer({ min: -40, max: 40 });
    const calls = [
      ...fc
        .sample(fc.tuple(moment, shift, shift, shift), { numRuns: runs, seed })
        .map((args): Call => ['time.add_date', ...args]),
      ...fc
        .sample(fc.oneof(fc.tuple(late, late), fc.tuple(inUtc, inUtc)), { numRuns: runs, seed })
        .map((args): Call => ['time.diff', ...args]),
    ];
    assert.deepEqual(await disagreements(calls), []);
  });

  it('time.format', async () => {
    const form = fc.constantFrom(
      ...layouts.filter((layout) => !/MST|UnixDate|RFC850|RFC822$|RFC1123$/.test(layout)),
    );
    const asked = fc
      .tuple(instant, fc.constantFrom(...zones), form)
      .map(([ns, zone, layout]): Call => ['time.format', [makeInteger(ns), zone, layout]]);
    const utcOnly = fc
      .tuple(early, fc.constantFrom(...layouts))
      .map(([ns, layout]): Call => ['time.format', [makeInteger(ns), 'UTC', layout]]);
    const calls = [
      ...fc.sample(asked, { numRuns: runs, seed }),
      ...fc.sample(utcOnly, { numRuns: runs, seed }),
    ];
    assert.deepEqual(await disagreements(calls), []);
  });

  it('time.parse_rfc3339_ns', async () => {
    const text = fc
      .tuple(
        fc.constantFrom('1970', '2024', '1999', '0000', '2262', '1677', '2100', '10000'),
        digits(13, 2),
        digits(32, 2),
        digits(24, 2),
        digits(60, 2),
        digits(60, 2),
        fc.constantFrom('', '.5', '.123456789', '.1234567891', '.', ',25'),
        fc.constantFrom('Z', '+09:00', '-12:30', 'z', '', '+25:00', '+24:60', '+0900'),
      )
      .map(([y, mo, d, h, mi, s, fraction, zone]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${fraction}${zone}`);
    const calls = fc
      .sample(text, { numRuns: 2 * runs, seed })
      .map((value): Call => ['time.parse_rfc3339_ns', value]);
    assert.deepEqual(await disagreements(calls), []);
  });

  it('time.parse_ns reads what time.format wrote, and odd texts', async () => {
    const { builtins } = await import('../../../src/policy/builtins.ts');
    const written = fc
      .tuple(instant, fc.constantFrom('UTC', 'Asia/Seoul'), fc.constantFrom(...layouts))
      .map(([ns, zone, layout]): Call => {
        const text = builtins.get('time.format')?.([[makeInteger(ns), zone, layout]], { nowNs: () => 0n });
        return ['time.parse_ns', layout, typeof text === 'string' ? text : 'none'];
      });
    const texts = [
      '',
      '2024-02-30',
      '2024-02-29',
      '2023-02-29',
      '2024-1-2',
      '12:04PM',
      '12:04AM',
      '0:04AM',
      '13:00PM',
      'jan  2 24',
      'JAN 12 99',
      'january 2, 2024',
      'Jan 2 69',
      'Jan 2 68',
      'monday',
      'Mon Monday ',
      '2024-060',
      '2024-366',
      '2023-366',
      '2024-000',
      '6/31',
      '12/31',
      '23h59m59s',
      '23h59m59.5s',
      '24h0m0s',
      '2024-01-02 03:04:05.123',
      '2024-01-02 03:04:05,123',
      '2024-01-02 03:04:05.12',
      '.25',
      '5.25',
      '5,25',
      '5',
      'Tue, 10 Nov 2009 23:00:00 GMT',
      'Tue, 10 Nov 2009 23:00:00 GMT+3',
      'Tue, 10 Nov 2009 23:00:00 EST',
      'Tue, 10 Nov 2009 23:00:00 WITA',
      'Tue, 10 Nov 2009 23:00:00 +03',
      'Tue, 10 Nov 2009 23:00:00 ABCDE',
      'Tue, 10 Nov 2009 23:00:00 ChST',
      '-07 -0700 -07:00 -070000 -07:00:00',
      '+07 +0700 +07:00 +070000 +07:00:00',
      'Z Z Z Z',
      '__2 002 2',
      '  5 005 5',
      ' 35 035 4',
      '_2024',
    ];
    const odd = fc
      .tuple(fc.constantFrom(...layouts), fc.constantFrom(...texts))
      .map((args): Call => ['time.parse_ns', ...args]);
    const calls = [
      ...fc.sample(written, { numRuns: runs, seed }),
      ...fc.sample(odd, { numRuns: 6 * runs, seed }),
    ];
    assert.deepEqual(await disagreements(calls), []);
  });

  it('time.parse_duration_ns', async () => {
    const unit = fc.constantFrom('ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h', 'd', 'w', 'y', 'x', '', 'hh');
    const amount = fc.constantFrom(
      '0',
      '1',
      '2',
      '12',
      '1.5',
      '.5',
      '5.',
      '.',
      '',
      '0.000000001',
      '9223372036854775807',
      '1e3',
      '1.123456789123456789',
      '292',
      '106751',
      '3.7',
      '1..2',
    );
    const text = fc
      .tuple(
        fc.constantFrom('', '', '-', '+', '--'),
        fc.array(
          fc.tuple(amount, unit).map((parts) => parts.join('')),
          { maxLength: 3 },
        ),
      )
      .map(([sign, parts]) => sign + parts.join(''));
    const calls = fc
      .sample(text, { numRuns: 3 * runs, seed })
      .map((value): Call => ['time.parse_duration_ns', value]);
    assert.deepEqual(await disagreements(calls), []);
  });

  it('is undefined for operands that are no times', async () => {
    const operands: readonly Value[] = [
      null,
      true,
      'x',
      [],
      [1, 2],
      ['x', 'UTC'],
      [1, 'Nowhere/At_All'],
      makeNumber('1.5'),
      makeNumber('18446744073709551616'),
      [1, 'UTC', 3],
      [makeNumber('1.0')],
      makeNumber('1e18'),
      makeNumber('9223372036854775807'),
      makeNumber('9223372036854775808'),
      [0, 'utc'],
      [0, 'GMT'],
    ];
    const calls = operands.flatMap((operand): Call[] => [
      ['time.date', operand],
      ['time.format', operand],
      ['time.add_date', operand, 1, 1, 1],
      ['time.diff', operand, 0],
    ]);
    assert.deepEqual(await disagreements(calls), []);
  });
});
