import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { documentOf } from '../../../src/check/voices/wasm.ts';
import { buildPolicy } from '../../../src/policy/build/build-policy.ts';
import { OpaError } from '../../../src/policy/build/opa.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { withColumns } from '../../../src/policy/columns/assume-columns.ts';
import {
  ColumnsError,
  readColumnDeclarations,
  writeColumnDeclarations,
} from '../../../src/policy/columns/declared-columns.ts';
import { writeUcast } from '../../../src/policy/conditions/ucast.ts';
import { createPolicyFilters } from '../../../src/policy/filter/policy-filters.ts';
import type { SqlMapping } from '../../../src/policy/sql/columns.ts';
import { writeSql } from '../../../src/policy/sql/write-sql.ts';
import { needsOpa, opa } from '../../support/opa.ts';

const COLUMNS = {
  asset: {
    id: 'string not null',
    'properties.owner': 'string',
    'properties.team': 'uuid not null',
    'properties.price': 'number not null',
    'properties.level': 'number',
    'properties.tags': 'string[] not null',
    'properties.flag': 'boolean not null',
  },
};

const RULES = `allow if {
	input.action.name == "own"
	input.resource.properties.owner == input.subject.id
}

allow if {
	input.action.name == "cheap"
	input.resource.properties.price < 10
	input.resource.properties.level < 3
}

allow if {
	input.action.name == "teams"
	not input.resource.properties.team in {"6c84fb90-12c4-11e1-840d-7b25c5ee775a", "not one"}
	not input.resource.properties.price == 7
}

allow if {
	input.action.name == "there"
	not is_null(input.resource.properties.price)
	not input.resource.properties.flag == null
}

allow if {
	input.action.name == "tags"
	"x" in input.resource.properties.tags
}

masks contains "price" if input.resource.properties.level > 2
`;

/** Rego with these columns in the metadata of its package. */
function policy(columns: object, rules = RULES): string {
  const lines = Object.entries(columns).flatMap(([type, fields]) => [
    `#     ${type}:`,
    ...Object.entries(fields as object).map(([field, text]) => `#       ${field}: ${text}`),
  ]);
  return ['# METADATA', '# custom:', '#   columns:', ...lines, 'package p', '', rules].join('\n');
}

async function built(t: TestContext, text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'postern-columns-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'p.rego'), text);
  return readPolicyBundle((await buildPolicy(opa, folder, ['p/allow', 'p/masks'])).bundle);
}

async function refusal(t: TestContext, text: string): Promise<string> {
  try {
    await built(t, text);
  } catch (error) {
    if (error instanceof OpaError) return error.message;
    throw error;
  }
  return assert.fail('it was built');
}

describe('columns that a policy declares', needsOpa, () => {
  test('are in the bundle, and tell filters what rows hold', async (t) => {
    const bundle = await built(t, policy(COLUMNS));
    assert.ok(bundle.columns !== undefined);
    assert.deepEqual(writeColumnDeclarations(bundle.columns), COLUMNS);
    const filters = createPolicyFilters(bundle, documentOf('{}'));
    const sqlOf = (name: string, type = 'asset', mapping: SqlMapping = {}) => {
      const question = { subject: { type: 'user', id: 'u1' }, action: { name }, resource: { type } };
      const { condition, table } = filters.rows('p/allow', question);
      const declared = withColumns(mapping, filters.columns(type));
      return { condition, ...writeSql(condition, table, { dialect: 'postgresql', mapping: declared }) };
    };
    const own = sqlOf('own');
    assert.deepEqual(writeUcast(own.condition), {
      type: 'field',
      operator: 'eq',
      field: 'properties.owner',
      value: 'u1',
    });
    assert.equal(own.text, '"owner" = $1');
    assert.equal(
      sqlOf('cheap').text,
      '(("level" < $1::bigint OR "level" IS NULL) AND "price" < $2::bigint)',
      'what is never null needs no test for null',
    );
    assert.equal(sqlOf('cheap', 'other').text.match(/IS NULL/g)?.length, 2, 'of other types nothing is said');
    assert.equal(
      sqlOf('teams', 'asset', { 'properties.team': 'a.team_id' }).text,
      '("price" <> $1::bigint AND "a"."team_id" <> $2)',
      'no text that is no UUID is compared with one',
    );
    assert.equal(sqlOf('there').text, '1 = 1', 'nobody asks whether it is null');
    assert.equal(sqlOf('tags').text, '"tags"::text[] && $1::text[]');
    const question = {
      subject: { type: 'user', id: 'u1' },
      action: { name: 'own' },
      resource: { type: 'asset' },
    };
    assert.deepEqual([...filters.members('p/masks', question).keys()], ['price']);
    filters.close();
  });

  test('of a mapping, what it says itself is kept', () => {
    const columns = readColumnDeclarations(COLUMNS).get('asset');
    const mapping = withColumns(
      {
        'properties.price': { column: 'a.price', type: 'string' },
        'properties.owner': { column: 'data', json: ['owner'] },
        'properties.more': 'more',
      },
      columns,
    );
    assert.deepEqual(mapping['properties.price'], { column: 'a.price', type: 'string', nullable: false });
    assert.deepEqual(mapping['properties.owner'], { column: 'data', json: ['owner'] });
    assert.deepEqual(mapping['properties.more'], 'more');
    assert.deepEqual(mapping['properties.team'], { column: ['team'], type: 'uuid', nullable: false });
    assert.deepEqual(withColumns({ id: 'x' }, undefined), { id: 'x' });
  });

  const wrong: Readonly<Record<string, readonly [columns: object, message: RegExp]>> = {
    'a type there is not': [
      { asset: { id: 'text' } },
      /p\.rego:\d+: columns\.asset\["id"\] is "text": expected one of/,
    ],
    'not null alone': [{ asset: { id: 'not null' } }, /expected one of/],
    'no type at all': [{ asset: { id: '7' } }, /expected one of/],
    'a field outside of the row': [{ asset: { owner: 'string' } }, /"owner" is no field of a row/],
    'a field and one in it': [
      { asset: { 'properties.a': 'string', 'properties.a.b': 'string' } },
      /has both properties\.a and properties\.a\.b/,
    ],
    'columns that are none': [{ asset: {} }, /columns\.asset must be an object/],
  };
  for (const [what, [columns, message]] of Object.entries(wrong)) {
    test(`refuse ${what}`, async (t) => {
      assert.match(await refusal(t, policy(columns)), message);
    });
  }

  test('a field that is read and not declared is told, with its place', async (t) => {
    const { 'properties.level': _, ...others } = COLUMNS.asset;
    const message = await refusal(t, policy({ asset: others }));
    assert.match(message, /p\.rego:\d+:2: properties\.level is read, and no resource type declares it/);
    assert.match(message, /input\.resource\.properties\.level < 3/);
    await built(t, policy({ asset: others, contract: { 'properties.level': 'number' } }));
  });

  test('so is one that is read by a helper, or compared with what it never holds', async (t) => {
    const rules = `allow if helper(input.resource.properties)
helper(row) if {
	row.owner == 1
	startswith(row.price, "a")
	row.flagg
}
masks contains "x" if false
`;
    const message = await refusal(t, policy(COLUMNS, rules));
    assert.match(
      message,
      /properties\.owner is declared as string, and is compared with a number here\n {4}row\.owner == 1/,
    );
    assert.match(
      message,
      /properties\.price is declared as number not null, and is compared with a string here/,
    );
    assert.match(message, /properties\.flagg is read/);
  });
});

test('a manifest with columns that say nothing sensible is refused', () => {
  for (const bad of [null, [], 'x', { a: 1 }, { a: {} }, { a: { id: null } }]) {
    assert.throws(() => readColumnDeclarations(bad), ColumnsError, JSON.stringify(bad));
  }
});
