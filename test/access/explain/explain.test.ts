import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { TokenTable } from '../../../src/access/gate/token-table.ts';
import { type AccessOptions, createAccessServer } from '../../../src/access/server.ts';
import { shippedPolicy } from '../../../src/policy/build/shipped-policy.ts';
import { type PolicyBundle, readPolicyBundle } from '../../../src/policy/bundle.ts';
import {
  createPolicyEngine,
  type InspectablePolicyEngine,
} from '../../../src/policy/create-policy-engine.ts';
import {
  createPolicyExplanations,
  type PolicyExplanations,
} from '../../../src/policy/explain/policy-explanations.ts';
import { documentOf } from '../../policy/support/small-policies.ts';
import { logLines } from '../../support/log-lines.ts';
import { client } from '../authzen/support.ts';

const company = {
  permissions: { 'incidents.resolve': { resource_types: { incident: true } } },
  roles: { tech: { permissions: { 'incidents.resolve': 'team' } } },
  users: { u7: { status: 'active', roles: [{ role: 'tech' }], teams: ['t3'], organizations: [] } },
  teams: {},
  organizations: {},
  fields: {},
};
const question = (team: string, context?: object) => ({
  subject: { type: 'user', id: 'u7' },
  action: { name: 'incidents.resolve' },
  resource: { type: 'incident', id: 'inc-12', properties: { team } },
  ...(context === undefined ? {} : { context }),
});
const explain = { explain: true };

describe('why', () => {
  const data = documentOf(company);
  let bundle: PolicyBundle;
  let engine: InspectablePolicyEngine;
  let explanations: PolicyExplanations;
  before(async () => {
    bundle = await readPolicyBundle(await readFile(shippedPolicy.bundle));
    engine = await createPolicyEngine(bundle, data);
    explanations = createPolicyExplanations(bundle, data);
  });
  after(() => {
    explanations.close();
    engine.close();
  });

  const serve = (given: PolicyExplanations = explanations, options: Partial<AccessOptions> = {}) => {
    const { log, lines } = logLines();
    const app = createAccessServer({
      engine: () => engine,
      data,
      log,
      explain: { explanations: () => given, rule: 'authz/allow' },
      ...options,
    });
    return { lines, ...client(app) };
  };

  /** An explanation that comes to the opposite. */
  const contrary = (): PolicyExplanations => ({
    explain(...asked) {
      const { value, explanation } = explanations.explain(...asked);
      const { allow, ...others } = value as { readonly allow: boolean };
      return { value: { ...others, allow: !allow }, explanation };
    },
    close: () => undefined,
  });

  test('POST /access/v1/why answers in the words of the policy', async () => {
    const { status, body } = await serve().post('why', question('t9'));
    assert.equal(status, 200);
    assert.equal(body.decision, false);
    assert.equal(
      body.sentence,
      'u7 may not incidents.resolve on inc-12: role tech gives incidents.resolve within team t3; the incident belongs to team t9',
    );
    assert.equal(body.reasons[0].code, 'out_of_scope');
    assert.ok(body.explanation.because.length > 0);

    const allowed = (await serve().post('why', question('t3'))).body;
    assert.equal(allowed.decision, true);
    assert.equal(
      allowed.sentence,
      [
        'u7 may incidents.resolve on inc-12: subject_is_user if input.subject.type == "user" (authz/subject.rego:7)',
        'applies(permission) if data.permissions[permission].resource_types[input.resource.type] (authz/allow.rego:17)',
        'within_team if input.resource.properties.team in user.teams (authz/scope.rego:18)',
        'within_limits_of_user if not limited_by_some_organization (authz/limits.rego:9)',
      ].join('; '),
    );
  });

  test('a context with explain: true gives an explanation, and no other', async () => {
    const { post } = serve();
    const { body } = await post('evaluation', question('t9', explain));
    assert.equal(body.decision, false);
    assert.equal(body.context.explanation.entrypoint, 'authz/decision');
    const one = (await post('evaluations', question('t3', explain))).body;
    assert.equal(one.decision, true);
    assert.ok(one.context.explanation.rules.length > 0);
    for (const context of [undefined, {}, { explain: 'true' }, { explain: false }]) {
      const plain = (await post('evaluation', question('t9', context))).body;
      assert.equal('explanation' in plain.context, false);
    }
    const many = (await post('evaluations', { evaluations: [question('t3', explain), question('t3')] })).body;
    assert.equal(many.evaluations[0].context.error.status, 400);
    assert.equal(many.evaluations[0].decision, false);
    assert.equal(many.evaluations[1].decision, true);
  });

  test('where explanation and decision disagree it is a denial that says so', async () => {
    for (const team of ['t3', 't9']) {
      const { post, lines } = serve(contrary());
      const { body } = await post('evaluation', question(team, explain));
      assert.equal(body.decision, false);
      assert.equal(body.context.reasons[0].code, 'evaluation_error');
      assert.match(body.context.explanation.error, /disagree/);
      assert.ok(lines.some(({ msg }) => /disagree/.test(String(msg))));
      assert.match((await post('why', question(team))).body.sentence, /may not .*disagree/);
    }
  });

  test('without an explanation the decision stands and the reason is said', async () => {
    const failing: PolicyExplanations = {
      explain: () => {
        throw new Error('the evaluation takes too many steps');
      },
      close: () => undefined,
    };
    const { body } = await serve(failing).post('evaluation', question('t3', explain));
    assert.equal(body.decision, true);
    assert.match(body.context.explanation.error, /too many steps/);
  });

  test('needs the authority explain', async () => {
    const tokens = new TokenTable([
      { token: 'decides-and-filters', authorities: ['decide', 'filter'] },
      { token: 'explains-as-well-x', authorities: ['decide', 'explain'] },
    ]);
    const { post } = serve(explanations, { gate: { tokens: { current: tokens } } });
    const as = (token: string) => ({ authorization: `Bearer ${token}` });
    const decides = as('decides-and-filters');
    assert.equal((await post('evaluation', question('t3'), decides)).status, 200);
    assert.equal((await post('evaluation', question('t3', explain), decides)).status, 403);
    assert.equal((await post('why', question('t3'), decides)).status, 403);
    assert.equal((await post('evaluation', question('t3', explain), as('explains-as-well-x'))).status, 200);
    assert.equal((await post('why', question('t3'), as('explains-as-well-x'))).status, 200);
  });

  test('a server without explanations says so', async () => {
    const { log } = logLines();
    const app = createAccessServer({ engine: () => engine, data, log });
    const { post } = client(app);
    assert.equal((await post('evaluation', question('t3', explain))).status, 400);
    assert.equal((await post('why', question('t3'))).status, 404);
    assert.equal((await post('evaluation', question('t3'))).status, 200);
  });

  test('explain on the data API gives what became of each rule', async () => {
    const ask = async (query: string, given?: PolicyExplanations, path = 'authz/allow') => {
      const { log } = logLines();
      const app = createAccessServer({
        engine: () => engine,
        data,
        log,
        explain: { explanations: () => given ?? explanations, rule: 'authz/allow' },
      });
      const url = `/v1/data/${path}?${query}`;
      const answer = await app.inject({ method: 'POST', url, payload: { input: question('t9') } });
      return { status: answer.statusCode, body: answer.json() };
    };
    const full = (await ask('explain=full')).body;
    assert.equal(full.result, false);
    assert.ok(full.explanation.some(({ op }: { op: string }) => op === 'Exit'));
    const fails = (await ask('explain=fails')).body.explanation;
    assert.ok(fails.length > 0 && fails.every(({ op }: { op: string }) => op === 'Fail'));
    assert.deepEqual((await ask('explain=notes')).body.explanation, []);
    const lines = (await ask('explain=full&pretty')).body.explanation;
    assert.match(
      lines[0],
      /^authz\/allow\.rego:7: Fail authz\/allow, stopped at authz\/allow\.rego:7: allow if/,
    );
    assert.equal('explanation' in (await ask('explain=off')).body, false);
    assert.equal((await ask('explain=full', undefined, 'authz/decision/allow')).body.result, false);
    assert.equal((await ask('explain=full', contrary(), 'authz/decision')).status, 500);
  });
});
