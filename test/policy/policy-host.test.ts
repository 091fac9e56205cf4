import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it, type TestContext } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync, gzipSync } from 'node:zlib';
import { packTar, unpackTar } from 'modern-tar';
import { createDataDocument } from '../../src/data/data-document.ts';
import { packageRoot } from '../../src/package-root.ts';
import { decide } from '../../src/policy/decide.ts';
import { PolicyHost, type PolicyHostOptions } from '../../src/policy/policy-host.ts';
import { logLines } from '../support/log-lines.ts';
import { runs } from '../support/runs.ts';
import { casesBundle } from './fixtures/build-cases.ts';
import { longBundle } from './fixtures/build-long.ts';
import { documentOf, loadSnapshot } from './support/small-policies.ts';

const reloads = runs(50);
const megabyte = 1024 * 1024;

const company = {
  permissions: { 'assets.view': { category: 'CMDB', resource_types: { asset: true } } },
  roles: { tech: { permissions: { 'assets.view': 'all' } } },
  users: {
    u1: {
      status: 'active',
      roles: [{ role: 'tech' }],
      grants: {},
      denials: {},
      organizations: [],
      teams: [],
    },
  },
  organizations: {},
  teams: {},
  fields: {},
};
const allowed = {
  subject: { type: 'user', id: 'u1' },
  action: { name: 'assets.view' },
  resource: { type: 'asset', id: 'a1' },
};

let shipped: Uint8Array;
let long: Uint8Array;
let cases: Uint8Array;
before(async () => {
  shipped = await readFile(join(packageRoot, 'bundles/policy.tar.gz'));
  long = await readFile(longBundle);
  cases = await readFile(casesBundle);
});

function hostFor(t: TestContext, options: Partial<PolicyHostOptions> = {}): PolicyHost {
  const host = new PolicyHost({
    data: documentOf(company),
    demands: { decision: 'authz/decision' },
    ...options,
  });
  t.after(() => host.close());
  return host;
}

/** The shipped policy with files changed, or taken out where the change gives undefined. */
async function changed(
  changes: Record<string, (content: Buffer) => string | undefined>,
): Promise<Uint8Array> {
  const files = await unpackTar(gunzipSync(shipped));
  const kept = files.flatMap(({ header, data = new Uint8Array() }) => {
    const change = changes[header.name.replace(/^\//, '')];
    const body = change === undefined ? data : change(Buffer.from(data));
    if (body === undefined) return [];
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    return [{ header: { ...header, size: bytes.byteLength }, body: new Uint8Array(bytes) }];
  });
  return gzipSync(await packTar(kept));
}

const renamed = (revision: string) =>
  changed({
    '.manifest': (content) => JSON.stringify({ ...JSON.parse(content.toString()), revision }),
  });

describe('a policy host', () => {
  it('fails every evaluation before it has a policy, and decides with it afterwards', async (t) => {
    const host = hostFor(t);
    assert.equal(host.active, undefined);
    assert.equal(decide(host, 'authz/decision', allowed).reasons[0]?.code, 'evaluation_error');
    const { outcome } = await host.load(shipped);
    assert.equal(outcome, 'loaded');
    assert.equal(host.active, host);
    assert.deepEqual(decide(host, 'authz/decision', allowed), { allow: true, reasons: [], masks: [] });
    assert.equal(host.status.active?.revision, host.revision);
    assert.deepEqual(host.status.active?.entrypoints, host.entrypoints);
    assert.equal(host.status.lastLoad?.outcome, 'loaded');
  });

  it('takes a new policy between two decisions, while decisions go on', async (t) => {
    const host = hostFor(t);
    await host.load(await renamed('first'));
    const loading = renamed('second').then((bytes) => host.load(bytes));
    let done = false;
    void loading.then(() => {
      done = true;
    });
    const seen = new Set<string>();
    while (!done) {
      seen.add(host.revision);
      assert.equal(decide(host, 'authz/decision', allowed).allow, true);
      await new Promise(setImmediate);
    }
    assert.deepEqual([...seen].slice(0, 2), ['first', 'second'].slice(0, seen.size));
    assert.deepEqual(await loading, { outcome: 'loaded', revision: 'second' });
    assert.equal(host.revision, 'second');
  });

  it('follows the data with the new policy too', async (t) => {
    const data = documentOf(company);
    const host = hostFor(t, { data });
    await host.load(shipped);
    await host.load(shipped);
    data.applyDelta({ epoch: 1, number: 2 }, [{ collection: 'users', key: 'u1', document: null }]);
    assert.equal(decide(host, 'authz/decision', allowed).reasons[0]?.code, 'user_unknown');
  });

  it('sees what the data became while the policy was loaded', async (t) => {
    const users = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`x${i}`, { status: 'active' }]));
    const data = documentOf({ ...company, users: { ...company.users, ...users } });
    const host = hostFor(t, { data, engine: { limits: { sharedBytes: 100 * megabyte, turn: 0.1 } } });
    const loading = host.load(shipped);
    let number = 1;
    let done = false;
    void loading.then(() => {
      done = true;
    });
    while (!done) {
      number += 1;
      const document = JSON.stringify({
        ...company.users.u1,
        status: number % 2 === 0 ? 'active' : 'invited',
      });
      data.applyDelta({ epoch: 1, number }, [{ collection: 'users', key: 'u1', document }]);
      await new Promise(setImmediate);
    }
    assert.ok(number > 10);
    assert.equal((await loading).outcome, 'loaded');
    assert.equal(decide(host, 'authz/decision', allowed).allow, number % 2 === 0);
  });

  it('loads before there is data, and decides once there is', async (t) => {
    const data = createDataDocument();
    const host = hostFor(t, { data });
    assert.equal((await host.load(shipped)).outcome, 'loaded');
    assert.equal(decide(host, 'authz/decision', allowed).reasons[0]?.code, 'evaluation_error');
    loadSnapshot(data, company);
    assert.equal(decide(host, 'authz/decision', allowed).allow, true);
  });

  it('takes the last of several at once', async (t) => {
    const host = hostFor(t);
    const bundles = await Promise.all(['a', 'b', 'c', 'd'].map(renamed));
    const outcomes = await Promise.all(bundles.map((bytes) => host.load(bytes)));
    assert.equal(host.revision, 'd');
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['loaded', 'superseded', 'superseded', 'loaded'],
    );
  });

  it('asks what was under way of the policy that took its place', async (t) => {
    const host = hostFor(t, {
      demands: { decision: 'long/quick' },
      engine: { evaluation: { trying: 5, deadline: 20_000 } },
    });
    await host.load(long);
    const keys = Array.from({ length: 1200 }, (_, i) => i);
    const evaluation = host.evaluateFully('long/pairs', { keys });
    assert.ok(evaluation instanceof Promise);
    await host.load(long);
    assert.deepEqual(await evaluation, { kind: 'defined', result: 720_600 });
  });

  it('fails after it is closed', async (t) => {
    const host = hostFor(t);
    await host.load(shipped);
    const loading = host.load(shipped);
    host.close();
    assert.equal((await loading).outcome, 'refused');
    assert.equal(host.evaluate('authz/decision', allowed).kind, 'failed');
  });
});

describe('a policy bundle that is no good', () => {
  const bad: Record<string, { bytes: () => Promise<Uint8Array> | Uint8Array; message: RegExp }> = {
    'that is cut short': { bytes: () => shipped.subarray(0, shipped.length / 2), message: /ends too early/ },
    'that is empty': { bytes: () => new Uint8Array(), message: /ends too early|not a gzip file/ },
    'that is something else': { bytes: () => Buffer.from('hello'), message: /not a gzip file/ },
    'built for another entrypoint': {
      bytes: () => cases,
      message: /no entrypoint authz\/decision; it has cases\//,
    },
    'without its module': {
      bytes: () => changed({ 'policy.wasm': () => undefined }),
      message: /no policy\.wasm/,
    },
    'with a module that is none': {
      bytes: () => changed({ 'policy.wasm': () => 'nothing' }),
      message: /compiled/,
    },
    'whose module needs a builtin that is not there': {
      // As long as the name it stands for, so that the module stays whole.
      bytes: async () => {
        const files = await unpackTar(gunzipSync(shipped));
        const wasm = Buffer.from(files.find(({ header }) => header.name.endsWith('.wasm'))?.data ?? []);
        wasm.write('some.own_x', wasm.indexOf('time.now_ns'));
        return gzipSync(
          await packTar(
            files.map(({ header, data = new Uint8Array() }) => ({
              header,
              body: header.name.endsWith('.wasm') ? new Uint8Array(wasm) : data,
            })),
          ),
        );
      },
      message: /builtins that are not there: some\.own_x/,
    },
  };
  for (const [what, { bytes, message }] of Object.entries(bad)) {
    it(`is refused, and the old one stays: one ${what}`, async (t) => {
      const { log, lines } = logLines();
      const host = hostFor(t, { engine: { log } });
      await host.load(shipped);
      const { active } = host.status;
      const outcome = await host.load(await bytes());
      assert.ok(outcome.outcome === 'refused');
      assert.match(outcome.error, message);
      assert.deepEqual(host.status.active, active);
      const { lastLoad } = host.status;
      assert.ok(lastLoad?.outcome === 'refused' && lastLoad.error === outcome.error);
      assert.ok(Math.abs(lastLoad.at - Date.now()) < 60_000);
      assert.deepEqual([host.status.loads, host.status.refusals], [1, 1]);
      const line = lines.find(({ msg }) => String(msg).includes('refused'));
      assert.equal(line?.error, outcome.error);
      assert.equal(decide(host, 'authz/decision', allowed).allow, true);
      assert.equal((await host.load(shipped)).outcome, 'loaded');
    });
  }

  it('is refused where the decision is no decision', async (t) => {
    const host = hostFor(t, { demands: { decision: 'long/pairs' } });
    const outcome = await host.load(long);
    assert.ok(outcome.outcome === 'refused');
    assert.match(outcome.error, /long\/pairs is no decision/);
  });

  it('is refused where another rule that will be asked for is missing', async (t) => {
    const host = hostFor(t, { demands: { decision: 'authz/decision', others: ['filters/include'] } });
    const outcome = await host.load(shipped);
    assert.ok(outcome.outcome === 'refused');
    assert.match(outcome.error, /no entrypoint filters\/include/);
  });

  it('is refused where a rule does not come to an end on the data', async (t) => {
    const records = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`r${i}`, { number: i }]));
    const host = hostFor(t, {
      data: documentOf({ records }),
      demands: { decision: 'long/quick', others: ['long/records'] },
      engine: { evaluation: { deadline: 100, trying: 10 } },
    });
    const outcome = await host.load(long);
    assert.ok(outcome.outcome === 'refused');
    assert.match(outcome.error, /long\/records fails .* deadline of 100 ms/);
    assert.equal(host.active, undefined);
  });

  it('is refused where the data does not fit into the memory it is given', async (t) => {
    const records = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`r${i}`, { number: i }]));
    const host = hostFor(t, {
      data: documentOf({ records }),
      demands: { decision: 'long/quick', others: ['long/records'] },
      engine: { limits: { maximumMemory: 4 * megabyte } },
    });
    const outcome = await host.load(long);
    assert.ok(outcome.outcome === 'refused');
    assert.match(outcome.error, /policy data can't be loaded/);
  });
});

describe('reloading', () => {
  it(`${reloads} times leaves memory where it was`, async (t) => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const settle = async () => {
      for (let i = 0; i < 5; i++) {
        collect();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const { rss, heapUsed, external } = process.memoryUsage();
      return { rss, heapUsed, external };
    };
    const host = hostFor(t, { data: documentOf({}), demands: { decision: 'long/quick' } });
    const load = async (times: number) => {
      for (let i = 0; i < times; i++) {
        assert.equal((await host.load(long)).outcome, 'loaded');
        assert.deepEqual(host.evaluate('long/quick', { value: true }), { kind: 'defined', result: true });
      }
    };
    // What is kept of the first ones (compiled code of this program, caches) is no leak.
    await load(reloads / 2);
    const before = await settle();
    await load(reloads);
    const after = await settle();
    t.diagnostic(
      Object.entries(after)
        .map(
          ([name, bytes]) =>
            `${name} ${(bytes / megabyte).toFixed(1)} MiB, ` +
            `${((bytes - before[name as keyof typeof before]) / megabyte).toFixed(1)} more`,
        )
        .join('; '),
    );
    assert.ok(after.heapUsed - before.heapUsed < 5 * megabyte);
    assert.ok(after.external - before.external < 5 * megabyte);
    assert.ok(after.rss - before.rss < 50 * megabyte);
  });
});
