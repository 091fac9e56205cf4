import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeDisagreement } from '../../src/check/describe-disagreement.ts';
import { checkPolicy } from '../../src/check/policy-check.ts';
import { buildPolicy } from '../../src/policy/build/build-policy.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import { emptyDatabase } from '../support/database.ts';
import { needsOpa, opa } from '../support/opa.ts';

const UUID = '6c84fb90-12c4-11e1-840d-7b25c5ee775a';

const policy = `# METADATA
# custom:
#   columns:
#     asset:
#       id: string not null
#       properties.team: uuid not null
#       properties.price: number not null
#       properties.level: number
#       properties.name: string not null
#       properties.tags: string[] not null
#       properties.ranks: number[]
#       properties.flag: boolean not null
#     note:
#       properties.name: string
package p

row := input.resource.properties

allow if {
	input.action.name == "a"
	not row.team in data.teams
	not startswith(row.name, "a")
}

allow if {
	input.action.name == "b"
	row.price < 10
	not row.level >= 3
}

allow if {
	input.action.name == "c"
	not "x" in row.tags
	not 3 in row.ranks
	not row.flag
}

allow if row.name == input.subject.id

allow if {
	input.action.name == "d"
	not row.name == "ab"
	not named
}

named if row.price
`;
const data = { users: { u1: {}, ab: {} }, teams: [UUID, 'not one', null] };

test('rows of declared columns are what the policy says of them, by resource type', needsOpa, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-check-columns-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'p.rego'), policy);
  const bundle = await readPolicyBundle((await buildPolicy(opa, folder, ['p/allow'])).bundle);
  const { pool } = await emptyDatabase(t);
  const client = await pool.connect();
  const check = () =>
    checkPolicy({
      opa,
      bundle,
      data: JSON.stringify(data),
      rule: 'p/allow',
      entities: [{ type: 'user', collection: 'users' }],
      asked: ['asset', 'note', 'other'].flatMap((type) =>
        ['a', 'b', 'c', 'd'].map((action) => ({ action, type })),
      ),
      distinct: ['users'],
      columns: new Map(),
      rows: Math.ceil(600 * Number(process.env.POSTERN_TEST_RUNS ?? 1)),
      classes: 10,
      seed: 3,
      now: 1_700_000_000_000_000_000n,
      client,
    });
  try {
    const result = await check();
    assert.deepEqual(result.disagreements.map(describeDisagreement), []);
    assert.ok(result.rows > 0 && result.admitted > 0 && result.admitted < result.rows);
    assert.deepEqual(result.wordless, []);
    const of = (type: string) =>
      result.fields.filter(({ types }) => types?.has(type)).map(({ path }) => path.at(-1));
    assert.deepEqual(of('note'), ['name']);
    assert.deepEqual(of('asset').length, 8);
  } finally {
    client.release();
  }
});
