import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { compileFilters } from '../../../../src/access/opa/compile/compile-filters.ts';
import { readCompileRequest } from '../../../../src/access/opa/compile/compile-request.ts';
import { buildPolicy } from '../../../../src/policy/build/build-policy.ts';
import { OpaError } from '../../../../src/policy/build/opa.ts';
import { readPolicyBundle } from '../../../../src/policy/bundle.ts';
import { createPolicyFilters } from '../../../../src/policy/filter/policy-filters.ts';
import { documentOf } from '../../../policy/support/small-policies.ts';
import { needsOpa, opa } from '../../../support/opa.ts';

const RULES = `package shop

cheap if input.fruits.price < 10

red if not input.fruits.colour in {"green", null}

worded if input.fruits.price == "ten"

either if input.fruits.price < 10

either if input.baskets.size < 3
`;

const declared = (columns: string) => `# METADATA\n# custom:\n#   columns:\n${columns}${RULES}`;
const FRUITS = '#     input.fruits:\n#       price: number not null\n#       colour: string\n';

const OPTIONS: Readonly<Record<string, unknown>> = {};

async function built(t: TestContext, rego: string, rules: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'postern-tables-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'shop.rego'), rego);
  const names = rules.map((rule) => `shop/${rule}`);
  const bundle = await readPolicyBundle((await buildPolicy(opa, folder, names)).bundle);
  const filters = createPolicyFilters(bundle, documentOf({}));
  t.after(() => filters.close());
  return (rule: string, unknowns: readonly string[], target = 'sql.postgresql', options = OPTIONS) => {
    const body = Buffer.from(JSON.stringify({ input: {}, unknowns, options }));
    const accept = `application/vnd.opa.${target}+json`;
    const request = readCompileRequest(body, { accept, 'content-type': 'application/json' });
    return compileFilters(filters, `shop/${rule}`, request, false) as { result?: { query: unknown } };
  };
}

describe('tables whose columns a policy declares', needsOpa, () => {
  const fruits = ['input.fruits'];

  test('need no test for null where a column holds none', async (t) => {
    const rules = ['cheap', 'red', 'worded', 'either'];
    const plain = await built(t, RULES, rules);
    const known = await built(t, declared(FRUITS), rules);
    const query = (of: typeof plain, rule: string, target?: string, options?: typeof OPTIONS) =>
      of(rule, fruits, target, options).result?.query;
    assert.equal(query(plain, 'cheap'), "WHERE (fruits.price < '10'::bigint OR fruits.price IS NULL)");
    assert.equal(query(known, 'cheap'), "WHERE fruits.price < '10'::bigint");
    const less = { type: 'field', operator: 'lt', field: 'fruits.price', value: 10 };
    assert.notDeepEqual(query(plain, 'cheap', 'ucast.all'), less);
    assert.deepEqual(query(known, 'cheap', 'ucast.all'), less);
    assert.equal(query(known, 'red'), query(plain, 'red'), 'a column that may be null');
    assert.equal(query(known, 'worded'), undefined, 'a number is no text');
    assert.notEqual(query(plain, 'worded'), undefined);
  });

  test('are taken to be what a request says instead', async (t) => {
    const known = await built(t, declared(FRUITS), ['cheap']);
    const options = { columnTypes: { 'fruits.price': 'number' } };
    const { result } = known('cheap', fruits, 'sql.postgresql', options);
    assert.equal(result?.query, "WHERE (fruits.price < '10'::bigint OR fruits.price IS NULL)");
  });

  test('say nothing of tables that are not declared', async (t) => {
    const known = await built(t, declared(FRUITS), ['either']);
    const { result } = known('either', ['input.fruits', 'input.baskets']);
    assert.equal(
      result?.query,
      "WHERE ((baskets.size < '3'::bigint OR baskets.size IS NULL) OR fruits.price < '10'::bigint)",
    );
  });

  test('are all that rows have, and what else a rule reads is refused by the build', async (t) => {
    const few = '#     input.fruits:\n#       colour: string\n';
    await assert.rejects(built(t, declared(few), ['cheap']), (error: Error) => {
      assert.ok(error instanceof OpaError);
      assert.match(
        error.message,
        /shop\.rego:8:10: input\.fruits\.price is read, and is none of the declared/,
      );
      assert.match(error.message, /\n {4}cheap if input\.fruits\.price < 10/);
      return true;
    });
    assert.ok(await built(t, declared(few), ['red']));
  });

  test('have columns with names of their own', async (t) => {
    const deep = '#     input.fruits:\n#       properties.price: number\n';
    await assert.rejects(
      built(t, declared(deep), ['cheap']),
      /"properties\.price" is no field of a row: expected the name of a column/,
    );
  });
});
