import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { findOpa } from '../../src/policy/build/opa.ts';
import { hostBuiltins } from '../../src/policy/host-builtins.ts';
import { Random } from './support/random.ts';

const opa = await findOpa(process.env).catch(() => undefined);
const clock = { nowNs: () => 1_700_000_000_123_456_789n };

function call(name: string, ...args: unknown[]): string | undefined {
  return hostBuiltins.get(name)?.(args.map(text), clock);
}

/** JSON text; a bigint is written digit by digit. */
function text(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  return Array.isArray(value) ? `[${value.map(text).join(',')}]` : JSON.stringify(value);
}

describe('host builtins', () => {
  it('tell the time exactly', () => {
    assert.equal(call('time.now_ns'), '1700000000123456789');
    assert.equal(call('time.parse_rfc3339_ns', '2023-11-14T22:13:20.123456789Z'), '1700000000123456789');
    assert.equal(call('time.clock', 1_700_000_000_123_456_789n), '[22,13,20]');
    assert.equal(call('time.date', [1_700_000_000_123_456_789n, 'Asia/Seoul']), '[2023,11,15]');
    assert.equal(call('time.weekday', 0), '"Thursday"');
  });

  it('are undefined for wrong arguments, and never throw', () => {
    const wrong: unknown[] = [
      null,
      true,
      'x',
      {},
      [],
      [1, 2],
      ['x', 'UTC'],
      [1, 'Nowhere/At_All'],
      1.5,
      2n ** 64n,
    ];
    for (const name of hostBuiltins.keys()) {
      if (name === 'time.now_ns') continue;
      const isText = name.startsWith('crypto') || name === 'time.parse_rfc3339_ns';
      for (const value of wrong) {
        if (isText && typeof value === 'string' && name !== 'time.parse_rfc3339_ns') continue;
        assert.equal(call(name, value, value, value, value), undefined, `${name}(${text(value)})`);
      }
      assert.equal(call(name), undefined);
    }
  });

  it('give what OPA gives', { skip: opa === undefined && 'opa is not installed' }, async () => {
    const calls = randomCalls(new Random(1));
    // Arguments come as input: of constants, OPA's type checker refuses some that it takes at run time.
    const asked = calls.map(([name, ...args], i) => {
      const given = args.map((_, at) => `input[${i}][${at}]`);
      return `[found | found := ${name}(${given.join(', ')})]`;
    });
    const run = promisify(execFile)(
      opa ?? '',
      ['eval', '-f', 'raw', '--stdin-input', `[${asked.join(',')}]`],
      {
        maxBuffer: 16 * 1024 * 1024,
      },
    );
    run.child.stdin?.end(text(calls.map(([, ...args]) => args)));
    const { stdout } = await run;
    const theirs = elements(stdout.trim());
    assert.equal(theirs.length, calls.length);
    calls.forEach(([name, ...args], i) => {
      assert.equal(`[${call(name, ...args) ?? ''}]`, theirs[i], `${name}(${args.map(text).join(', ')})`);
    });
  });
});

/** The elements of a JSON array as text: JavaScript's numbers would round some of them. */
function elements(array: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 1;
  for (let i = 0; i < array.length; i++) {
    if (array[i] === '[') depth += 1;
    if (array[i] === ']') depth -= 1;
    if ((array[i] === ',' && depth === 1) || depth === 0) {
      found.push(array.slice(start, i));
      start = i + 1;
    }
  }
  return found;
}

type Call = [name: string, ...args: unknown[]];

function randomCalls(random: Random): Call[] {
  const zones = [
    '',
    'UTC',
    'Asia/Seoul',
    'Europe/Oslo',
    'America/New_York',
    'Australia/Lord_Howe',
    'US/Pacific',
  ];
  const instant = () =>
    BigInt(Math.floor((random.number() * 3 - 0.8) * 1e9)) * 1_000_000_000n + BigInt(random.below(1e9));
  const time = () => {
    const ns = instant();
    // Time zone tables differ in what they know of the years before 1970.
    return random.chance(0.3) ? ns : [ns, ns < 0n ? random.pick(['', 'UTC']) : random.pick(zones)];
  };
  const two = (limit: number) => String(random.below(limit)).padStart(2, '0');
  const stamp = () =>
    `${random.pick(['1970', '2024', '1999', '0000', '2262', '1677', '2100'])}-${two(14)}-${two(33)}T${two(25)}:${two(61)}:${two(61)}` +
    `${random.pick(['', '.5', '.123456789', '.1234567891', '.', ',25'])}${random.pick(['Z', '+09:00', '-12:30', 'z', '', '+25:00'])}`;
  const calls: Call[] = [];
  for (let i = 0; i < 300; i++) {
    calls.push(['time.date', time()], ['time.clock', time()], ['time.weekday', time()]);
    calls.push(['time.add_date', time(), random.below(5) - 2, random.below(30) - 15, random.below(90) - 45]);
    calls.push(['time.parse_rfc3339_ns', stamp()]);
  }
  for (const value of ['', 'abc', 'ü☃😀', '"\\\n\u0000']) {
    for (const name of ['crypto.md5', 'crypto.sha1', 'crypto.sha256']) calls.push([name, value]);
    for (const kind of ['md5', 'sha1', 'sha256', 'sha512']) calls.push([`crypto.hmac.${kind}`, value, 'kéy']);
  }
  return calls;
}
