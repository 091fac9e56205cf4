import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createDataDocument, type DataDocument } from '../../src/data/data-document.ts';
import type { Change } from '../../src/data/feed.ts';
import { runs } from '../support/runs.ts';

function content(document: DataDocument): Record<string, Record<string, string>> {
  return Object.fromEntries(
    document.collections().map((name) => [name, Object.fromEntries(document.entries(name))]),
  );
}

describe('data document', () => {
  it('shows nothing of a snapshot before its commit, and everything after', () => {
    const document = createDataDocument();
    assert.equal(document.revision, undefined);
    const first = document.beginSnapshot();
    first.add('users', 'a', '{"n":1}');
    first.add('users', 'a', '{"n":2}');
    first.setValue('version', '"x"');
    assert.deepEqual(document.collections(), []);
    first.commit({ epoch: 1, number: 5 });
    assert.deepEqual(content(document), { users: { a: '{"n":2}' } });
    assert.deepEqual([...document.values()], [['version', '"x"']]);
    assert.deepEqual(document.revision, { epoch: 1, number: 5 });

    const second = document.beginSnapshot();
    second.add('roles', 'r', '{}');
    assert.equal(document.text('users', 'a'), '{"n":2}');
    document.applyDelta({ epoch: 1, number: 6 }, [{ collection: 'users', key: 'b', document: '1' }]);
    second.commit({ epoch: 2, number: 0 });
    assert.deepEqual(content(document), { roles: { r: '{}' } });
    assert.deepEqual([...document.values()], []);
    assert.throws(() => second.add('roles', 's', '{}'), /committed/);
  });

  it('tells its listeners once after each delta and each snapshot', () => {
    const document = createDataDocument();
    const heard: unknown[] = [];
    const stop = document.onChange((changes) => heard.push([changes?.length, document.revision?.number]));
    document.beginSnapshot().commit({ epoch: 1, number: 1 });
    const changes: Change[] = [
      { collection: 'users', key: 'a', document: '1' },
      { collection: 'users', key: 'a', document: '2' },
      { collection: 'teams', key: 't', document: null },
    ];
    document.applyDelta({ epoch: 1, number: 3 }, changes);
    assert.equal(document.text('users', 'a'), '2');
    stop();
    document.applyDelta({ epoch: 1, number: 4 }, []);
    assert.deepEqual(heard, [
      [undefined, 1],
      [3, 3],
    ]);
  });

  it('refuses a delta that does not follow', () => {
    const document = createDataDocument();
    assert.throws(
      () => document.applyDelta({ epoch: 1, number: 1 }, []),
      /1\.1 can't be applied at no revision/,
    );
    document.beginSnapshot().commit({ epoch: 1, number: 7 });
    assert.throws(() => document.applyDelta({ epoch: 2, number: 8 }, []), /2\.8 can't be applied at 1\.7/);
    assert.throws(() => document.applyDelta({ epoch: 1, number: 6 }, []), RangeError);
  });

  it('keeps a collection whose last record is gone, and declares one by an empty object', () => {
    const document = createDataDocument();
    const snapshot = document.beginSnapshot();
    snapshot.setValue('teams', '{}');
    snapshot.setValue('limits', '{"__proto__":{"a":1}}');
    snapshot.setValue('list', '[1]');
    snapshot.add('users', 'a', '1');
    snapshot.commit({ epoch: 1, number: 1 });
    document.applyDelta({ epoch: 1, number: 2 }, [{ collection: 'users', key: 'a', document: null }]);
    assert.deepEqual(document.collections().sort(), ['limits', 'teams', 'users']);
    assert.equal(document.text('limits', '__proto__'), '{"a":1}');
    assert.deepEqual(document.size('users'), { records: 0, bytes: 0 });
    assert.deepEqual(document.size('nothing'), { records: 0, bytes: 0 });
    document.applyDelta({ epoch: 1, number: 3 }, [{ collection: 'list', key: 'k', document: '1' }]);
    assert.deepEqual([...document.values()], []);
    assert.equal(document.text('list', 'k'), '1');
  });

  it('is the same after deltas as after a snapshot of their outcome', () => {
    const change = fc.record({
      collection: fc.constantFrom('users', 'roles', '__proto__'),
      key: fc.constantFrom('a', 'b', 'c', '', '😀'),
      document: fc.option(fc.json(), { freq: 3 }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(change)), (deltas) => {
        const replayed = createDataDocument({ slabBytes: 256 });
        replayed.beginSnapshot().commit({ epoch: 1, number: 0 });
        const model = new Map<string, Map<string, string>>();
        for (const [number, changes] of deltas.entries()) {
          replayed.applyDelta({ epoch: 1, number: number + 1 }, changes);
          for (const { collection, key, document } of changes) {
            if (document === null) model.get(collection)?.delete(key);
            else model.set(collection, (model.get(collection) ?? new Map()).set(key, document));
          }
        }
        const loaded = createDataDocument();
        const snapshot = loaded.beginSnapshot();
        for (const [collection, records] of model) {
          snapshot.setValue(collection, '{}');
          for (const [key, document] of records) snapshot.add(collection, key, document);
        }
        snapshot.commit({ epoch: 1, number: deltas.length });
        assert.deepEqual(content(replayed), content(loaded));
        for (const [collection, records] of model) {
          assert.deepEqual(new Map(replayed.entries(collection)), records);
        }
      }),
      { numRuns: runs(200) },
    );
  });
});
