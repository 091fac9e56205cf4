import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it, type TestContext } from 'node:test';
import { type PolicyBundle, readPolicyBundle } from '../../src/policy/bundle.ts';
import {
  createPolicyEngine,
  type InspectablePolicyEngine,
  type PolicyEngineOptions,
} from '../../src/policy/create-policy-engine.ts';
import { decide, decideFully } from '../../src/policy/decide.ts';
import { type Evaluation, evaluateFully } from '../../src/policy/policy-engine.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { needsOpa, opa } from '../support/opa.ts';
import { buildLong, longBundle } from './fixtures/build-long.ts';
import { documentOf } from './support/small-policies.ts';

const keys = (count: number) => ({ keys: Array.from({ length: count }, (_, i) => i) });
const records = (count: number) => ({
  records: Object.fromEntries(Array.from({ length: count }, (_, i) => [`r${i}`, { number: i }])),
});
const question = {
  subject: { type: 'user', id: 'u' },
  action: { name: 'a' },
  resource: { type: 'r', id: 'r' },
};

/** Evaluations that would take minutes to years. */
const endless: Record<string, [entrypoint: string, input: object]> = {
  'four nested scans over 80 keys': ['long/nested', keys(80)],
  'nested scans over a collection': ['long/records', {}],
  'one call of a builtin': ['long/range', { most: 1_000_000_000 }],
  'a search in a long text': ['long/part', { text: 'a'.repeat(500_000), part: `${'a'.repeat(250_000)}b` }],
};

let bundle: PolicyBundle;
before(async () => {
  bundle = await readPolicyBundle(await readFile(longBundle));
});

async function engineOf(t: TestContext, options: PolicyEngineOptions = {}): Promise<InspectablePolicyEngine> {
  const engine = await createPolicyEngine(bundle, documentOf(records(20_000)), options);
  t.after(() => engine.close());
  return engine;
}

function assertUnfinished(evaluation: Evaluation, deadline: number): void {
  assert.ok(evaluation.kind === 'failed' && evaluation.unfinished === true, JSON.stringify(evaluation));
  assert.match(evaluation.message, new RegExp(`deadline of ${deadline} ms`));
}

describe('an evaluation that would not end', () => {
  for (const [what, [entrypoint, input]] of Object.entries(endless)) {
    it(`fails at its deadline: ${what}`, async (t) => {
      const engine = await engineOf(t, { evaluation: { blocking: 50 } });
      const began = performance.now();
      assertUnfinished(engine.evaluate(entrypoint, input), 50);
      assert.ok(performance.now() - began < 20_000);
      assert.deepEqual(engine.evaluate('long/quick', { value: 1 }), { kind: 'defined', result: 1 });
    });

    it(`fails at its deadline on another thread, while this one goes on: ${what}`, async (t) => {
      const engine = await engineOf(t, { evaluation: { trying: 5, deadline: 400 } });
      const evaluation = evaluateFully(engine, entrypoint, input);
      assert.ok(evaluation instanceof Promise);
      let decided = 0;
      const deciding = setInterval(() => {
        assert.equal(engine.evaluate('long/quick', { value: 1 }).kind, 'defined');
        decided += 1;
      }, 5);
      t.after(() => clearInterval(deciding));
      assertUnfinished(await evaluation, 400);
      assert.ok(decided > 10, `${decided} decisions meanwhile`);
    });
  }

  it('is a denial that says so', async (t) => {
    const engine = await engineOf(t, { evaluation: { blocking: 20, trying: 5, deadline: 100 } });
    const asked = { ...question, ...keys(80) };
    const decision = decide(engine, 'long/nested', asked);
    assert.equal(decision.allow, false);
    assert.deepEqual(
      decision.reasons.map(({ code }) => code),
      ['evaluation_error'],
    );
    assert.match(decision.reasons[0]?.message ?? '', /deadline of 20 ms/);
    const full = await decideFully(engine, 'long/nested', asked);
    assert.match(full.reasons[0]?.message ?? '', /deadline of 100 ms/);
  });

  it('gets its thread killed where it does not end by itself, and the next one a new thread', async (t) => {
    const engine = await engineOf(t, { evaluation: { trying: 5, deadline: 60_000, grace: -59_800 } });
    const began = performance.now();
    assertUnfinished(await evaluateFully(engine, 'long/nested', keys(80)), 60_000);
    assert.ok(performance.now() - began < 20_000);
    const before = engine.evaluate('long/quick', { value: 1 });
    assert.deepEqual(before, { kind: 'defined', result: 1 });
    assert.deepEqual(await evaluateFully(engine, 'long/nested', keys(8)), { kind: 'defined', result: 0 });
  });
});

describe('an evaluation that takes long', () => {
  const most = { evaluation: { trying: 5, deadline: 60_000 } };

  it('ends on another thread with the answer it would have had here', async (t) => {
    const engine = await engineOf(t, most);
    const evaluation = evaluateFully(engine, 'long/pairs', keys(1000));
    assert.ok(evaluation instanceof Promise);
    assert.deepEqual(await evaluation, { kind: 'defined', result: 500_500 });
  });

  it('has one clock reading there too', async (t) => {
    let readings = 0;
    const engine = await engineOf(t, {
      ...most,
      now: () => 1_700_000_000_000_000_000n + BigInt(++readings) * 1000n,
    });
    const evaluation = evaluateFully(engine, 'long/now', { most: 60_000 });
    assert.ok(evaluation instanceof Promise);
    const result = await evaluation;
    const now = Number(1_700_000_000_000_000_000n + BigInt(readings) * 1000n);
    assert.deepEqual(result, { kind: 'defined', result: [now, 60_000, now] });
  });

  it('sees the time of the moment it is given, as others do that are given the same', async (t) => {
    let readings = 0;
    const engine = await engineOf(t, {
      ...most,
      now: () => 1_700_000_000_000_000_000n + BigInt(++readings) * 1000n,
    });
    const moment = {};
    const quick = engine.evaluate('long/now', { most: 1 }, moment);
    const slow = evaluateFully(engine, 'long/now', { most: 60_000 }, moment);
    assert.ok(slow instanceof Promise);
    assert.deepEqual(quick, {
      kind: 'defined',
      result: [1_700_000_000_000_001_000, 1, 1_700_000_000_000_001_000],
    });
    assert.deepEqual(await slow, {
      kind: 'defined',
      result: [1_700_000_000_000_001_000, 60_000, 1_700_000_000_000_001_000],
    });
    assert.equal(readings, 1);
    assert.notDeepEqual(engine.evaluate('long/now', { most: 1 }), quick);
  });

  it('sees the policy data as it is when it begins', async (t) => {
    const document = documentOf(records(700));
    const engine = await createPolicyEngine(bundle, document, most);
    t.after(() => engine.close());
    assert.deepEqual(await evaluateFully(engine, 'long/records', {}), { kind: 'defined', result: 245_350 });
    document.applyDelta({ epoch: 1, number: 2 }, [
      { collection: 'records', key: 'r0', document: null },
      { collection: 'records', key: 'more', document: '{"number":-1}' },
      { collection: 'records', key: 'most', document: '{"number":1000000}' },
    ]);
    assert.deepEqual(await evaluateFully(engine, 'long/records', {}), { kind: 'defined', result: 246_051 });
  });

  it('comes back to this thread when it no longer does', async (t) => {
    const engine = await engineOf(t, most);
    await evaluateFully(engine, 'long/pairs', keys(1000));
    let answers = 0;
    for (let here = false; !here; answers++) {
      assert.ok(answers < 100, 'it stays on the other thread');
      const evaluation = evaluateFully(engine, 'long/pairs', keys(2));
      here = !(evaluation instanceof Promise);
      assert.deepEqual(await evaluation, { kind: 'defined', result: 3 });
    }
    assert.ok(answers > 1, 'the first of them goes where the long one went');
  });

  it('waits for those before it, up to a number and a time', async (t) => {
    const engine = await engineOf(t, { evaluation: { trying: 5, deadline: 300, waiting: 2 } });
    const asked = Array.from({ length: 4 }, () => evaluateFully(engine, 'long/nested', keys(80)));
    const messages = (await Promise.all(asked)).map((evaluation) =>
      evaluation.kind === 'failed' ? evaluation.message : evaluation.kind,
    );
    assert.match(messages[0] ?? '', /deadline of 300 ms/);
    assert.match(messages[3] ?? '', /too many/);
    assert.ok(messages.filter((message) => /too many/.test(message)).length >= 2);
  });

  it('fails when the engine is closed meanwhile', async (t) => {
    const engine = await engineOf(t, most);
    const asked = [1, 2].map(() => evaluateFully(engine, 'long/nested', keys(80)));
    engine.close();
    for (const evaluation of await Promise.all(asked)) {
      assert.deepEqual(evaluation, { kind: 'failed', message: 'the engine is closed' });
    }
  });

  it('is answered at once by an engine that knows of no other thread', () => {
    const engine = fakeEngine({ kind: 'defined', result: true });
    assert.deepEqual(evaluateFully(engine, 'authz/decision', {}), { kind: 'defined', result: true });
    assert.deepEqual(decideFully(engine, 'authz/decision', question), {
      allow: true,
      reasons: [],
      masks: [],
    });
  });
});

describe('a module that runs out of memory', () => {
  const options = { limits: { maximumMemory: 16 * 1024 * 1024 } };
  const large = { most: 2_000_000 };

  it('fails, and gives the memory back', async (t) => {
    const engine = await engineOf(t, { ...options, evaluation: { blocking: 60_000 } });
    for (let i = 0; i < 5; i++) {
      const evaluation = engine.evaluate('long/range', large);
      assert.ok(evaluation.kind === 'failed' && evaluation.unfinished === undefined);
      assert.equal(
        evaluation.message,
        'the policy needs more memory than the 16777216 bytes that it may have',
      );
      assert.deepEqual(engine.evaluate('long/quick', { value: i }), { kind: 'defined', result: i });
    }
    assert.ok(engine.memory <= options.limits.maximumMemory);
  });

  it('gives back what it took, however much that was', async (t) => {
    const engine = await engineOf(t, {
      limits: { maximumMemory: 80 * 1024 * 1024 },
      evaluation: { blocking: 60_000 },
    });
    const memory = engine.memory;
    assert.equal(engine.evaluate('long/range', large).kind, 'failed');
    await engine.settled();
    assert.ok(engine.memory <= memory, `${engine.memory}`);
  });

  it('fails on another thread too, and the next one does not', async (t) => {
    const engine = await engineOf(t, { ...options, evaluation: { trying: 1, deadline: 60_000 } });
    for (let i = 0; i < 3; i++) {
      const evaluation = await evaluateFully(engine, 'long/range', large);
      assert.ok(evaluation.kind === 'failed' && evaluation.unfinished === undefined);
    }
    assert.deepEqual(await evaluateFully(engine, 'long/range', { most: 10 }), {
      kind: 'defined',
      result: 10,
    });
  });
});

it('the fixture is what its Rego gives', needsOpa, async () => {
  assert.ok(Buffer.from(await buildLong(opa)).equals(await readFile(longBundle)));
});
