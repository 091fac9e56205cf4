import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RowFreeFunctions } from '../../../../src/policy/evaluator/residual/row-free.ts';
import { needsOpa } from '../../../support/opa.ts';
import { planOf } from './plan-of.ts';

const UNKNOWNS = [
  ['resource', 'id'],
  ['resource', 'properties'],
];

/** Rules and functions by what they are: the names of those that may be run as where all is known. */
async function rowFree(rego: string, unknowns: readonly (readonly string[])[] = UNKNOWNS): Promise<string[]> {
  const plan = await planOf(rego, ['p/allow']);
  const functions = new RowFreeFunctions(plan, unknowns);
  return [...plan.functions.values()]
    .filter((each) => functions.has(each))
    .map(({ path }) => path.slice(2).join('/'))
    .sort();
}

const rules = (bodies: Record<string, string>) => {
  const heads = Object.entries(bodies).map(([head, body]) => `${head} if { ${body} }`);
  const calls = Object.keys(bodies).map(
    (head) => `allow if ${head.replace(/\(\w+\)/, '(input.action.name)')}`,
  );
  return ['package p', ...heads, ...calls].join('\n\n');
};

describe('functions that read nothing of the row', needsOpa, () => {
  test('are those that look at known parts of the input only', async () => {
    const rego = rules({
      known: 'input.subject.id == "u1"',
      beside: 'input.resource.type == "file"',
      id: 'input.resource.id == "f1"',
      property: 'input.resource.properties.owner == "u1"',
      joined: 'data.users[input.subject.id].active',
    });
    assert.deepEqual(await rowFree(rego), ['beside', 'joined', 'known']);
  });

  test('are not those that hand on, compare, walk or count what has an unknown part', async () => {
    const rego = rules({
      compares: 'input.resource == {"id": "f1"}',
      walks: 'some part in input.resource; part == "f1"',
      looks_up: 'input.resource[input.action.name] == "f1"',
      counts: 'count(input.resource) == 3',
      gathers: '{input.resource} == {1}',
      whole: 'input == {"resource": {"id": "f1"}}',
      everything: 'json.marshal(input) == "{}"',
      asks: 'not input.resource.id',
      replaces: 'data.p.compares with input.subject as "u1"',
      free: 'input.subject.id == "u1"',
    });
    assert.deepEqual(await rowFree(rego), ['free']);
  });

  test('are not those that call one that does', async () => {
    const rego = rules({
      reads: 'input.resource.id == "f1"',
      calls: 'data.p.reads',
      negates: 'not data.p.calls',
      free: 'input.subject.id == "u1"',
      calls_free: 'not data.p.free',
    });
    assert.deepEqual(await rowFree(rego), ['calls_free', 'free']);
  });

  test('may take arguments, which are looked at when they are called', async () => {
    const rego = rules({
      'named(name)': 'name == "read"',
      'for_row(name)': 'input.resource.properties.name == name',
    });
    assert.deepEqual(await rowFree(rego), ['named']);
  });

  test('read nothing of the input where all of it is unknown', async () => {
    const rego = rules({ constant: 'data.open', subject: 'input.subject.id == "u1"' });
    assert.deepEqual(await rowFree(rego, [[]]), ['constant']);
  });

  test('are found for the unknowns that were asked about', async () => {
    const plan = await planOf(rules({ known: 'input.subject.id == "u1"' }), ['p/allow']);
    const functions = new RowFreeFunctions(plan, [['resource', 'id']]);
    assert.ok(functions.isFor([['resource', 'id']]));
    for (const others of [[], [['resource']], [['resource', 'id'], ['subject']], [['resource', 'type']]]) {
      assert.ok(!functions.isFor(others), JSON.stringify(others));
    }
  });
});
