import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { KEY_PARTS, RecordStore } from '../../src/data/record-store.ts';
import { runs } from '../support/runs.ts';

/** Strings that have gone wrong somewhere: empty, lone surrogates, NUL, other planes, names of object members. */
const hostileKeys = [
  '',
  '\0',
  '\ud800',
  '\udfff\ud800',
  '😀',
  'ÿ',
  'Ā',
  '__proto__',
  'constructor',
  '\ufffd',
  'é',
  'e\u0301',
];
const key = fc.oneof(
  fc.constantFrom(...hostileKeys),
  fc.nat(60).map((n) => `u${n}`),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const document = fc.oneof(
  fc.json(),
  fc
    .tuple(fc.constantFrom('a', 'é', '😀'), fc.nat(3000))
    .map(([letter, times]) => JSON.stringify(letter.repeat(times))),
);
const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ key, document }) },
  { weight: 1, arbitrary: fc.record({ key, document: fc.constant(undefined) }) },
);

function assertSame(store: RecordStore, model: ReadonlyMap<string, string>): void {
  assert.deepEqual(new Map(store.entries()), model);
  const keys = Array.from({ length: KEY_PARTS }, (_, part) => store.keys(part)).flat();
  assert.deepEqual(keys.toSorted(), [...model.keys()].sort());
  let bytes = 0;
  const target = new Uint8Array(16 * 1024);
  for (const [name, text] of model) {
    const length = Buffer.byteLength(text);
    bytes += length;
    assert.equal(store.text(name), text);
    assert.equal(store.copyInto(name, target, 5), length);
    assert.equal(Buffer.from(target.subarray(5, 5 + length)).toString(), text);
    assert.equal(store.copyInto(name, target.subarray(0, length - 1), 0), -2 - length);
  }
  assert.deepEqual(store.size, { records: model.size, bytes });
}

describe('record store', () => {
  it('holds what a Map holds after any changes, with slabs so small that they are compacted all the time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(256, 1024, 8192),
        fc.array(change, { maxLength: 300 }),
        (slabBytes, changes) => {
          const store = new RecordStore(slabBytes);
          const model = new Map<string, string>();
          for (const { key: name, document: text } of changes) {
            if (text === undefined) {
              store.remove(name);
              model.delete(name);
            } else {
              store.set(name, text);
              model.set(name, text);
            }
          }
          assertSame(store, model);
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it('keeps dead bytes below a part of what is written, however long records are replaced', () => {
    const store = new RecordStore(16 * 1024);
    const model = new Map<string, string>();
    for (let turn = 0; turn < 60_000; turn++) {
      const name = `u${(turn * 7919) % 1500}`;
      const text = JSON.stringify({ turn, filler: 'x'.repeat(turn % 200) });
      if (turn % 11 === 0) {
        store.remove(name);
        model.delete(name);
      } else {
        store.set(name, text);
        model.set(name, text);
      }
      const { used, dead } = store.memory;
      assert.ok(dead <= used / 3 + 3 * 16 * 1024, `${dead} of ${used} bytes are dead at turn ${turn}`);
    }
    assertSame(store, model);
  });

  it('gives all memory back when every record is gone', () => {
    const store = new RecordStore(4096);
    for (let n = 0; n < 1000; n++) store.set(`k${n}`, `"${'y'.repeat(n)}"`);
    for (let n = 0; n < 1000; n++) store.remove(`k${n}`);
    assert.deepEqual(store.size, { records: 0, bytes: 0 });
    assert.ok(store.memory.used <= 4096, `${store.memory.used} bytes are left`);
    assert.deepEqual([...store.entries()], []);
  });

  it('stores a record larger than a slab and frees it at once', () => {
    const store = new RecordStore();
    const large = JSON.stringify('€'.repeat(2_000_000));
    store.set('large', large);
    store.set('small', '1');
    assert.equal(store.text('large'), large);
    store.set('large', '2');
    assert.equal(store.text('large'), '2');
    assert.ok(store.memory.used < 4096);
  });

  it('answers nothing for keys it does not hold', () => {
    const store = new RecordStore();
    assert.equal(store.text('a'), undefined);
    assert.equal(store.copyInto('a', new Uint8Array(10), 0), -1);
    store.remove('a');
    store.set('a', '1');
    assert.equal(store.text('b'), undefined);
    assert.equal(store.text('a\0'), undefined);
  });
});
