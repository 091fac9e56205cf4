import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { testDatabase } from '../support/database.ts';
import { describeSchema, SCHEMA_FILE } from './describe-schema.ts';

test('the migrations make the committed schema (npm run schema:dump writes it anew)', async (t) => {
  const { url } = await testDatabase(t);
  assert.equal(await describeSchema(url), readFileSync(SCHEMA_FILE, 'utf8'));
});

test('the description tells what differs', async (t) => {
  const { pool, url } = await testDatabase(t);
  const before = await describeSchema(url);
  for (const change of [
    'ALTER TABLE users ALTER COLUMN name DROP NOT NULL',
    'DROP INDEX team_members_team_id_idx',
    'DROP TRIGGER note_update ON teams',
    'ALTER TABLE teams DISABLE TRIGGER note_insert',
    "COMMENT ON TABLE users IS 'nothing that matters'",
  ]) {
    const described = await describeSchema(url);
    await pool.query(change);
    const same = (await describeSchema(url)) === described;
    assert.equal(same, change.startsWith('COMMENT'), change);
  }
  assert.notEqual(await describeSchema(url), before);
});
