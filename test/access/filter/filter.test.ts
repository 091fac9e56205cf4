import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fastify from 'fastify';
import { answerErrors } from '../../../src/access/errors.ts';
import { filterRoute } from '../../../src/access/filter/filter-route.ts';
import { readColumnDeclarations } from '../../../src/policy/columns/declared-columns.ts';
import { ALWAYS, NEVER } from '../../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';
import { NotLiftable } from '../../../src/policy/evaluator/residual/refusal.ts';
import type { PolicyFilters } from '../../../src/policy/filter/policy-filters.ts';
import { logLines } from '../../support/log-lines.ts';

const question = {
  subject: { type: 'user', id: 'u1' },
  action: { name: 'assets.view' },
  resource: { type: 'asset' },
};

const filters: PolicyFilters = {
  rows: (_rule, { subject }) => {
    const table = new ConditionTable();
    if (subject.id === 'all') return { table, condition: ALWAYS };
    if (subject.id === 'none') return { table, condition: NEVER };
    const own = table.equals(['properties', 'owner'], subject.id);
    return { table, condition: table.or([own, table.oneOf(['properties', 'team'], ['t1', "t'2"])]) };
  },
  members: () => {
    const table = new ConditionTable();
    return new Map([
      ['cost', table.not(table.equals(['properties', 'team'], 't1'))],
      ['serial', ALWAYS],
      ['name', NEVER],
    ]);
  },
  rowsAndMembers(rule, masks, asked) {
    return { ...this.rows(rule, asked), members: this.members(masks, asked) };
  },
  rowsAnywhere: () => ({ table: new ConditionTable(), condition: NEVER }),
  document: () => undefined,
  entrypoints: new Set(),
  modules: new Map(),
  inputReads: () => [],
  has: () => true,
  columns: () => undefined,
  filteringRule: (rule) => rule,
  close: () => undefined,
};

function server(given: PolicyFilters | undefined = filters) {
  const { log } = logLines();
  const app = fastify();
  answerErrors(app, log, () => '1.42');
  filterRoute(app, {
    filters: () => given,
    rule: 'authz/allow',
    masks: 'authz/masks',
    data: { revision: { epoch: 1, number: 42 } },
    at: () => ({ revision: '1.42', policyRevision: 'p1' }),
  });
  return (payload: object) => app.inject({ method: 'POST', url: '/access/v1/filter', payload });
}

describe('POST /access/v1/filter', () => {
  test('answers a condition, masks and the revisions', async () => {
    const answer = await server()(question);
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['postern-revision'], '1.42');
    const { kind, condition, sql, masks, revision, policy_revision } = answer.json();
    assert.deepEqual(
      { kind, sql, revision, policy_revision },
      { kind: 'conditional', sql: undefined, revision: '1.42', policy_revision: 'p1' },
    );
    assert.deepEqual(condition.value.length, 2);
    assert.deepEqual(masks, {
      cost: {
        visible: 'conditional',
        condition: { type: 'field', operator: 'eq', field: 'properties.team', value: 't1' },
      },
      serial: { visible: 'never' },
      name: { visible: 'always' },
    });
  });

  test('answers SQL whose parameters are numbered through, with every value bound', async () => {
    const options = { dialect: 'postgresql', mapping: { 'properties.team': 'assets.team_id' } };
    const { sql, masks } = (await server()({ ...question, options })).json();
    assert.match(sql.text, /"assets"\."team_id" = ANY \(\$\d\)/);
    assert.match(sql.text, /"owner" = \$\d/);
    assert.ok(!sql.text.includes('t1'));
    assert.equal(sql.values.length, 2);
    assert.deepEqual(masks.cost.sql, { text: '"assets"."team_id" = $3', values: ['t1'] });
  });

  test('columns that the policy declares, and the mapping, say what need not be guarded against', async () => {
    const unlike: PolicyFilters = {
      ...filters,
      rows: () => {
        const table = new ConditionTable();
        const other = (name: string) => table.not(table.equals(['properties', name], 'x'));
        return { table, condition: table.and(['owner', 'team', 'kind'].map(other)) };
      },
      has: () => false,
      columns: (type) =>
        readColumnDeclarations({ asset: { 'properties.owner': 'string not null' } }).get(type),
    };
    const guarded = async (options: object, type = 'asset') => {
      const answer = await server(unlike)({
        ...question,
        resource: { type },
        options: { dialect: 'postgresql', ...options },
      });
      assert.equal(answer.statusCode, 200, answer.body);
      const text = answer.json().sql.text as string;
      assert.equal(text.match(/<> \$/g)?.length, 3, text);
      return [...text.matchAll(/"(\w+)" IS NULL/g)].map(([, name]) => name).sort();
    };
    assert.deepEqual(await guarded({}), ['kind', 'team']);
    const mapping = { 'properties.team': { column: 'team', nullable: false }, 'properties.owner': 'o.owner' };
    assert.deepEqual(await guarded({ mapping }), ['kind']);
    const all = ['kind', 'owner', 'team'];
    assert.deepEqual(await guarded({}, 'other'), all, 'of another type nothing is declared');
    const fields = Object.fromEntries(all.map((name) => [`properties.${name}`, 'string']));
    assert.deepEqual(await guarded({ fields }), all, 'a request that names columns says it all');
    const bad = await server(unlike)({
      ...question,
      options: { mapping: { 'properties.team': { column: 'team', nullable: 'no' } } },
    });
    assert.equal(bad.statusCode, 400);
    assert.match(bad.json().message, /nullable must be true or false/);
  });

  test('all rows and none need no condition', async () => {
    for (const [id, kind] of [
      ['all', 'always'],
      ['none', 'never'],
    ]) {
      const answer = await server()({ ...question, subject: { type: 'user', id } });
      assert.equal(answer.json().kind, kind);
      assert.equal('condition' in answer.json(), false);
    }
  });

  test('a rule that is no filter is a 400 with the places that stand in the way', async () => {
    const problem = { message: 'no', file: 'a.rego', row: 3, col: 2, line: 'x', instead: 'y' };
    const answer = await server({
      ...filters,
      rows: () => {
        throw new NotLiftable([problem]);
      },
    })(question);
    assert.equal(answer.statusCode, 400);
    assert.deepEqual(answer.json().errors, [problem]);
  });

  test('before there is a policy it refuses, and says to come back', async () => {
    const { log } = logLines();
    const app = fastify();
    answerErrors(app, log, () => undefined);
    const at = () => ({ revision: undefined, policyRevision: undefined });
    filterRoute(app, {
      filters: () => undefined,
      rule: 'r',
      masks: 'm',
      data: { revision: undefined },
      at,
    });
    const answer = await app.inject({ method: 'POST', url: '/access/v1/filter', payload: question });
    assert.equal(answer.statusCode, 503);
    assert.equal(answer.headers['retry-after'], '1');
  });

  for (const [what, body, message] of [
    ['no subject', { ...question, subject: undefined }, /subject is missing/],
    ['no type', { ...question, resource: {} }, /resource\.type must be/],
    [
      'properties of the row',
      { ...question, resource: { type: 'a', properties: {} } },
      /resource\.properties must be left out/,
    ],
    [
      'an unknown dialect',
      { ...question, options: { dialect: 'oracle' } },
      /options\.dialect must be one of postgresql/,
    ],
    [
      'a mapping that is none',
      { ...question, options: { mapping: { a: 1 } } },
      /options\.mapping\["a"\] must be/,
    ],
    [
      'an unknown type',
      { ...question, options: { mapping: { a: { column: 'a', type: 'int' } } } },
      /\.type must be one of/,
    ],
    [
      'a column without a name',
      { ...question, options: { dialect: 'sqlite', mapping: { 'properties.owner': 'a..b' } } },
      /must be column/,
    ],
  ] as const) {
    test(`refuses ${what}`, async () => {
      const answer = await server()(body);
      assert.equal(answer.statusCode, 400);
      assert.match(answer.json().message, message);
    });
  }
});
