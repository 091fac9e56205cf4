import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareRevisions, formatRevision, parseRevision } from '../../src/data/revision.ts';

describe('revision', () => {
  it('is written epoch.number and read back', () => {
    for (const revision of [
      { epoch: 0, number: 0 },
      { epoch: 3, number: 42 },
      { epoch: 1, number: Number.MAX_SAFE_INTEGER },
    ]) {
      assert.deepEqual(parseRevision(formatRevision(revision)), revision);
    }
  });

  it('is not read from anything else', () => {
    for (const text of [
      '',
      '1',
      '1.',
      '.1',
      '1.2.3',
      '01.2',
      '1.02',
      '-1.2',
      '1.2 ',
      '1e3.1',
      '1.9007199254740993',
      'a.b',
    ]) {
      assert.equal(parseRevision(text), undefined, text);
    }
  });

  it('is ordered by epoch, then by number', () => {
    assert.ok(compareRevisions({ epoch: 1, number: 9 }, { epoch: 2, number: 0 }) < 0);
    assert.ok(compareRevisions({ epoch: 1, number: 9 }, { epoch: 1, number: 8 }) > 0);
    assert.equal(compareRevisions({ epoch: 1, number: 9 }, { epoch: 1, number: 9 }), 0);
  });
});
