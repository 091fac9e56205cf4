import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDataDocument } from '../../src/data/data-document.ts';
import { waitForRevision } from '../../src/data/wait-for-revision.ts';

describe('waiting for a revision', () => {
  it('ends when the document gets there or past it', async () => {
    const document = createDataDocument();
    const waiting = waitForRevision(document, { epoch: 1, number: 6 }, 10_000);
    document.beginSnapshot().commit({ epoch: 1, number: 5 });
    const raced = await Promise.race([
      waiting,
      new Promise((resolve) => setTimeout(resolve, 20, 'still waiting')),
    ]);
    assert.equal(raced, 'still waiting');
    document.applyDelta({ epoch: 1, number: 8 }, []);
    assert.equal(await waiting, 'reached');
    assert.equal(await waitForRevision(document, { epoch: 1, number: 8 }, 0), 'reached');
  });

  it('ends after its time', async () => {
    const document = createDataDocument();
    document.beginSnapshot().commit({ epoch: 1, number: 5 });
    assert.equal(await waitForRevision(document, { epoch: 1, number: 6 }, 10), 'timed_out');
    assert.equal(await waitForRevision(document, { epoch: 2, number: 0 }, 10), 'timed_out');
  });

  it('says when the document is in a later epoch, before and while waiting', async () => {
    const document = createDataDocument();
    document.beginSnapshot().commit({ epoch: 2, number: 5 });
    assert.equal(await waitForRevision(document, { epoch: 1, number: 3 }, 10_000), 'other_epoch');
    const waiting = waitForRevision(document, { epoch: 2, number: 9 }, 10_000);
    document.beginSnapshot().commit({ epoch: 3, number: 0 });
    assert.equal(await waiting, 'other_epoch');
  });
});
