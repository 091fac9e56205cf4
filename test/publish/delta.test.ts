import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readRevision } from '../../src/db/transaction.ts';
import { readDelta } from '../../src/publish/delta.ts';
import { testDatabase } from '../support/database.ts';

describe('delta', () => {
  it('has each record once, as it is last, in the order of revisions', async (t) => {
    const { pool } = await testDatabase(t);
    const from = await readRevision(pool);
    assert.equal(await readDelta(pool, from), 'none');
    for (const [id, code] of [
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
      ['c', '4'],
    ]) {
      await pool.query(
        `INSERT INTO organizations (id, code, name) VALUES ($1, $2, 'x')
         ON CONFLICT (id) DO UPDATE SET code = excluded.code`,
        [id, code],
      );
    }
    await pool.query("DELETE FROM organizations WHERE id = 'b'");
    assert.deepEqual(await readDelta(pool, from), {
      to: { epoch: from.epoch, number: from.number + 5 },
      changes: [
        { collection: 'organizations', key: 'a', document: '{"code": "3", "limits": {}}' },
        { collection: 'organizations', key: 'c', document: '{"code": "4", "limits": {}}' },
        { collection: 'organizations', key: 'b', document: null },
      ],
    });
  });

  it('does not lead on from another epoch, a later revision, a trimmed one, or over too many changes', async (t) => {
    const { pool } = await testDatabase(t);
    const { epoch, number } = await readRevision(pool);
    await pool.query(
      "INSERT INTO organizations (id, code, name) SELECT n::text, n::text, 'x' FROM generate_series(1, 5) AS n",
    );
    assert.equal(await readDelta(pool, { epoch: epoch - 1, number }), 'unreachable');
    assert.equal(await readDelta(pool, { epoch, number: number + 2 }), 'unreachable');
    assert.equal(await readDelta(pool, { epoch, number }, 4), 'unreachable');
    assert.notEqual(await readDelta(pool, { epoch, number }, 5), 'unreachable');
    await pool.query('SELECT trim_removals(0)');
    assert.equal(await readDelta(pool, { epoch, number }), 'unreachable');
    assert.equal(await readDelta(pool, { epoch, number: number + 1 }), 'none');
  });
});
