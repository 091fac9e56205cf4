import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Pool } from 'pg';
import type { Condition } from '../../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';
import type { SqlMapping } from '../../../src/policy/sql/columns.ts';
import { type Sql, writeSql } from '../../../src/policy/sql/write-sql.ts';
import { emptyDatabase } from '../../support/database.ts';
import { indexesOf } from '../../support/explain.ts';

const ROWS = 20_000;
const table = new ConditionTable();
const PLACE = '10000000-0000-4000-8000-000000000000';
const mapping: SqlMapping = {
  organization: { column: 'organization_id', type: 'string' },
  team: { column: 'team_id', type: 'string' },
  owner: { column: 'owner_id', type: 'string', nullable: false },
  name: { column: 'name', type: 'string', nullable: false },
  code: { column: 'code', type: 'string', nullable: false, collation: 'C' },
  price: { column: 'price', type: 'number' },
  weight: { column: 'weight', type: 'number', nullable: false },
  size: { column: 'size', type: 'number', nullable: false },
  whole: { column: 'size', type: 'integer', nullable: false },
  place: { column: 'place_id', type: 'uuid', nullable: false },
  places: { column: 'places', type: 'uuid[]', nullable: false },
  tags: { column: 'tags', type: 'string[]', nullable: false },
  email: { column: 'email', type: 'string', nullable: false, collation: 'nondeterministic' },
};

interface Pair {
  readonly what: string;
  readonly condition: Condition;
  readonly byHand: Sql;
  /** At least these are used. */
  readonly indexes: readonly string[];
}

const pair = (
  what: string,
  condition: Condition,
  indexes: readonly string[],
  text: string,
  ...values: unknown[]
): Pair => ({ what, condition, byHand: { text, values }, indexes });

const teams = ['t1', 't2', 't3'];
const pairs: readonly Pair[] = [
  pair(
    'a team or an owner',
    table.or([table.equals(['team'], 't1'), table.oneOf(['owner'], ['o1', 'o2'])]),
    ['owner', 'team'],
    'team_id = $1 OR owner_id IN ($2, $3)',
    ...['t1', 'o1', 'o2'],
  ),
  pair(
    'an organization, its teams or an owner',
    table.or([
      table.equals(['organization'], 'g1'),
      table.oneOf(['team'], teams),
      table.oneOf(['owner'], ['o1', 'o2']),
    ]),
    ['organization', 'owner', 'team'],
    'organization_id = $1 OR team_id = ANY ($2) OR owner_id IN ($3, $4)',
    ...['g1', teams, 'o1', 'o2'],
  ),
  pair('owners', table.oneOf(['owner'], ['o1', 'o2']), ['owner'], 'owner_id IN ($1, $2)', 'o1', 'o2'),
  pair(
    'owners of a team, or of none',
    table.and([table.oneOf(['owner'], ['o1', 'o2']), table.oneOf(['team'], ['t1', null])]),
    ['owner'],
    'owner_id IN ($1, $2) AND (team_id = $3 OR team_id IS NULL)',
    ...['o1', 'o2', 't1'],
  ),
  pair(
    'a range of numbers',
    table.and([table.compare(['price'], 'gte', 10), table.compare(['price'], 'lt', 10.5)]),
    ['price'],
    'price >= $1 AND price < $2',
    ...[10, 10.5],
  ),
  pair(
    'numbers below, or none',
    table.compare(['price'], 'lt', 1),
    ['price'],
    'price < $1 OR price IS NULL',
    1,
  ),
  pair('floating point numbers', table.compare(['weight'], 'lt', 0.5), ['weight'], 'weight < $1', 0.5),
  pair('integers', table.oneOf(['size'], [1, 2]), ['size'], 'size IN ($1, $2)', 1, 2),
  pair('a range of integers', table.compare(['size'], 'lt', 5), ['size'], 'size < $1', 5),
  pair(
    'a range of integers between fractions',
    table.and([table.compare(['whole'], 'gt', 2.5), table.compare(['whole'], 'lt', 5.5)]),
    ['size'],
    'size >= $1 AND size <= $2',
    ...[3, 5],
  ),
  pair(
    'a range of texts',
    table.and([table.compare(['name'], 'gte', 'a'), table.compare(['name'], 'lt', 'a1')]),
    ['name'],
    'name COLLATE "C" >= $1 AND name COLLATE "C" < $2',
    ...['a', 'a1'],
  ),
  pair('a beginning', table.text(['name'], 'startswith', 'ab1'), ['name'], 'name ^@ $1', 'ab1'),
  pair(
    'a range of texts in their own order',
    table.compare(['code'], 'lt', '01'),
    ['code'],
    'code < $1',
    '01',
  ),
  pair('UUIDs', table.equals(['place'], PLACE), ['place'], 'place_id = $1', PLACE),
  pair(
    'a range of UUIDs',
    table.compare(['place'], 'lt', '01000000-0000-0000-0000-000000000000'),
    ['place'],
    'place_id < $1',
    '01000000-0000-0000-0000-000000000000',
  ),
  pair('UUIDs in an array', table.has(['places'], [PLACE]), ['places'], 'places && $1', [PLACE]),
  pair('texts in an array', table.has(['tags'], ['tag1', 'tag2']), ['tags'], 'tags && $1', ['tag1', 'tag2']),
  pair('texts of any case', table.equals(['email'], 'a1@x'), ['email'], 'email = $1', 'a1@x'),
];

describe('a filter on PostgreSQL goes through the indexes that a statement by hand goes through', () => {
  const closers: (() => unknown)[] = [];
  let pool: Pool;
  before(async () => {
    ({ pool } = await emptyDatabase({ after: (close: () => unknown) => closers.push(close) } as never));
    await pool.query(`
      CREATE SCHEMA postern;
      CREATE COLLATION postern.anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE postern.assets AS
      SELECT n AS id, CASE WHEN n % 50 > 0 THEN 'g' || n % 197 END AS organization_id,
             CASE WHEN n % 50 > 0 THEN 't' || n % 1999 END AS team_id, 'o' || n % 4999 AS owner_id,
             md5(n::text) AS name, md5('code' || n) COLLATE "C" AS code,
             CASE WHEN n % 200 > 0 THEN n % 9973 / 10.0 END AS price, (n % 9973)::float8 AS weight,
             n % 2003 AS size, md5('place' || n)::uuid AS place_id,
             ARRAY[md5('place' || n % 3001)::uuid] AS places, ARRAY['tag' || n % 3001] AS tags,
             'a' || n || '@x' COLLATE postern.anycase AS email
      FROM generate_series(1, ${ROWS}) AS n;
      CREATE INDEX organization ON assets (organization_id);
      CREATE INDEX team ON assets (team_id);
      CREATE INDEX owner ON assets (owner_id);
      CREATE INDEX name ON assets (name COLLATE "C");
      CREATE INDEX code ON assets (code);
      CREATE INDEX price ON assets (price);
      CREATE INDEX weight ON assets (weight);
      CREATE INDEX size ON assets (size);
      CREATE INDEX place ON assets (place_id);
      CREATE INDEX places ON assets USING gin (places);
      CREATE INDEX tags ON assets USING gin (tags);
      CREATE INDEX email ON assets (email);`);
    await pool.query('VACUUM ANALYZE assets');
  });
  after(async () => {
    for (const close of closers.reverse()) await close();
  });

  const selecting = ({ text, values }: Sql): Sql => ({
    text: `SELECT id FROM assets WHERE ${text}`,
    values,
  });
  const idsOf = async ({ text, values }: Sql) => {
    const { rows } = await pool.query<{ id: number }>(`${text} ORDER BY id`, [...values]);
    return rows.map(({ id }) => id);
  };

  for (const { what, condition, byHand, indexes } of pairs) {
    test(what, async () => {
      const filter = selecting(writeSql(condition, table, { dialect: 'postgresql', mapping }));
      const other = selecting(byHand);
      const used = await indexesOf(pool, other);
      assert.deepEqual(await indexesOf(pool, filter), used, filter.text);
      for (const index of indexes) assert.ok(used.includes(index), `${index} is not among ${used}`);
      assert.deepEqual(await idsOf(filter), await idsOf(other), filter.text);
    });
  }

  test('and a column that is hidden by a cast would be seen', async () => {
    const hidden = selecting({ text: 'team_id::varchar(9) COLLATE "C" = $1', values: ['t1'] });
    assert.deepEqual(await indexesOf(pool, hidden), []);
  });
});
