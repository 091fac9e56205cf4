import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { shippedPolicy } from '../../../src/policy/build/shipped-policy.ts';
import { type PolicyBundle, readPolicyBundle } from '../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../src/policy/create-policy-engine.ts';
import type { PolicyEngine } from '../../../src/policy/policy-engine.ts';
import { Random } from '../../policy/support/random.ts';
import { runs } from '../../support/runs.ts';
import { change, type Data, documentOf, searchApi } from './support.ts';

const ACTIONS = ['assets.view', 'assets.edit', 'assets.delete'];
const TYPES = { resource_types: { asset: true } };
const RESOURCE = { type: 'asset', id: 'a1', properties: { team: 't1' } };

const roleRecord = (random: Random) => ({
  permissions: Object.fromEntries(random.some(ACTIONS).map((name) => [name, random.pick(['all', 'team'])])),
});
const userRecord = (random: Random) => ({
  status: random.chance(0.9) ? 'active' : 'deactivated',
  roles: random.chance(0.1) ? [{ role: random.pick(['r1', 'r2', 'r3', 'r9']) }] : [],
  grants: random.chance(0.05) ? { [random.pick(ACTIONS)]: [{ scope: 'all' }] } : {},
  denials: random.chance(0.05) ? { [random.pick(ACTIONS)]: {} } : {},
  organizations: [],
  teams: random.chance(0.5) ? ['t1'] : [],
});

const name = (n: number) => `u${String(n).padStart(4, '0')}`;

function company(random: Random, users: number): Data {
  return {
    users: Object.fromEntries(Array.from({ length: users }, (_, n) => [name(n), userRecord(random)])),
    roles: { r1: roleRecord(random), r2: roleRecord(random), r3: roleRecord(random) },
    permissions: Object.fromEntries(ACTIONS.map((action) => [action, TYPES])),
    teams: { t1: { organization: 'o1' } },
    organizations: { o1: { limits: {} } },
    fields: {},
    resources: {},
  };
}

/** The engine, counting the subjects that it is asked about. */
function counting(engine: PolicyEngine, asked: { count: number }): PolicyEngine {
  return {
    revision: engine.revision,
    entrypoints: engine.entrypoints,
    allowsOnlyHolders: (entrypoint) => engine.allowsOnlyHolders?.(entrypoint) ?? false,
    evaluate(entrypoint, input) {
      asked.count += 1;
      return engine.evaluate(entrypoint, input);
    },
    close: () => engine.close(),
  };
}

describe('subject search by who holds the permission', () => {
  let bundle: PolicyBundle;
  before(async () => {
    bundle = await readPolicyBundle(await readFile(shippedPolicy.bundle));
  });

  async function setUp(t: TestContext, data: Data, limits: object) {
    const document = documentOf(data);
    const engine = await createPolicyEngine(bundle, document, {});
    const asked = { count: 0 };
    const indexed = searchApi({
      document,
      engine: counting(engine, asked),
      limits: { indexed: 0, ...limits },
    });
    const plain = searchApi({ document, engine, limits: { indexed: Number.POSITIVE_INFINITY } });
    t.after(async () => {
      await Promise.all([indexed.close(), plain.close()]);
      engine.close();
    });
    return { document, indexed, plain, asked };
  }

  const request = (action: string) => ({
    subject: { type: 'user' },
    action: { name: action },
    resource: RESOURCE,
  });

  /** Searches until the index is there, which nobody has to wait for. */
  async function untilIndexed(asked: { count: number }, search: () => Promise<unknown>, fewer: number) {
    for (let tries = 0; ; tries++) {
      asked.count = 0;
      await search();
      if (asked.count < fewer) return;
      assert.ok(tries < 200, `${asked.count} subjects are still asked about`);
      await sleep(10);
    }
  }

  test('asks only about holders once they are known, and finds the same', async (t) => {
    const { indexed, plain, asked } = await setUp(t, company(new Random(1), 1500), {});
    for (const action of ACTIONS) {
      const expected = await plain.all('subject', request(action));
      assert.ok(expected.length > 0 && expected.length < 200);
      assert.deepEqual(await indexed.all('subject', request(action)), expected);
      await untilIndexed(asked, () => indexed.all('subject', request(action), 7), 300);
      assert.deepEqual(await indexed.all('subject', request(action), 7), expected);
    }
    asked.count = 0;
    assert.deepEqual(await indexed.all('subject', request('assets.unknown')), []);
    assert.equal(asked.count, 0);
  });

  test('follows every change of users and roles, and new snapshots', async (t) => {
    const seed = Number(process.env.POSTERN_TEST_SEED ?? Date.now() % 2 ** 32);
    const random = new Random(seed);
    const { document, indexed, plain, asked } = await setUp(t, company(random, 300), {});
    await untilIndexed(asked, () => indexed.all('subject', request('assets.view')), 200);
    for (let round = 0; round < runs(60); round++) {
      for (let n = 0; n < 1 + random.below(4); n++) {
        const user = name(random.below(310));
        if (random.chance(0.7))
          change(document, 'users', user, random.chance(0.2) ? undefined : userRecord(random));
        else
          change(
            document,
            'roles',
            `r${1 + random.below(9)}`,
            random.chance(0.2) ? undefined : roleRecord(random),
          );
      }
      if (random.chance(0.05)) {
        const snapshot = document.beginSnapshot();
        for (const [collection, records] of Object.entries(company(random, 300))) {
          snapshot.setValue(collection, JSON.stringify(records));
        }
        snapshot.commit({ epoch: (document.revision?.epoch ?? 1) + 1, number: 1 });
      }
      const action = random.pick(ACTIONS);
      const expected = await plain.all('subject', request(action));
      const found = await indexed.all('subject', request(action), 1 + random.below(20));
      assert.deepEqual(found, expected, `seed ${seed}, round ${round}`);
    }
  });

  test('what too many hold is searched among everybody, within bounds of memory', async (t) => {
    const data = company(new Random(3), 400);
    for (const limits of [{ holders: 5 }, { indexEntries: 10 }]) {
      const { indexed, plain } = await setUp(t, data, limits);
      for (const action of ACTIONS) {
        for (let again = 0; again < 3; again++) {
          assert.deepEqual(
            await indexed.all('subject', request(action), 9),
            await plain.all('subject', request(action)),
          );
          await sleep(5);
        }
      }
    }
  });

  test('a policy that allows others too is asked about everybody', async (t) => {
    const document = documentOf({ ...company(new Random(4), 200), resources: {} });
    const asked = { count: 0 };
    const open: PolicyEngine = {
      revision: 'open',
      entrypoints: ['authz/decision'],
      allowsOnlyHolders: () => false,
      evaluate: () => ({ kind: 'defined', result: true }),
      close() {},
    };
    const { all, close } = searchApi({ document, engine: counting(open, asked), limits: { indexed: 0 } });
    t.after(close);
    for (let again = 0; again < 3; again++) {
      assert.equal((await all('subject', request('assets.view'))).length, 200);
      await sleep(10);
    }
    assert.equal(asked.count, 600);
  });
});
