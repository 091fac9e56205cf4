import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { askedOf } from '../../src/check/asked.ts';
import { reportOf } from '../../src/check/check-report.ts';
import { fillWithDemo, readDocument } from '../../src/check/demo-document.ts';
import { checkPolicy, type PolicyCheckOptions } from '../../src/check/policy-check.ts';
import { buildPolicy } from '../../src/policy/build/build-policy.ts';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import { emptyDatabase } from '../support/database.ts';
import { needsOpa, opa } from '../support/opa.ts';
import { bundleOf, defaults, report as reportFor } from './support/report.ts';
import { withClient } from './support/with-client.ts';

const runs = Number(process.env.POSTERN_TEST_RUNS ?? 1);

const policy = `package docs

default allow := false

allow if {
	input.action.name == "read"
	input.resource.properties.team in data.users[input.subject.id].teams
}

allow if {
	data.users[input.subject.id].level >= input.resource.properties.level
	not input.resource.properties.secret
}

default check := false

check if {
	allow
	input.resource.properties.level != null
}

tagged if input.resource.properties.tags[0] == "a"

# METADATA
# custom:
#   check_only: true
shouted if upper(input.resource.properties.team) == "T1"

titled if input.resource.properties.title == "a"

titled if { input.action.name != "write"; input.resource.properties.title == "b" }
`;
const data = {
  users: { u1: { teams: ['t1', 't2'], level: 3 }, u2: { teams: [], level: 1 }, u3: { teams: ['t3'] } },
};

describe('checking a policy', needsOpa, () => {
  test('the shipped policy, for everybody in the demo company', async (t) => {
    const { url, pool } = await emptyDatabase(t);
    await fillWithDemo(url);
    const document = await withClient(pool, readDocument);
    const { bundle: bytes } = await buildPolicy(opa, shippedPolicy.folder, ['authz/allow', 'authz/decision']);
    const bundle = await readPolicyBundle(bytes);
    const result = await withClient(pool, (client) =>
      checkPolicy({
        ...defaults,
        bundle,
        data: document,
        rule: 'authz/allow',
        decision: { path: 'authz/decision', decides: true },
        masks: 'authz/masks',
        entities: [
          { type: 'user', collection: 'users' },
          { type: 'service', collection: 'users' },
        ],
        asked: askedOf(JSON.parse(document) as Record<string, unknown>, [], [], []),
        rows: 100 * runs,
        now: BigInt(Date.now()) * 1_000_000n,
        client,
      }),
    );
    const { passed, lines } = reportOf(result, 'authz/allow', bundle.modules);
    assert.ok(passed, lines.join('\n'));
    assert.match(lines.at(-1) ?? '', /^\d+ rows, \d+ subject classes, 0 disagreements$/);
    assert.deepEqual(result.neverHeld, []);
    const { masks } = result;
    assert.ok(masks !== undefined);
    assert.ok(masks.fields.includes('cost'));
    assert.ok(masks.admitted > 0 && masks.admitted < masks.rows);
    assert.ok(result.subjectClasses >= 12 && result.rows >= 12 * 100, lines.at(-1));
    assert.deepEqual(
      result.fields.map(({ path, kind }) => [path.join('.'), kind]),
      [
        ['id', 'string'],
        ['properties.organization', 'string'],
        ['properties.organizations', 'array'],
        ['properties.owner', 'string'],
        ['properties.team', 'string'],
        ['properties.teams', 'array'],
      ],
    );
    t.diagnostic(lines.at(-1) ?? '');
  });

  test('finds the columns and what they hold', async (t) => {
    const { passed, lines } = await report(t, 'docs/allow', {});
    assert.ok(passed, lines.join('\n'));
    assert.ok(
      lines.includes('columns: properties.level number, properties.secret boolean, properties.team string'),
      lines.join('\n'),
    );
    assert.equal(lines.at(-1), '1600 rows, 4 subject classes, 0 disagreements');
  });

  test('shows the smallest request of which filter and check differ', async (t) => {
    const { passed, lines } = await report(t, 'docs/allow', {
      decision: { path: 'docs/check', decides: true },
    });
    assert.equal(passed, false);
    const shown = lines.find((line) => line.includes('"resource"')) ?? '';
    const said = lines.find((line) => line.includes('refuses  opa eval, docs/check'));
    assert.ok(said?.includes('admits   SQL on PostgreSQL') && said.includes('admits   opa eval, docs/allow'));
    const { resource } = JSON.parse(shown.trim().split('\n')[0] ?? '') as {
      resource: { properties: object };
    };
    const left = Object.values(resource.properties).filter((value) => value !== null);
    assert.ok(left.length <= 1, shown);
    assert.match(lines.at(-1) ?? '', /, [1-5] disagreements?$/);
  });

  test('fails for a rule that is no filter, with the statement', async (t) => {
    const { passed, lines } = await report(t, 'docs/tagged', {});
    assert.equal(passed, false);
    assert.match(
      lines.join('\n'),
      /docs\/tagged can't be turned into a filter:\n {2}docs\.rego:22:11: .+; .+\n.*tags\[0\]/,
    );
  });

  test('compares checks alone where the policy says that a rule is for those', async (t) => {
    const { passed, lines } = await report(t, 'docs/shouted', {});
    assert.ok(passed, lines.join('\n'));
    assert.ok(lines.includes('docs/shouted is for checks alone: no filter was compared'));
  });

  test('fails unless every statement was reached', async (t) => {
    const { passed, lines } = await report(t, 'docs/allow', { asked: [{ action: 'write', type: 'doc' }] });
    assert.equal(passed, false);
    assert.match(
      lines.join('\n'),
      /no row reached .*:\n[\s\S]*docs\.rego:7:2: input\.resource\.properties\.team in data/,
    );
  });

  test('fails unless every statement of a line was reached', async (t) => {
    const asked = [{ action: 'write', type: 'doc' }];
    const { passed, lines } = await report(t, 'docs/titled', { asked });
    assert.equal(passed, false);
    const title = lines.findIndex((line) => line.startsWith('no row reached'));
    assert.deepEqual(lines.slice(title + 1, -1), [
      '  docs.rego:31:43: input.resource.properties.title == "b"',
    ]);
  });

  test('says which rules were never true', async (t) => {
    const { lines } = await report(t, 'docs/allow', { asked: [{ action: 'write', type: 'doc' }] });
    assert.match(lines.join('\n'), /never true:\n {2}docs\.rego:5:1: allow\n/);
  });

  test('fails unless both answers were seen', async (t) => {
    const entities = [{ type: 'user', collection: 'nobody' }];
    const { passed, lines } = await report(t, 'docs/allow', { entities });
    assert.equal(passed, false);
    assert.ok(lines.includes('no row was admitted'), lines.join('\n'));
  });
});

async function report(t: TestContext, rule: string, options: Partial<PolicyCheckOptions>) {
  const rules = [rule, ...(options.decision === undefined ? [] : [options.decision.path])];
  return reportFor(t, await bundleOf(t, policy, rules), data, { rule, ...options });
}
