import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { JsonScanner, type JsonScannerOptions } from '../../../src/data/bundles/json-scanner.ts';

type Found = [path: string[], text: string][];

/** What a scanner finds in text that comes in pieces of these lengths, the last one over and over. */
function scan(
  text: string | Uint8Array,
  options: JsonScannerOptions,
  lengths: readonly number[] = [1],
): Found {
  const found: Found = [];
  const scanner = new JsonScanner({ value: (path, part) => found.push([[...path], part]) }, options);
  const bytes = Buffer.from(text as string);
  for (let at = 0, piece = 0; at < bytes.length; piece += 1) {
    const length = lengths[Math.min(piece, lengths.length - 1)] ?? 1;
    scanner.write(bytes.subarray(at, at + length));
    at += length;
  }
  scanner.end();
  return found;
}

/** The same by parsing everything. */
function expected(text: string, depth: number, arrays: boolean): [string[], unknown][] {
  const found: [string[], unknown][] = [];
  const walk = (path: string[], value: unknown) => {
    const isArray = Array.isArray(value);
    if (path.length < depth && typeof value === 'object' && value !== null && (arrays || !isArray)) {
      for (const [name, member] of Object.entries(value)) walk([...path, isArray ? '' : name], member);
    } else found.push([path, value]);
  };
  walk([], JSON.parse(text));
  return found;
}

const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });
/** Integer-like names would be sorted first by the oracle, and __proto__ is set by it. */
const names = (value: unknown): boolean => !/"(\d+|__proto__)":/.test(JSON.stringify(value));

describe('JSON scanner', () => {
  it('finds what parsing finds, however the text is cut', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ depthSize: 'medium', noUnicodeString: false }).filter(names),
        fc.constantFrom(undefined, 1, '\t'),
        fc.integer({ min: 0, max: 4 }),
        fc.boolean(),
        lengths,
        (value, indent, depth, arrays, cuts) => {
          const text = JSON.stringify(value, undefined, indent);
          const found = scan(text, { depth, arrays }, cuts);
          assert.deepEqual(
            found.map(([path, part]) => [path, JSON.parse(part)]),
            expected(text, depth, arrays),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('gives text as it was written', () => {
    const text =
      '{"a" : {"k\\u0022\\/" : {"n": 12345678901234567890.10e+2, "s": "\\\\"} , "l":[ ]} ,"b":1e2 }';
    assert.deepEqual(scan(text, { depth: 2 }), [
      [['a', 'k"/'], '{"n": 12345678901234567890.10e+2, "s": "\\\\"}'],
      [['a', 'l'], '[ ]'],
      [['b'], '1e2'],
    ]);
  });

  it('tells where containers begin and end', () => {
    const events: string[] = [];
    const note = (kind: string) => (path: readonly string[]) => void events.push(`${kind} ${path.join('/')}`);
    const scanner = new JsonScanner(
      { enter: note('enter'), leave: note('leave'), value: note('value') },
      { depth: 2 },
    );
    scanner.write(Buffer.from('{"a":{},"b":{"c":{}}}'));
    scanner.end();
    assert.deepEqual(events, ['enter ', 'enter a', 'leave a', 'enter b', 'value b/c', 'leave b', 'leave ']);
  });

  it('refuses every damaged text that parsing refuses, and no other', () => {
    const value = { users: { u1: { status: 'a\u00e9\n', n: [1, -2.5e3, null, true] }, u2: {} }, x: 'y' };
    const text = JSON.stringify(value);
    const damage = fc.tuple(
      fc.nat(text.length),
      fc.nat(3),
      fc.string({ unit: fc.constantFrom(...'{}[]",:\\ue1 tn-.\n\u0001'), maxLength: 2 }),
    );
    fc.assert(
      fc.property(damage, lengths, ([at, removed, added], cuts) => {
        const damaged = text.slice(0, at) + added + text.slice(at + removed);
        let valid = true;
        try {
          JSON.parse(damaged);
        } catch {
          valid = false;
        }
        if (valid) scan(damaged, { depth: 2 }, cuts);
        else assert.throws(() => scan(damaged, { depth: 2 }, cuts), SyntaxError, damaged);
      }),
      { numRuns: 3000 },
    );
  });

  it('refuses text that ends early, goes on, or is empty', () => {
    const text = '{"a":{"b":[1,"x"]},"c":2}';
    for (let length = 0; length < text.length; length += 1) {
      assert.throws(() => scan(text.slice(0, length), { depth: 2 }), SyntaxError);
    }
    for (const more of ['}', '1', ',', '{}'])
      assert.throws(() => scan(text + more, { depth: 2 }), SyntaxError);
    scan(`${text} \n`, { depth: 2 });
  });

  it('refuses bytes that are not UTF-8, and values that are too long', () => {
    const bad = Buffer.concat([Buffer.from('{"a":{"b":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}}')]);
    assert.throws(() => scan(bad, { depth: 2 }), /UTF-8/);
    const long = `{"a":{"b":"${'x'.repeat(1000)}"}}`;
    assert.throws(() => scan(long, { depth: 2, longest: 500 }, [64]), RangeError);
    assert.throws(() => scan(long, { depth: 2, longest: 500 }, [5000]), RangeError);
    assert.equal(scan(long, { depth: 2, longest: 1002 }).length, 1);
  });
});
