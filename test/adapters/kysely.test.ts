import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Kysely, PostgresDialect } from 'kysely';
import { toKysely } from '../../src/adapters/kysely.ts';
import type { Ucast } from '../../src/policy/conditions/ucast.ts';
import { emptyDatabase } from '../support/database.ts';

const condition: Ucast = {
  type: 'compound',
  operator: 'or',
  value: [
    { type: 'field', operator: 'eq', field: 'properties.team', value: `t'1` },
    { type: 'field', operator: 'nin', field: 'id', value: [1, 2] },
  ],
};

describe('toKysely', () => {
  test('goes into where, beside other conditions', async (t) => {
    const { pool } = await emptyDatabase(t);
    await pool.query('CREATE SCHEMA postern');
    await pool.query('CREATE TABLE assets (id int, team_id text)');
    await pool.query('INSERT INTO assets VALUES (1, $1), (2, NULL), (3, NULL), (4, $2)', [`t'1`, 't2']);
    const db = new Kysely<{ assets: { id: number; team_id: string | null } }>({
      dialect: new PostgresDialect({ pool }),
    });
    const mapping = { 'properties.team': 'assets.team_id' };
    const query = db
      .selectFrom('assets')
      .select('id')
      .where('id', '<', 4)
      .where(toKysely({ kind: 'conditional', condition }, { dialect: 'postgresql', mapping }))
      .orderBy('id');
    assert.ok(!query.compile().sql.includes(`t''1`));
    assert.deepEqual(await query.execute(), [{ id: 1 }, { id: 3 }]);
    const count = async (kind: 'always' | 'never') =>
      (
        await db
          .selectFrom('assets')
          .selectAll()
          .where(toKysely({ kind }, { dialect: 'postgresql' }))
          .execute()
      ).length;
    assert.equal(await count('always'), 4);
    assert.equal(await count('never'), 0);
  });
});
