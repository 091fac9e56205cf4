import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RecordIndex } from '../../src/data/record-index.ts';
import { runs } from '../support/runs.ts';

/** Few hashes, near each other and at the ends, so that keys collide, wrap around and leave gaps. */
const hashOf = (n: number) => [0, 1, 2, 3, 7, -1, -2, 0x00ffffff, 0x7fffffff, -0x80000000][n % 10] as number;

describe('record index', () => {
  it('finds what a Map finds when keys collide', () => {
    const operation = fc.record({ key: fc.nat(39), kind: fc.constantFrom('set', 'set', 'remove', 'move') });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const keys = new Map<number, string>();
        const index = new RecordIndex({ holdsKey: (reference, key) => keys.get(reference) === key });
        const model = new Map<string, number>();
        let next = 1;
        for (const { key: n, kind } of operations) {
          const key = `k${n}`;
          const hash = hashOf(n);
          const before = model.get(key) ?? 0;
          if (kind === 'remove') {
            assert.equal(index.remove(hash, key), before);
            model.delete(key);
            continue;
          }
          const reference = next++;
          keys.set(reference, key);
          if (kind === 'set') assert.equal(index.set(hash, key, reference), before);
          else if (index.has(hash, before) && before !== 0) index.move(hash, before, reference);
          else continue;
          model.set(key, reference);
        }
        for (let n = 0; n < 40; n++) {
          const reference = model.get(`k${n}`) ?? 0;
          assert.equal(index.find(hashOf(n), `k${n}`), reference);
          if (reference !== 0) assert.ok(index.has(hashOf(n), reference));
        }
        assert.deepEqual([...index.references()].sort(), [...model.values()].sort());
      }),
      { numRuns: runs(1000) },
    );
  });
});
