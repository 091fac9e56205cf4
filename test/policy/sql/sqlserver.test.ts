import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';
import { writeSql } from '../../../src/policy/sql/write-sql.ts';

test('SQL Server: what is neither null nor one of several texts is not null', () => {
  const table = new ConditionTable();
  const condition = table.not(table.oneOf(['name'], [null, 'a', 'b']));
  const { text } = writeSql(condition, table, { dialect: 'sqlserver' });
  // NOT EXISTS alone would hold of NULL.
  assert.match(text, /^\(\[name\] IS NOT NULL AND NOT EXISTS \(/);
});
