import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createDataDocument } from '../../src/data/data-document.ts';
import { createPolicyEngine } from '../../src/policy/create-policy-engine.ts';
import { runs } from '../support/runs.ts';
import {
  documentOf,
  engineFor,
  loadSmallPolicies,
  loadSnapshot,
  type SmallPolicies,
} from './support/small-policies.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const status = 'cases/key_from_input/result';
const count = 'cases/count_of_collection/result';
const active = { u1: { status: 'active' }, u2: { status: 'invited' } };
const u1 = { subject: { id: 'u1' } };
const allFailures = runs(10_000);

function nested(depth: number): unknown {
  let value: unknown = 'end';
  for (let i = 0; i < depth; i++) value = { value };
  return value;
}

describe('the policy engine', () => {
  let policies: SmallPolicies;
  before(async () => {
    policies = await loadSmallPolicies();
  });

  it('fails every evaluation before the first snapshot, and decides after it', () => {
    const document = createDataDocument();
    const engine = engineFor(policies, status, document);
    assert.equal(engine.evaluate(status, u1).kind, 'failed');
    loadSnapshot(document, { users: active });
    assert.deepEqual(engine.evaluate(status, u1), { kind: 'defined', result: 'active' });
    assert.deepEqual(engine.evaluate(status, { subject: { id: 'u9' } }), { kind: 'undefined' });
  });

  it('follows a snapshot that takes the place of another', () => {
    const document = documentOf({ users: active });
    const engine = engineFor(policies, status, document, { sharedBytes: 100 });
    loadSnapshot(document, { users: { u1: { status: 'x'.repeat(1000) } } });
    assert.deepEqual(engine.evaluate(status, u1), { kind: 'defined', result: 'x'.repeat(1000) });
    loadSnapshot(document, {});
    assert.deepEqual(engine.evaluate(status, u1), { kind: 'undefined' });
  });

  it('fails for an entrypoint the policy does not have, and for one that was not asked for', () => {
    const engine = engineFor(policies, status, documentOf({ users: active }));
    assert.equal(engine.evaluate('cases/none', u1).kind, 'failed');
    assert.equal(engine.evaluate(count, u1).kind, 'failed');
    assert.equal(engine.evaluate(status, u1).kind, 'defined');
  });

  it('fails after it is closed', () => {
    const engine = engineFor(policies, status, documentOf({ users: active }));
    engine.close();
    assert.equal(engine.evaluate(status, u1).kind, 'failed');
  });

  it('takes a missing input for undefined, and any JSON for input', () => {
    const engine = engineFor(policies, status, documentOf({ users: active }));
    for (const input of [undefined, null, 1, 'u1', [], true]) {
      assert.deepEqual(engine.evaluate(status, input), { kind: 'undefined' });
    }
  });

  it('fails for input that is not plain data, whose JSON text may name other records', () => {
    const engine = engineFor(policies, status, documentOf({ users: active }), { sharedBytes: -1 });
    class Identifier {
      toJSON() {
        return 'u1';
      }
    }
    const inputs = [
      { subject: { id: new Identifier() } },
      { subject: { id: new String('u1') } },
      { subject: { toJSON: () => ({ id: 'u1' }) } },
    ];
    for (const input of inputs) assert.equal(engine.evaluate(status, input).kind, 'failed');
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    assert.equal(engine.evaluate(status, cyclic).kind, 'failed');
    assert.equal(engine.evaluate(status, { id: 1n }).kind, 'failed');
    assert.deepEqual(engine.evaluate(status, u1), { kind: 'defined', result: 'active' });
  });

  it('keeps names like __proto__ apart from objects of JavaScript', () => {
    const document = createDataDocument();
    const writer = document.beginSnapshot();
    for (const key of ['__proto__', 'constructor', 'toString']) writer.add('users', key, '{"status":"odd"}');
    writer.commit({ epoch: 1, number: 1 });
    for (const sharedBytes of [-1, 10_000]) {
      const engine = engineFor(policies, status, document, { sharedBytes });
      for (const id of ['__proto__', 'constructor', 'toString']) {
        assert.deepEqual(engine.evaluate(status, { subject: { id } }), { kind: 'defined', result: 'odd' });
      }
      assert.deepEqual(engine.evaluate(status, { subject: { id: 'valueOf' } }), { kind: 'undefined' });
      assert.deepEqual(engine.evaluate(status, JSON.parse('{"__proto__":{"subject":{"id":"u1"}}}')), {
        kind: 'undefined',
      });
    }
  });

  it('reads keys and text of any length and kind', () => {
    const long = 'ü'.repeat(100_000);
    const ids = [long, 'a"b\\c', '\u0000', '\n', '😀', '', 'x'.repeat(70_000)];
    const document = documentOf({ users: Object.fromEntries(ids.map((id) => [id, { status: id }])) });
    for (const sharedBytes of [-1, 10_000_000]) {
      const engine = engineFor(policies, status, document, { sharedBytes });
      for (const id of ids) {
        assert.deepEqual(engine.evaluate(status, { subject: { id } }), { kind: 'defined', result: id });
      }
    }
  });

  it('fails where a record is not JSON, for that record alone', () => {
    const document = createDataDocument();
    const writer = document.beginSnapshot();
    writer.add('users', 'u1', '{"status":"active"}');
    writer.add('users', 'u2', '{"status":');
    writer.commit({ epoch: 1, number: 1 });
    const engine = engineFor(policies, status, document, { sharedBytes: -1 });
    assert.equal(engine.evaluate(status, { subject: { id: 'u2' } }).kind, 'failed');
    assert.equal(engine.evaluate(status, u1).kind, 'defined');
  });

  it('says at load what is sliced by what, and what is shared and why', () => {
    const lines: { slicing?: unknown }[] = [];
    const log = { info: (details: object) => void lines.push(details), warn() {}, error() {} };
    const document = documentOf({ users: active, teams: { t1: {} }, other: { a: 1 } });
    const { bundle } = policies;
    return createPolicyEngine({ ...bundle, entrypoints: [status, count] }, document, {
      log,
      limits: { sharedBytes: 10 },
    }).then((engine) => {
      assert.deepEqual(engine.slicing, [
        { collection: 'users', mode: 'sliced', keys: ['input.subject.id'], reasons: [] },
        {
          collection: 'teams',
          mode: 'shared',
          keys: [],
          reasons: [{ reason: 'it is passed to count', location: 'count_of_collection.rego:3:11' }],
        },
      ]);
      assert.deepEqual(lines[0]?.slicing, engine.slicing);
      engine.close();
    });
  });
});

describe('an evaluation that the module gives up', () => {
  let policies: SmallPolicies;
  before(async () => {
    policies = await loadSmallPolicies();
  });

  const failing: Record<string, unknown> = {
    'a lone surrogate': { subject: { id: '\ud800' } },
    'nesting beyond the stack': { subject: { id: 'u1' }, value: nested(200_000) },
  };
  for (const [what, input] of Object.entries(failing)) {
    it(`for ${what} is a failure, and the next one is not`, () => {
      const engine = engineFor(policies, status, documentOf({ users: active }));
      for (let i = 0; i < 20; i++) {
        assert.equal(engine.evaluate(status, input).kind, 'failed');
        assert.deepEqual(engine.evaluate(status, u1), { kind: 'defined', result: 'active' });
      }
    });
  }

  it('for memory beyond the limit is a failure, and the next one is not', () => {
    const maximumMemory = 8 * 1024 * 1024;
    const engine = engineFor(policies, status, documentOf({ users: active }), { maximumMemory });
    const large = { ...u1, many: Array.from({ length: 200_000 }, (_, i) => i) };
    for (let i = 0; i < 20; i++) {
      assert.equal(engine.evaluate(status, large).kind, 'failed');
      assert.deepEqual(engine.evaluate(status, u1), { kind: 'defined', result: 'active' });
    }
    assert.ok(engine.memory <= maximumMemory);
  });

  it('for a conflict between rules is a failure that says where, and the next one is not', () => {
    const conflict = 'cases/conflicting_rules/result';
    const engine = engineFor(policies, conflict, documentOf({ users: active }));
    const evaluation = engine.evaluate(conflict, { ...u1, index: 0 });
    assert.ok(evaluation.kind === 'failed' && evaluation.message.includes('conflicting_rules.rego:5:1'));
    assert.deepEqual(engine.evaluate(conflict, { ...u1, index: 1 }), { kind: 'defined', result: 'active' });
  });

  it(`${allFailures} times, then a good one`, () => {
    const document = documentOf({ users: active, teams: { t1: {} } });
    const engine = engineFor(policies, status, document);
    const bad = failing['a lone surrogate'];
    engine.evaluate(status, bad);
    collectGarbage();
    const [memory, process0] = [engine.memory, process.memoryUsage().rss];
    for (let i = 0; i < allFailures; i++) {
      if (engine.evaluate(status, bad).kind !== 'failed') assert.fail(`number ${i} did not fail`);
    }
    assert.deepEqual(engine.evaluate(status, u1), { kind: 'defined', result: 'active' });
    document.applyDelta({ epoch: 1, number: 2 }, [
      { collection: 'users', key: 'u1', document: '{"status":"changed"}' },
    ]);
    assert.deepEqual(engine.evaluate(status, u1), { kind: 'defined', result: 'changed' });
    assert.equal(engine.memory, memory);
    collectGarbage();
    assert.ok(process.memoryUsage().rss - process0 < 200 * 1024 * 1024);
  });
});
