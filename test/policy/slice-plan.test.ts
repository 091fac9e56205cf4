import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { type PolicyBundle, readPolicyBundle } from '../../src/policy/bundle.ts';
import { readPlan } from '../../src/policy/plan/read-plan.ts';
import { analyzeEntrypoint } from '../../src/policy/slice/analyze-plan.ts';
import { describeKey } from '../../src/policy/slice/key-expression.ts';
import { caseNames, casesBundle } from './fixtures/build-cases.ts';

const whole = 'whole';
const user = 'input.subject.id';

/** What each small policy needs: the keys of a collection, or all of it. */
const needs: Record<string, Record<string, string[] | typeof whole>> = {
  key_from_input: { users: [user] },
  chained_records: {
    users: [user],
    teams: [`data.users[${user}].teams[_]`],
    organizations: [`data.teams[data.users[${user}].teams[_]].organization`],
  },
  negation: { blocked: [user] },
  negation_with_input: { blocked: ['input.resource.owner'] },
  with_input_constant: { users: ['"u1"'] },
  with_input_from_record: { users: [user, `data.users[${user}].manager`] },
  with_whole_input: { users: ['input.resource.owner'] },
  with_input_computed: { blocked: whole },
  with_data_record: { users: [user] },
  with_data_collection: {},
  with_data_deep: { users: [user, '"u1"', '"unknown"'], teams: [`data.users[${user}].team`, '"t2"', '"t3"'] },
  with_data_and_scan: { users: whole },
  scan: { users: whole },
  scan_and_key: { users: whole },
  count_of_collection: { teams: whole },
  compared_collections: { teams: whole, organizations: whole },
  compared_with_object: { teams: whole },
  compared_with_scalar: { users: [], nothing: [] },
  helper_with_collection: { users: [user], teams: ['input.resource.team'] },
  helper_that_scans: { teams: whole },
  object_get_constant: { settings: ['"limits"'] },
  object_get_input: { users: whole },
  object_get_path: { users: [user] },
  computed_key: { users: whole },
  lower_case_key: { users: whole },
  elements_of_input: { teams: ['input.resource.teams[_]'] },
  keys_of_input: { users: ['input.by[keys]'] },
  keys_of_record: { users: [user], roles: [`data.users[${user}].roles[keys]`] },
  collected_keys: {
    users: [user, `data.teams[data.users[${user}].teams[_]].lead`],
    teams: [`data.users[${user}].teams[_]`],
  },
  walk_over_record: { users: [user] },
  walk_over_collection: { roles: whole },
  marshalled: { organizations: whole },
  value_root_by_key: { list: ['input.index'], users: ['data.list[input.index]'] },
  value_root_as_key: { word: [], users: ['data.word'] },
  value_roots: { users: whole, list: whole, flag: whole, word: whole },
  scalar_record: { settings: ['"admin"'], users: ['data.settings["admin"]'] },
  alias_records: {
    aliases: [user, `data.aliases[${user}]`],
    users: [`data.aliases[data.aliases[${user}]]`],
  },
  record_in_collection: { teams: whole },
  key_in_collection: { users: whole },
  keys_of_collection: { users: whole },
  variable_for_collection: { users: [user] },
  rule_for_collection: { users: whole },
  rule_for_either_collection: { teams: whole, organizations: whole },
  set_of_records: { users: [user, 'input.resource.owner'] },
  set_of_collections: { teams: whole, organizations: whole },
  graph: { graph: whole },
  whole_result: { organizations: whole },
  record_as_result: { users: [user] },
  mocked_function: { users: [user, '"u2"'] },
  destructured: { users: [user], teams: [`data.users[${user}].team`] },
  dynamic_rule: { users: [user, `data.users[${user}].manager`], cases: ['"dynamic_rule"'] },
};

describe('what a policy needs of the data', () => {
  let bundle: PolicyBundle;
  before(async () => {
    bundle = await readPolicyBundle(await readFile(casesBundle));
  });

  function found(name: string) {
    const { collections, everything } = analyzeEntrypoint(bundle.plan, `cases/${name}/result`);
    assert.deepEqual(everything, []);
    return Object.fromEntries(
      [...collections].map(([collection, { keys, whole: reasons }]) => [
        collection,
        reasons.length > 0 ? whole : keys.map(describeKey).sort(),
      ]),
    );
  }

  for (const [name, expected] of Object.entries(needs)) {
    it(name, () => {
      const sorted = Object.entries(expected).map(([collection, keys]) => [
        collection,
        keys === whole ? whole : [...keys].sort(),
      ]);
      assert.deepEqual(found(name), Object.fromEntries(sorted));
    });
  }

  it('is worked out for every small policy within a moment', () => {
    const start = performance.now();
    for (const name of caseNames) found(name);
    assert.ok(performance.now() - start < 5000);
  });

  it('says where and why a collection is needed whole', () => {
    const { collections } = analyzeEntrypoint(bundle.plan, 'cases/scan/result');
    assert.deepEqual(collections.get('users')?.whole, [
      { reason: 'every record of it is visited', location: 'scan.rego:4:2' },
    ]);
    const computed = analyzeEntrypoint(bundle.plan, 'cases/computed_key/result').collections.get('users');
    assert.deepEqual(computed?.whole, [{ reason: 'a key is computed', location: 'computed_key.rego:3:11' }]);
  });
});

/** A plan of one entrypoint with these statements. */
function planOf(
  statements: [type: string, stmt: object][],
  strings: string[] = [],
  functions: object[] = [],
) {
  return readPlan({
    static: { strings: strings.map((value) => ({ value })), files: [{ value: 'a.rego' }] },
    plans: {
      plans: [
        {
          name: 'e',
          blocks: [
            {
              stmts: statements.map(([type, stmt]) => ({ type, stmt: { file: 0, row: 1, col: 2, ...stmt } })),
            },
          ],
        },
      ],
    },
    funcs: { funcs: functions },
  });
}

const local = (value: number) => ({ type: 'local', value });
const string = (value: number) => ({ type: 'string_index', value });

describe('a plan that uses the data document in ways Rego does not allow today', () => {
  it('needs everything for a statement that is not known', () => {
    const { everything } = analyzeEntrypoint(planOf([['TeleportStmt', {}]]), 'e');
    assert.deepEqual(everything, [
      { reason: 'the statement TeleportStmt is not known', location: 'a.rego:1:2' },
    ]);
  });

  it('needs everything for a collection with a computed name', () => {
    const plan = planOf(
      [
        ['DotStmt', { source: local(0), key: string(0), target: 2 }],
        ['DotStmt', { source: local(1), key: local(2), target: 3 }],
      ],
      ['name'],
    );
    assert.equal(analyzeEntrypoint(plan, 'e').everything.length, 1);
  });

  it('needs everything where the document is walked, measured, compared, passed on or part of the result', () => {
    const uses: [string, object][] = [
      ['ScanStmt', { source: 1, key: 2, value: 3, block: { stmts: null } }],
      ['LenStmt', { source: local(1), target: 2 }],
      ['EqualStmt', { a: local(1), b: local(0) }],
      ['CallStmt', { func: 'json.marshal', args: [local(1)], result: 2 }],
      ['ResultSetAddStmt', { value: 1 }],
      ['ObjectMergeStmt', { a: 1, b: 0, target: 2 }],
    ];
    for (const use of uses) {
      assert.equal(analyzeEntrypoint(planOf([use]), 'e').everything.length, 1, use[0]);
    }
  });

  it('needs everything where the document lies inside a value that is used whole', () => {
    const plan = planOf([
      ['MakeArrayStmt', { capacity: 1, target: 2 }],
      ['ArrayAppendStmt', { array: 2, value: local(1) }],
      ['MakeObjectStmt', { target: 3 }],
      ['ObjectInsertStmt', { object: 3, key: local(0), value: local(2) }],
      ['ResultSetAddStmt', { value: 3 }],
    ]);
    assert.equal(analyzeEntrypoint(plan, 'e').everything.length, 1);
  });

  it('follows a dynamic call into every function it may reach', () => {
    const reads = (name: string, collection: number) => ({
      name: `g0.data.p.${name}`,
      path: ['g0', 'p', name],
      params: [0, 1],
      return: 2,
      blocks: [
        {
          stmts: [
            { type: 'DotStmt', stmt: { source: local(1), key: string(collection), target: 3 } },
            { type: 'LenStmt', stmt: { source: local(3), target: 2 } },
            { type: 'ReturnLocalStmt', stmt: { source: 2 } },
          ],
        },
      ],
    });
    const plan = planOf(
      [
        ['DotStmt', { source: local(0), key: string(0), target: 2 }],
        ['CallDynamicStmt', { path: [string(1), string(2), local(2)], args: [0, 1], result: 3 }],
      ],
      ['rule', 'g0', 'p', 'users', 'teams', 'other'],
      [reads('a', 3), reads('b', 4), { ...reads('c', 5), path: ['g0', 'q', 'c'] }],
    );
    const { collections } = analyzeEntrypoint(plan, 'e');
    assert.deepEqual([...collections.keys()].sort(), ['teams', 'users']);
  });

  it('takes a variable that a loop changes for all it may be', () => {
    // Before the loop the key is a constant; in the loop it is used, and then becomes a path into the input.
    const plan = planOf(
      [
        ['AssignVarStmt', { source: string(0), target: 4 }],
        ['DotStmt', { source: local(1), key: string(1), target: 5 }],
        [
          'ScanStmt',
          {
            source: 0,
            key: 2,
            value: 3,
            block: {
              stmts: [
                { type: 'DotStmt', stmt: { source: local(5), key: local(4), target: 6 } },
                { type: 'AssignVarStmt', stmt: { source: local(3), target: 4 } },
              ],
            },
          },
        ],
      ],
      ['first', 'users'],
    );
    const keys = analyzeEntrypoint(plan, 'e').collections.get('users')?.keys ?? [];
    assert.deepEqual(keys.map(describeKey).sort(), ['"first"', 'input[_]']);
  });
});
