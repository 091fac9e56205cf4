import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pool } from 'pg';
import { createResourceRows } from '../../../src/app/rows/resource-rows.ts';
import type { Condition } from '../../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';
import { testDatabase } from '../../support/database.ts';
import { indexesOf, type Statement } from '../../support/explain.ts';

const ROWS = 20_000;

test('a search for resources goes through the indexes of all places that a filter names', async (t) => {
  const { pool } = await testDatabase(t);
  await fill(pool);
  const statements: Statement[] = [];
  const listening = {
    query: (statement: Statement) => {
      statements.push(statement);
      return pool.query({ ...statement, values: [...statement.values], rowMode: 'array' });
    },
  };
  const rows = createResourceRows(listening as unknown as Pool);
  const { rows: revisions } = await pool.query<{ epoch: string; number: number }>(
    'SELECT epoch, number FROM revision',
  );
  const revision = { epoch: Number(revisions[0]?.epoch), number: revisions[0]?.number ?? 0 };
  const table = new ConditionTable();
  const found = async (condition: Condition) => {
    const { keys } = await rows.find({
      collection: 'resources',
      prefix: 'asset/',
      condition,
      table,
      after: undefined,
      limit: 100,
      revision,
    });
    const statement = statements.pop();
    if (statement === undefined) throw new Error('nothing was asked');
    return {
      keys,
      indexes: (await indexesOf(pool, statement)).filter((name) => name.startsWith('resources')),
    };
  };
  const owner = table.oneOf(['properties', 'owner'], ['o7', 'u7']);
  const team = table.equals(['properties', 'team'], 't9');
  const organization = table.equals(['properties', 'organization'], 'g5');

  const own = await found(owner);
  assert.deepEqual(own.keys, ['asset/10005', 'asset/15004', 'asset/5006', 'asset/7']);
  assert.deepEqual(own.indexes, ['resources_owner_id_idx']);
  assert.deepEqual((await found(table.or([team, owner]))).indexes, [
    'resources_owner_id_idx',
    'resources_team_id_idx',
  ]);
  assert.deepEqual((await found(table.or([organization, team, owner]))).indexes, [
    'resources_organization_id_idx',
    'resources_owner_id_idx',
    'resources_team_id_idx',
  ]);
});

/** Places need not exist for this, and nothing is made of the rows. */
async function fill(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(
      `INSERT INTO resources (type, id, organization_id, team_id, owner_id)
       SELECT 'asset', n, 'g' || n % 997, 't' || n % 1999, 'o' || n % 4999 FROM generate_series(1, $1::int) AS n`,
      [ROWS],
    );
    await client.query('RESET session_replication_role');
    await client.query('VACUUM ANALYZE resources');
  } finally {
    client.release();
  }
}
