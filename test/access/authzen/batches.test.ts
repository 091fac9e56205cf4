import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createMetrics } from '../../../src/access/metrics/metrics.ts';
import type { AccessOptions } from '../../../src/access/server.ts';
import { createDataDocument } from '../../../src/data/data-document.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../src/policy/create-policy-engine.ts';
import type { Evaluation, PolicyEngine } from '../../../src/policy/policy-engine.ts';
import { longBundle } from '../../policy/fixtures/build-long.ts';
import { pdp } from './support.ts';

const MANY = 10_000;
const batch = (length: number, more: object = {}) => ({
  subject: { type: 'user', id: 'u1' },
  action: { name: 'assets.view' },
  evaluations: Array.from({ length }, (_, index) => ({ resource: { type: 'asset', id: String(index) } })),
  ...more,
});
interface Answered {
  readonly evaluations: { decision: boolean; context: { revision: string; error?: { status: number } } }[];
}
const revisionsOf = ({ evaluations }: Answered) => [
  ...new Set(evaluations.map(({ context }) => context.revision)),
];

describe('a batch of evaluations', () => {
  test(`of ${MANY} is decided, one more is a 413 that says so`, async (t) => {
    const { post, asked } = pdp(t);
    const { status, body } = await post('evaluations', batch(MANY));
    assert.deepEqual([status, body.evaluations.length], [200, MANY]);
    asked.length = 0;
    const refused = await post('evaluations', batch(MANY + 1));
    assert.equal(refused.status, 413);
    assert.equal(refused.body.message, 'a request may ask for at most 10000 evaluations; this one has 10001');
    assert.deepEqual(asked, []);
  });

  test('is at one revision, which header and decisions name, whatever comes in on the way', async (t) => {
    // Each decision says at which revision it really was made.
    const { post, data, asked, events } = pdp(t, ({ resource }) => {
      spin(0.02);
      const reasons = [{ code: 'made_at', message: `${data.revision?.number}` }];
      return { allow: false, reasons, masks: [resource.id] };
    });
    let going = true;
    const changing = (async () => {
      for (let number = 2; going; number += 1) {
        data.applyDelta({ epoch: 1, number }, []);
        for (let wait = 0; wait < 5; wait += 1) await nextTurn();
      }
    })();
    const answers = await Promise.all([1, 2, 3].map(() => post('evaluations', batch(MANY / 4))));
    going = false;
    await changing;
    for (const { body, headers } of answers) {
      assert.deepEqual(
        body.evaluations.map(({ context }: { context: { masks: string[] } }) => context.masks[0]),
        batch(MANY / 4).evaluations.map(({ resource }) => resource.id),
      );
      const [revision, ...others] = revisionsOf(body);
      assert.deepEqual(others, []);
      assert.equal(headers['postern-revision'], revision);
      const made = body.evaluations.map(
        ({ context }: { context: { reasons: { message: string }[] } }) => `1.${context.reasons[0]?.message}`,
      );
      assert.deepEqual(new Set(made), new Set([revision]));
    }
    assert.ok(asked.length > (MANY / 4) * 3, 'the data changed on the way, so that some began anew');
    assert.equal(events.length, (MANY / 4) * 3, 'what was thrown away is not logged');
  });

  test('comes to an end where the data changes in every pause', async (t) => {
    const { post, data, asked } = pdp(t, () => spin(0.02));
    let number = 1;
    let going = true;
    const change = () => {
      if (!going) return;
      data.applyDelta({ epoch: 1, number: ++number }, []);
      setImmediate(change);
    };
    change();
    const { body } = await post('evaluations', batch(1000));
    going = false;
    assert.equal(body.evaluations.length, 1000);
    assert.equal(revisionsOf(body).length, 1);
    assert.ok(asked.length < 4000, 'what is decided in vain is bounded');
  });

  test('lets others be answered meanwhile', async (t) => {
    const { post, asked } = pdp(t, ({ resource }) => spin(resource.id === 'single' ? 0 : 0.05));
    const whole = post('evaluations', batch(2000));
    while (asked.length === 0) await nextTurn();
    await post('evaluation', { ...batch(0), resource: { type: 'asset', id: 'single' } });
    const before = asked.findIndex(({ resource }) => resource.id === 'single');
    await whole;
    assert.ok(before < 1999, 'the single evaluation was decided amid the batch');
  });

  test('has one entry in the decision log for each evaluation, also for one that can not be read', async (t) => {
    const { post, events } = pdp(t, ({ resource }) => resource.id === '0');
    const evaluations: { resource: { id?: string } }[] = [...batch(2).evaluations, { resource: {} }];
    const headers = { 'x-request-id': 'r-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
    await post('evaluations', batch(0, { evaluations }), headers);
    assert.deepEqual(
      events.map(({ path, input, result, revision, policyRevision, requestId, trace, error }) => ({
        path,
        resource: (input as { resource?: unknown } | undefined)?.resource,
        allow: (result as { allow: boolean } | undefined)?.allow,
        at: [revision, policyRevision],
        from: [requestId, trace?.spanId],
        error,
      })),
      [0, 1, 2].map((index) => ({
        path: 'authz/decision',
        resource: evaluations[index]?.resource.id === undefined ? undefined : evaluations[index]?.resource,
        allow: [true, false, undefined][index],
        at: ['1.1', 'policy-1'],
        from: ['r-1', 'b'.repeat(16)],
        error:
          index < 2
            ? undefined
            : { code: 'not_decided', message: 'evaluations[2]: resource.type is missing' },
      })),
    );
  });

  test('counts each of its decisions', async (t) => {
    const metrics = createMetrics({ process: false });
    const { post } = pdp(t, ({ resource }) => Number(resource.id) < 3, { metrics });
    await post('evaluations', batch(10));
    const text = await metrics.text();
    assert.match(text, /postern_decisions_total\{entrypoint="authz\/decision",result="allowed"\} 3\n/);
    assert.match(text, /postern_decisions_total\{entrypoint="authz\/decision",result="denied"\} 7\n/);
    assert.match(text, /postern_decision_duration_seconds_count\{entrypoint="authz\/decision"\} 10\n/);
  });

  test('of a policy that fails is all denials, and one line in the log', async (t) => {
    const engine = engineOf(() => ({ kind: 'failed', message: 'unreachable' }));
    const { post, lines } = pdp(t, undefined, { engine: () => engine });
    const { body } = await post('evaluations', batch(100));
    assert.ok(body.evaluations.every(({ decision }: { decision: boolean }) => decision === false));
    assert.equal(body.evaluations[99].context.reasons[0].code, 'evaluation_error');
    assert.deepEqual(
      lines.map(({ failures, reason }) => [failures, reason]),
      [[100, 'unreachable']],
    );
  });

  test('without a policy or without data is all denials', async (t) => {
    const without: Partial<AccessOptions>[] = [{ engine: () => undefined }, { data: createDataDocument() }];
    for (const options of without) {
      const { body } = await pdp(t, undefined, options).post('evaluations', batch(3));
      assert.deepEqual(
        body.evaluations.map(({ decision }: { decision: boolean }) => decision),
        [false, false, false],
      );
    }
  });

  test('sees one time, however long it takes', async (t) => {
    let now = 1_700_000_000_000_000_000n;
    const data = createDataDocument();
    data.beginSnapshot().commit({ epoch: 1, number: 1 });
    const bundle = await readPolicyBundle(await readFile(longBundle));
    const real = await createPolicyEngine(bundle, data, { now: () => (now += 1_000_000n) });
    t.after(() => real.close());
    const seen = new Set<unknown>();
    const engine = engineOf((_input, moment) => {
      spin(0.02);
      const evaluation = real.evaluate('long/now', { most: 1 }, moment);
      if (evaluation.kind === 'defined') seen.add((evaluation.result as number[])[0]);
      return { kind: 'defined', result: true };
    });
    const { post } = pdp(t, undefined, { engine: () => engine, data });
    await post('evaluations', batch(1000));
    assert.equal(seen.size, 1);
    await post('evaluation', { ...batch(0), resource: { type: 'asset', id: 'x' } });
    assert.equal(seen.size, 2);
  });

  test('of evaluations that go to another thread waits for them, at one revision', async (t) => {
    let inAll = 0;
    const engine = engineOf(() => ({ kind: 'undefined' }));
    const { post, data } = pdp(t, undefined, {
      engine: () => ({
        ...engine,
        evaluateFully: async () => {
          inAll += 1;
          await nextTurn();
          if (inAll === 5) data.applyDelta({ epoch: 1, number: 2 }, []);
          return { kind: 'defined', result: data.revision?.number === 2 };
        },
      }),
    });
    const { body } = await post('evaluations', batch(10));
    assert.equal(inAll, 15);
    assert.deepEqual(revisionsOf(body), ['1.2']);
    assert.ok(body.evaluations.every(({ decision }: { decision: boolean }) => decision));
  });

  test('whose evaluations never have one revision ends with decisions that each name their own', async (t) => {
    let number = 1;
    const engine = engineOf(() => ({ kind: 'undefined' }));
    const { post, data } = pdp(t, undefined, {
      engine: () => ({
        ...engine,
        evaluateFully: async () => {
          data.applyDelta({ epoch: 1, number: ++number }, []);
          return { kind: 'defined', result: true };
        },
      }),
    });
    const { body, headers } = await post('evaluations', batch(3));
    assert.equal(revisionsOf(body).length, 3);
    assert.equal(headers['postern-revision'], body.evaluations[0].context.revision, 'the earliest of them');
  });

  test('decides as single evaluations do, with the shipped policy', async (t) => {
    const data = createDataDocument();
    const writer = data.beginSnapshot();
    writer.add(
      'users',
      'u1',
      '{"status":"active","roles":[{"role":"tech"}],"teams":["t1"],"organizations":[]}',
    );
    writer.add('roles', 'tech', '{"permissions":{"assets.view":"team"}}');
    writer.add('permissions', 'assets.view', '{"category":"CMDB","resource_types":{"asset":true}}');
    writer.add('teams', 't1', '{"organization":"o1"}');
    writer.commit({ epoch: 1, number: 1 });
    const bundle = await readPolicyBundle(await readFile(join(packageRoot, 'bundles/policy.tar.gz')));
    const engine = await createPolicyEngine(bundle, data, {});
    t.after(() => engine.close());
    const { post } = pdp(t, undefined, { engine: () => engine, data });
    const request = batch(0, {
      evaluations: ['t1', 't2', 't1'].map((team) => ({
        resource: { type: 'asset', id: 'a', properties: { team } },
      })),
    });
    const { body } = await post('evaluations', request);
    const { evaluations, ...common } = request;
    for (const [index, evaluation] of evaluations.entries()) {
      assert.deepEqual(
        body.evaluations[index],
        (await post('evaluation', { ...common, ...evaluation })).body,
      );
    }
    assert.deepEqual(
      body.evaluations.map(({ decision }: { decision: boolean }) => decision),
      [true, false, true],
    );
  });
});

/** Takes so many milliseconds. */
function spin(milliseconds: number): true {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
  return true;
}

function engineOf(
  evaluate: (input: unknown, moment: Parameters<PolicyEngine['evaluate']>[2]) => Evaluation,
): PolicyEngine {
  return {
    revision: 'policy-1',
    entrypoints: ['authz/decision'],
    evaluate: (_entrypoint, input, moment) => evaluate(input, moment),
    close() {},
  };
}
