import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Coverage, placesOf, type SourceRange } from '../../src/check/coverage.ts';
import { readPaths } from '../../src/check/read-paths.ts';
import type { RowField } from '../../src/check/row-shape.ts';
import { type CheckResult, runCheck } from '../../src/check/run-check.ts';
import { conditionVoice, databaseVoice, type FilterOf } from '../../src/check/voices/filter-voices.ts';
import { voiceOf } from '../../src/check/voices/judge.ts';
import { OpaEval } from '../../src/check/voices/opa-eval.ts';
import { postgresqlDatabase } from '../../src/check/voices/postgresql-database.ts';
import { sqliteDatabase } from '../../src/check/voices/sqlite-database.ts';
import type { Question } from '../../src/check/voices/voice.ts';
import { documentOf, wasmOnSlice, wasmOnWholeData } from '../../src/check/voices/wasm.ts';
import { buildPolicy } from '../../src/policy/build/build-policy.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import type { Condition } from '../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../src/policy/conditions/condition-table.ts';
import { emptyDatabase } from '../support/database.ts';
import { needsOpa, opa } from '../support/opa.ts';

const source = `package docs

default allow := false

allow if {
	some team in data.users[input.subject.id].teams
	input.resource.properties.team == team
	not input.resource.properties.secret
}

allow if {
	input.resource.properties.price < 10
	input.resource.properties.owner == input.subject.id
}

allow if {
	startswith(input.resource.properties.title, "public")
	"open" in input.resource.properties.tags
}
`;
const data = { users: { u1: { teams: ['t1', 't2'] }, u2: { teams: [] } } };
const fields: RowField[] = [
  { path: ['properties', 'team'], kind: 'string' },
  { path: ['properties', 'secret'], kind: 'boolean' },
  { path: ['properties', 'price'], kind: 'number' },
  { path: ['properties', 'owner'], kind: 'string' },
  { path: ['properties', 'title'], kind: 'string' },
  { path: ['properties', 'tags'], kind: 'array' },
];
const [team, secret, price, owner, title, tags] = fields.map(({ path }) => path) as [
  string[],
  string[],
  string[],
  string[],
  string[],
  string[],
];

/** What the policy above comes to for a user, written by hand. */
function rightFilter(table: ConditionTable, user: string): Condition {
  const teams = data.users[user as 'u1']?.teams ?? [];
  return table.or([
    table.and([table.oneOf(team, teams), table.equals(secret, false)]),
    table.and([table.compare(price, 'lt', 10), table.equals(owner, user)]),
    table.and([table.text(title, 'startswith', 'public'), table.has(tags, ['open'])]),
  ]);
}

const mistakes: Record<string, (table: ConditionTable, user: string) => Condition> = {
  'null is not false': (table, user) =>
    table.or([
      rightFilter(table, user),
      table.and([table.oneOf(team, ['t1', 't2']), table.equals(secret, null)]),
    ]),
  'a bound is let in': (table, user) =>
    table.or([
      rightFilter(table, user),
      table.and([table.compare(price, 'lte', 10), table.equals(owner, user)]),
    ]),
  'null is below every number': (table, user) =>
    table.and([
      rightFilter(table, user),
      table.not(table.and([table.equals(price, null), table.equals(owner, user)])),
    ]),
  'or for and': (table, user) => table.or([rightFilter(table, user), table.has(tags, ['open'])]),
  'contains for startswith': (table, user) =>
    table.or([
      rightFilter(table, user),
      table.and([table.text(title, 'contains', 'public'), table.has(tags, ['open'])]),
    ]),
};

describe('checking that a filter admits what a check allows', needsOpa, () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-check-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function check(
    t: Parameters<typeof emptyDatabase>[0],
    filter: (table: ConditionTable, user: string) => Condition,
    users = ['u1', 'u2'],
  ): Promise<CheckResult & { readonly unreached: readonly SourceRange[] }> {
    writeFileSync(join(folder, 'docs.rego'), source);
    const { bundle: bytes } = await buildPolicy(opa, folder, ['docs/allow']);
    const bundle = await readPolicyBundle(bytes);
    const { pool } = await emptyDatabase(t);
    const client = await pool.connect();
    const filterOf: FilterOf = (question: Question) => {
      const table = new ConditionTable();
      return { table, condition: filter(table, question.subject.id) };
    };
    const coverage = new Coverage(placesOf(bundle.plan, 'docs/allow'), new Map([['docs.rego', source]]));
    const json = JSON.stringify(data);
    const sources = [{ path: 'docs.rego', text: source }];
    const judges = [
      new OpaEval({ opa, sources, data: json, now: 0n }, coverage),
      await wasmOnSlice(bundle, documentOf(json), 0n),
      await wasmOnWholeData(bundle, json, 0n),
    ];
    const voices = [
      ...judges.map((judge) => voiceOf(judge, { path: 'docs/allow' })),
      conditionVoice(filterOf),
      databaseVoice(postgresqlDatabase(client), fields, filterOf),
      databaseVoice(await sqliteDatabase(), fields, filterOf),
    ];
    const questions = users.map((id) => ({
      subjectClass: id,
      question: { subject: { type: 'user', id }, action: { name: 'view' }, type: 'doc' },
      rows: 1500,
    }));
    const result = await runCheck({
      plan: bundle.plan,
      rule: 'docs/allow',
      questions,
      fields,
      voices,
      filterOf,
      texts: Object.keys(data.users),
      seed: 7,
    });
    for (const each of [...judges, ...voices]) await each.close();
    client.release();
    return { ...result, unreached: coverage.unreached() };
  }

  test('a right filter agrees with every voice, and every statement was reached', async (t) => {
    const { rows, admitted, disagreements, unreached, subjectClasses } = await check(t, rightFilter);
    assert.deepEqual(disagreements, []);
    assert.deepEqual({ rows, subjectClasses, unreached }, { rows: 3000, subjectClasses: 2, unreached: [] });
    assert.ok(admitted > 100 && admitted < 2900, String(admitted));
  });

  for (const [name, filter] of Object.entries(mistakes)) {
    test(`finds a mistake: ${name}`, async (t) => {
      const { disagreements } = await check(t, filter);
      assert.notEqual(disagreements.length, 0);
      const [{ row, verdicts }] = disagreements as [(typeof disagreements)[0]];
      const said = new Map(verdicts.map(({ voice, admits }) => [voice, admits]));
      assert.notEqual(said.get('opa eval, docs/allow'), said.get('the condition in memory'));
      assert.equal(said.get('opa eval, docs/allow'), said.get('WASM on the slice, docs/allow'));
      // It was made as small as it goes.
      const members = Object.values(row.properties).filter((value) => value !== null);
      assert.ok(members.length <= 3, JSON.stringify(row));
    });
  }

  test('says which statements nobody came to', async (t) => {
    const { unreached } = await check(t, rightFilter, ['u2']);
    assert.deepEqual(
      unreached.map(({ row }) => row).filter((row) => row < 10),
      [7, 8],
    );
  });

  test('knows which fields a rule reads', async () => {
    const { bundle: bytes } = await buildPolicy(opa, folder, ['docs/allow']);
    const paths = readPaths((await readPolicyBundle(bytes)).plan, 'docs/allow').map((path) => path.join('.'));
    for (const { path } of fields) assert.ok(paths.includes(`resource.${path.join('.')}`), path.join('.'));
    assert.ok(paths.includes('resource.properties.tags.*'));
    assert.ok(paths.includes('subject.id'));
    assert.ok(!paths.includes('resource.properties.teams'));
  });
});
