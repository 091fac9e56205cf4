import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { shippedPolicy } from '../../../src/policy/build/shipped-policy.ts';
import { type PolicyBundle, readPolicyBundle } from '../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../src/policy/create-policy-engine.ts';
import { readDecision } from '../../../src/policy/decide.ts';
import { createPolicyExplanations } from '../../../src/policy/explain/policy-explanations.ts';
import { Random } from '../support/random.ts';
import { now, randomCompany, randomRequest } from '../support/random-company.ts';
import { documentOf } from '../support/small-policies.ts';

const companies = Math.ceil(20 * Number(process.env.POSTERN_TEST_RUNS ?? 1));
const requestsEach = 25;
const nowNs = BigInt(now) * 1_000_000_000n;

describe('explanations of the shipped policy', () => {
  let bundle: PolicyBundle;
  before(async () => {
    bundle = await readPolicyBundle(await readFile(shippedPolicy.bundle));
  });

  test('come to the verdict that the module comes to, and name what led to it', async () => {
    const seen = { allowed: 0, denied: 0 };
    for (let seed = 0; seed < companies; seed++) {
      const random = new Random(seed);
      const document = documentOf(randomCompany(random));
      const engine = await createPolicyEngine(bundle, document, { now: () => nowNs });
      const explanations = createPolicyExplanations(bundle, document);
      for (let i = 0; i < requestsEach; i++) {
        const request = randomRequest(random);
        const evaluation = engine.evaluate('authz/decision', request);
        assert.equal(evaluation.kind, 'defined');
        const decided = evaluation.kind === 'defined' ? readDecision(evaluation.result) : undefined;
        const { value, explanation } = explanations.explain('authz/decision', 'authz/allow', request, {
          reading: nowNs,
        });
        const case_ = `seed ${seed}, ${JSON.stringify(request)}`;
        assert.deepEqual(readDecision(value), decided, case_);
        const allow = explanation.rules.filter(({ rule, row }) => rule === 'authz/allow' && row === 7);
        assert.deepEqual(
          allow.map(({ held }) => held),
          [decided?.allow],
          case_,
        );
        assert.ok(explanation.because.length > 0, case_);
        for (const outcome of explanation.rules) {
          assert.ok(outcome.source !== undefined && outcome.source.length > 0);
          if (!outcome.held) assert.ok(outcome.stopped_at.source !== undefined, case_);
        }
        seen[decided?.allow ? 'allowed' : 'denied'] += 1;
      }
      explanations.close();
      engine.close();
    }
    assert.ok(seen.allowed > 20 && seen.denied > 20, JSON.stringify(seen));
  });

  test('go to the statement at the root: the scope that a right has and the resource is outside of', () => {
    const company = {
      permissions: { 'assets.view': { resource_types: { asset: true } } },
      roles: {
        tech: { permissions: { 'assets.view': 'team' } },
        boss: { permissions: { 'assets.view': 'all' } },
      },
      users: {
        u7: { status: 'active', roles: [{ role: 'tech' }], teams: ['t3'], organizations: [] },
        u9: {
          status: 'active',
          roles: [{ role: 'tech', organization: 'o9' }, { role: 'boss' }],
          teams: ['t3'],
          organizations: [],
        },
      },
      teams: {},
      organizations: {},
    };
    const explanations = createPolicyExplanations(bundle, documentOf(company));
    const ask = (team: string, subject = 'u7') => {
      const request = {
        subject: { type: 'user', id: subject },
        action: { name: 'assets.view' },
        resource: { type: 'asset', id: 'a1', properties: { team } },
      };
      return explanations.explain('authz/decision', 'authz/allow', request, {}).explanation;
    };
    const places = (team: string, subject?: string) =>
      ask(team, subject).because.map(({ file, row, source }) => `${file}:${row} ${source}`);
    assert.ok(
      places('t9').includes(
        'authz/scope.rego:18 within_team if input.resource.properties.team in user.teams',
      ),
    );
    assert.ok(!places('t9').some((place) => place.includes('in_scope("all")')));
    const always = [
      'authz/subject.rego:7 subject_is_user if input.subject.type == "user"',
      'authz/allow.rego:17 applies(permission) if data.permissions[permission].resource_types[input.resource.type]',
    ];
    const unlimited = 'authz/limits.rego:9 within_limits_of_user if not limited_by_some_organization';
    assert.deepEqual(places('t3'), [
      ...always,
      'authz/scope.rego:18 within_team if input.resource.properties.team in user.teams',
      unlimited,
    ]);
    // Their first right is within its scope too, and bound to an organization that is not the resource's.
    assert.deepEqual(places('t3', 'u9'), [...always, 'authz/scope.rego:4 in_scope("all")', unlimited]);
    assert.deepEqual(places('t3', 'u8'), [
      'authz/subject.rego:4 user := data.users[input.subject.id] if subject_is_user',
    ]);
    const right = ask('t9').rules.find(({ rule, row }) => rule === 'authz/some_right_admits' && row === 25);
    assert.deepEqual(right, {
      rule: 'authz/some_right_admits',
      arguments: ['"assets.view"'],
      file: 'authz/allow.rego',
      row: 25,
      col: 1,
      source: 'some_right_admits(permission) if {',
      held: false,
      stopped_at: {
        file: 'authz/allow.rego',
        row: 29,
        col: 2,
        source: 'in_scope(scope)',
        rule: 'authz/in_scope',
      },
    });
    explanations.close();
  });
});
