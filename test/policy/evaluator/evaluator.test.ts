import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { createDataDocument } from '../../../src/data/data-document.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { builtins } from '../../../src/policy/builtins.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { holds } from '../../../src/policy/conditions/evaluate-condition.ts';
import { createDataValue } from '../../../src/policy/evaluator/data-value.ts';
import { EvaluationError } from '../../../src/policy/evaluator/evaluation-error.ts';
import { createPlanEvaluator } from '../../../src/policy/evaluator/plan-evaluator.ts';
import { fromPlain, toPlain, writeJson } from '../../../src/policy/values/json.ts';

const bundle = await readPolicyBundle(await readFile(`${packageRoot}/bundles/policy.tar.gz`));
const evaluator = createPlanEvaluator(bundle.plan, { builtins, sources: bundle.modules });
const now = () => 1_700_000_000_000_000_000n;

function company() {
  const document = createDataDocument();
  const writer = document.beginSnapshot();
  const add = (collection: string, key: string, record: unknown) =>
    writer.add(collection, key, JSON.stringify(record));
  const type = { resource_types: { contract: true } };
  add('permissions', 'contracts.view', { category: 'CMDB', ...type });
  add('permissions', 'contracts.field.cost', { category: 'CMDB', ...type });
  add('fields', 'contract', { cost: 'contracts.field.cost' });
  add('roles', 'tech', { permissions: { 'contracts.view': 'organization', 'contracts.field.cost': 'own' } });
  add('organizations', 'north', { limits: {} });
  add('teams', 't1', { organization: 'north' });
  add('teams', 't2', { organization: 'south' });
  const u1 = {
    status: 'active',
    roles: [{ role: 'tech' }],
    grants: {},
    denials: {},
    organizations: [],
    teams: ['t1'],
  };
  add('users', 'u1', u1);
  writer.commit({ epoch: 1, number: 1 });
  return document;
}

function asks(id: string, resource: Record<string, unknown> = {}) {
  return fromPlain({
    subject: { type: 'user', id },
    action: { name: 'contracts.view' },
    resource: { type: 'contract', ...resource },
  });
}

const unknown = {
  unknowns: [
    ['resource', 'id'],
    ['resource', 'properties'],
  ],
  row: ['resource'],
};
const row = (properties: Record<string, unknown>) => ({
  id: 'c1',
  properties: {
    organization: null,
    organizations: null,
    team: null,
    teams: null,
    owner: null,
    ...properties,
  },
});

describe('the shipped policy on the plan', () => {
  const data = createDataValue(company());

  test('gives the whole decision', () => {
    const input = asks('u1', row({ team: 't1' }));
    const decision = evaluator.evaluate('authz/decision', { input, data: data.root, now });
    assert.deepEqual(decision && toPlain(decision), { allow: true, masks: ['cost'], reasons: [] });
  });

  test('gives the reasons of a denial', () => {
    const decision = evaluator.evaluate('authz/decision', { input: asks('u9'), data: data.root, now });
    assert.match(decision === undefined ? '' : writeJson(decision), /"allow":false.*"code":"user_unknown"/);
  });

  test('is a filter that says the same of each row', () => {
    const { condition, kind } = evaluator.residual('authz/allow', {
      input: asks('u1'),
      data: data.root,
      now,
      ...unknown,
    });
    assert.equal(kind, 'conditional');
    const rows = [
      {},
      { team: 't1' },
      { team: 't2' },
      { team: 't3' },
      { organization: 'north' },
      { owner: 'u1' },
      { teams: ['t2', 't1'] },
      { organizations: ['south'] },
    ].map(row);
    const allowed = rows.map((each) => {
      const input = asks('u1', each);
      return evaluator.evaluate('authz/allow', { input, data: data.root, now }) ?? 'undefined';
    });
    assert.ok(allowed.includes(true) && !allowed.every((each) => each === true));
    assert.deepEqual(
      rows.map((each) => holds(condition, each)),
      allowed.map((each) => each === true),
    );
  });

  test('says of each mask which rows it covers', () => {
    const members = evaluator.members('authz/masks', { input: asks('u1'), data: data.root, now, ...unknown });
    assert.deepEqual(
      members.map(({ value, kind }) => [value, kind]),
      [['cost', 'conditional']],
    );
    const [mask] = members;
    assert.ok(mask !== undefined);
    assert.equal(holds(mask.condition, row({ owner: 'u1' })), false);
    assert.equal(holds(mask.condition, row({ team: 't1' })), true);
  });

  test('says the same of rows and masks at once as one by one', () => {
    for (const user of ['u1', 'u9']) {
      const request = { input: asks(user), data: data.root, now, ...unknown };
      const { rows, members } = evaluator.rowsAndMembers('authz/allow', 'authz/masks', request);
      const alone = evaluator.residual('authz/allow', request);
      assert.deepEqual([rows.kind, rows.condition], [alone.kind, alone.condition]);
      assert.deepEqual(members, evaluator.members('authz/masks', request));
    }
  });

  test('never admits an unknown user, and says so', () => {
    const { kind } = evaluator.residual('authz/allow', {
      input: asks('u9'),
      data: data.root,
      now,
      ...unknown,
    });
    assert.equal(kind, 'never');
  });

  test('knows of columns that a row does not have', () => {
    const fields = new Map([
      ['id', 'string'],
      ['properties.team', 'string'],
    ] as const);
    const request = { input: asks('u1'), data: data.root, now, ...unknown, fields };
    const { condition } = evaluator.residual('authz/allow', request);
    assert.equal(JSON.stringify(condition).includes('owner'), false);
    assert.equal(holds(condition, { id: 'c1', properties: { team: 't1' } }), true);
  });

  test('ends after so many steps', () => {
    const short = createPlanEvaluator(bundle.plan, { builtins, stepLimit: 20 });
    const request = { input: asks('u1', row({})), data: data.root, now };
    const tooMany = (error: unknown) => error instanceof EvaluationError && error.code === 'too_many_steps';
    assert.throws(() => short.evaluate('authz/decision', request), tooMany);
    assert.throws(() => short.residual('authz/allow', { ...request, ...unknown }), tooMany);
  });

  test('has no rule of another name', () => {
    const unsupported = (error: unknown) => error instanceof EvaluationError && error.code === 'unsupported';
    assert.throws(() => evaluator.evaluate('authz/nothing', { data: data.root, now }), unsupported);
    assert.throws(
      () => evaluator.residual('authz/nothing', { data: data.root, now, ...unknown }),
      unsupported,
    );
  });

  test('reads the clock once', () => {
    let readings = 0;
    const clock = () => {
      readings += 1;
      return 1n;
    };
    const document = company();
    const ending = { role: 'tech', not_after: 1 };
    const user = {
      status: 'active',
      roles: [ending, ending],
      grants: {},
      denials: {},
      organizations: [],
      teams: [],
    };
    document.applyDelta({ epoch: 1, number: 2 }, [
      { collection: 'users', key: 'u2', document: JSON.stringify(user) },
    ]);
    const { root } = createDataValue(document);
    evaluator.evaluate('authz/decision', { input: asks('u2', row({})), data: root, now: clock });
    assert.equal(readings, 1);
    evaluator.residual('authz/allow', { input: asks('u2'), data: root, now: clock, ...unknown });
    assert.equal(readings, 2);
  });
});

describe('policy data as a value', () => {
  test('is what the document is, and follows its changes', () => {
    const document = company();
    const data = createDataValue(document);
    assert.deepEqual(toPlain(data.root.get('teams') ?? null), {
      t1: { organization: 'north' },
      t2: { organization: 'south' },
    });
    const ask = () => {
      const { condition } = evaluator.residual('authz/allow', {
        input: asks('u1'),
        data: data.root,
        now,
        ...unknown,
      });
      return ['t1', 't2', 't3'].filter((team) => holds(condition, row({ team })));
    };
    assert.deepEqual(ask(), ['t1']);
    const change = (key: string, record: unknown) => {
      const text = record === null ? null : JSON.stringify(record);
      const number = (document.revision?.number ?? 0) + 1;
      document.applyDelta({ epoch: 1, number }, [{ collection: 'teams', key, document: text }]);
    };
    change('t3', { organization: 'north' });
    assert.deepEqual(ask(), ['t1', 't3']);
    change('t3', { organization: 'south' });
    assert.deepEqual(ask(), ['t1']);
    change('t2', null);
    assert.deepEqual(Object.keys(toPlain(data.root.get('teams') ?? null) as object), ['t1', 't3']);
    data.close();
  });

  test('has roots that are no collections', () => {
    const document = createDataDocument();
    const writer = document.beginSnapshot();
    writer.setValue('limit', '9007199254740993');
    writer.add('users', 'u1', '{"a":1}');
    writer.commit({ epoch: 1, number: 1 });
    const { root } = createDataValue(document);
    assert.equal(writeJson(root), '{"limit":9007199254740993,"users":{"u1":{"a":1}}}');
    assert.equal(root.get('nothing'), undefined);
    assert.equal(root.get(1), undefined);
  });
});
