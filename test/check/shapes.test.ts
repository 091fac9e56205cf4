import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { Coverage, placesOf } from '../../src/check/coverage.ts';
import { describeDisagreement } from '../../src/check/describe-disagreement.ts';
import type { RowField } from '../../src/check/row-shape.ts';
import { type CheckResult, runCheck } from '../../src/check/run-check.ts';
import { conditionVoice, databaseVoice, remembered } from '../../src/check/voices/filter-voices.ts';
import { voiceOf } from '../../src/check/voices/judge.ts';
import { OpaEval } from '../../src/check/voices/opa-eval.ts';
import { postgresqlDatabase } from '../../src/check/voices/postgresql-database.ts';
import { sqliteDatabase } from '../../src/check/voices/sqlite-database.ts';
import type { Question } from '../../src/check/voices/voice.ts';
import { documentOf, wasmOnSlice, wasmOnWholeData } from '../../src/check/voices/wasm.ts';
import { buildPolicy } from '../../src/policy/build/build-policy.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import { NotLiftable } from '../../src/policy/evaluator/residual/refusal.ts';
import { createPolicyFilters } from '../../src/policy/filter/policy-filters.ts';
import { emptyDatabase } from '../support/database.ts';
import { needsOpa, opa } from '../support/opa.ts';

const folder = join(import.meta.dirname, '../policy/shapes');
const files = (await readdir(folder)).filter((name) => name.endsWith('.rego')).sort();
const shapes = await Promise.all(
  files.map(async (file) => {
    const text = await readFile(join(folder, file), 'utf8');
    return { name: basename(file, '.rego'), file, text, refused: /^# refused: (.*)$/m.exec(text)?.[1] };
  }),
);
/** Databases have no exact words for these. */
const wordless = new Set(shapes.filter(({ text }) => /^# no database$/m.test(text)).map(({ name }) => name));
const liftable = shapes.filter(({ refused }) => refused === undefined);

/** The columns of the rows that the shapes are about. */
const fields: RowField[] = [
  { path: ['id'], kind: 'string' },
  { path: ['properties', 'owner'], kind: 'string' },
  { path: ['properties', 'team'], kind: 'string' },
  { path: ['properties', 'org'], kind: 'string' },
  { path: ['properties', 'status'], kind: 'string' },
  { path: ['properties', 'name'], kind: 'string' },
  { path: ['properties', 'price'], kind: 'number' },
  { path: ['properties', 'level'], kind: 'number' },
  { path: ['properties', 'flag'], kind: 'boolean' },
  { path: ['properties', 'tags'], kind: 'array' },
  { path: ['properties', 'labels'], kind: 'array' },
  { path: ['properties', 'author', 'name'], kind: 'string' },
];
const declared = new Map(fields.map(({ path, kind }) => [path.join('.'), kind]));
const now = 1_700_000_000_000_000_000n;
const rows = Math.ceil(24 * Number(process.env.POSTERN_TEST_RUNS ?? 1));
const asked: readonly (readonly [subject: string, action: string])[] = [
  ['u1', 'read'],
  ['u1', 'write'],
  ['u2', 'write'],
  ['u3', 'read'],
  ['u9', 'other'],
];

describe('a filter admits what a check allows, for every shape of policy', needsOpa, () => {
  const results = new Map<string, CheckResult | Error>();
  let coverage: Coverage;
  const refusals = new Map<string, NotLiftable>();
  const closing: (() => unknown)[] = [];
  const keep: TestContext['after'] = (close) => {
    if (close !== undefined) closing.unshift(close as () => unknown);
  };

  before(async () => {
    const { pool } = await emptyDatabase({ after: keep });
    const client = await pool.connect();
    closing.unshift(() => client.release());
    const data = await readFile(join(folder, 'data.json'), 'utf8');
    const entrypoints = shapes.map(({ name }) => ruleOf(name));
    const bundle = await readPolicyBundle((await buildPolicy(opa, folder, entrypoints)).bundle);
    const document = documentOf(data);
    const sources = liftable.map(({ file, text }) => ({ path: file, text }));
    const modules = new Map(sources.map(({ path, text }) => [path, text]));
    const places = liftable.flatMap(({ name }) => placesOf(bundle.plan, ruleOf(name)));
    coverage = new Coverage(places, modules);
    const judges = [
      new OpaEval({ opa, sources, data, now }, coverage),
      await wasmOnSlice(bundle, document, now),
      await wasmOnWholeData(bundle, data, now),
    ];
    const databases = [postgresqlDatabase(client), await sqliteDatabase()];
    const filters = createPolicyFilters(bundle, document, () => now);
    for (const each of [...judges, ...databases, filters]) closing.unshift(() => each.close());

    const check = async (name: string) => {
      const rule = ruleOf(name);
      const filterOf = remembered((question) => filters.rows(rule, filterQuestion(question)));
      const filterOfDeclared = remembered((question) =>
        filters.rows(rule, filterQuestion(question), declared),
      );
      return runCheck({
        plan: bundle.plan,
        rule,
        questions: asked.map(([id, action]) => ({
          subjectClass: id,
          question: { subject: { type: 'user', id }, action: { name: action }, type: 'document' },
          rows,
        })),
        fields,
        voices: [
          ...judges.map((judge) => voiceOf(judge, { path: rule })),
          conditionVoice(filterOf),
          conditionVoice(filterOfDeclared, 'the condition in memory, columns declared'),
          ...databases.map((database) =>
            databaseVoice(database, fields, filterOf, wordless.has(name) ? () => {} : undefined),
          ),
        ],
        filterOf,
        texts: TEXTS,
        seed: 5,
      });
    };
    await Promise.all(
      liftable.map(async ({ name }) => {
        results.set(name, await check(name).catch((error: Error) => error));
      }),
    );
    for (const { name } of shapes.filter(({ refused }) => refused !== undefined)) {
      const [id, action] = ['u1', 'read'];
      try {
        const question = { subject: { type: 'user', id }, action: { name: action } };
        filters.rows(ruleOf(name), { ...question, resource: { type: 'document' } });
      } catch (error) {
        if (error instanceof NotLiftable) refusals.set(name, error);
      }
    }
  });
  after(async () => {
    for (const close of closing) await close();
  });

  for (const { name } of liftable) {
    test(name, () => {
      const result = results.get(name);
      if (result instanceof Error) throw result;
      assert.ok(result !== undefined);
      assert.deepEqual(result.disagreements.map(describeDisagreement), []);
      assert.equal(result.rows, rows * asked.length);
    });
  }

  test('nearly every statement of them was reached', (t) => {
    const unreached = coverage.unreached().map(({ file, row, col }) => `${file}:${row}:${col}`);
    t.diagnostic(`not reached: ${unreached.join(' ')}`);
    // OPA's index leaves out a rule that compares a column with a value of another type: no row could reach it.
    const unreachable = new Set(unreached.map((place) => place.split(':')[0]));
    assert.ok(unreachable.size < shapes.length / 20, unreached.join(' '));
  });

  test('the others are refused, with the place and what to write instead', (t) => {
    for (const { name, file, refused } of shapes) {
      if (refused === undefined) continue;
      const [obstacle] = refusals.get(name)?.obstacles ?? [];
      assert.ok(obstacle !== undefined, `${name} is not refused`);
      assert.equal(obstacle.message, refused, name);
      assert.equal(obstacle.file, file);
      assert.ok(obstacle.row > 0 && obstacle.col > 0 && obstacle.instead !== '', name);
      t.diagnostic(`refused: ${refusals.get(name)?.message}`);
    }
  });

  test('there are many of them, and both answers were seen', () => {
    assert.ok(liftable.length >= 150, `${liftable.length} shapes`);
    const harder = liftable.filter(({ text }) => /data\.|\bnot\b|!=|null/.test(text));
    assert.ok(harder.length >= 60, `${harder.length} shapes join data, negate or meet null`);
    const counted = [...results.values()].flatMap((result) => (result instanceof Error ? [] : [result]));
    const admitted = counted.reduce((sum, result) => sum + result.admitted, 0);
    const all = counted.reduce((sum, result) => sum + result.rows, 0);
    assert.ok(admitted > all / 20 && admitted < all * 0.95, `${admitted} of ${all} rows admitted`);
    const onlyOne = counted.filter(({ admitted: some, rows: of }) => some === 0 || some === of).length;
    assert.ok(onlyOne < counted.length / 5, `${onlyOne} shapes gave one answer only`);
  });
});

/** Ids that the data knows, so that rows meet them. */
const TEXTS = [
  'u1',
  'u2',
  'u3',
  't1',
  't2',
  't3',
  't4',
  'north',
  'south',
  'd1',
  'd2',
  'd3',
  'a',
  'ab',
  'open',
  'x',
];

function ruleOf(name: string): string {
  return `shapes/${name}/allow`;
}

function filterQuestion({ type, ...question }: Question) {
  return { ...question, resource: { type } };
}
