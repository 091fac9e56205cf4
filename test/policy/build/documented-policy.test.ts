import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { documentOf } from '../../../src/check/voices/wasm.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { buildPolicy } from '../../../src/policy/build/build-policy.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { describeObstacle } from '../../../src/policy/evaluator/residual/refusal.ts';
import { createPolicyFilters } from '../../../src/policy/filter/policy-filters.ts';
import { writeSql } from '../../../src/policy/sql/write-sql.ts';
import { documentedExample } from '../../support/documentation.ts';
import { needsOpa, opa } from '../../support/opa.ts';

const text = await readFile(join(packageRoot, 'docs/filters.md'), 'utf8');
const block = (language: string) => documentedExample('docs/filters.md', language);

test('the policy of the page on filters gives the query that the page shows', needsOpa, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-documented-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'rego'));
  const build = async (rego: string) => {
    await writeFile(join(folder, 'rego/authz.rego'), rego);
    return buildPolicy(opa, join(folder, 'rego'), ['authz/decision']);
  };
  const { bundle, unliftable } = await build(block('rego'));
  assert.equal(unliftable.size, 0);
  const filters = createPolicyFilters(await readPolicyBundle(bundle), documentOf(block('json')));
  t.after(() => filters.close());
  const question = {
    subject: { type: 'user', id: 'u1' },
    action: { name: 'read' },
    resource: { type: 'document' },
  };
  const { condition, table } = filters.rows('authz/allow', question);
  const mapping = { 'properties.team': 'documents.team_id' };
  const sql = writeSql(condition, table, { dialect: 'postgresql', mapping });
  assert.ok(text.includes(`\`${sql.text}\``), sql.text);

  const [, refused = ''] = /With `(lower[^`]+)`/.exec(text) ?? [];
  const told = await build(block('rego').replace(/row.visibility in \{.*\}/, refused));
  const [obstacle] = told.unliftable.get('authz/decision') ?? [];
  assert.ok(obstacle !== undefined && text.includes(describeObstacle(obstacle)));
});
