import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { BUNDLE_TYPE } from '../../src/data/bundles/manifest.ts';
import { formatRevision } from '../../src/data/revision.ts';
import { createPool } from '../../src/db/pool.ts';
import { readRevision } from '../../src/db/transaction.ts';
import { createBundleServer } from '../../src/publish/bundle-server.ts';
import { SharedDeltas } from '../../src/publish/bundles/shared-deltas.ts';
import { COLLECTIONS } from '../../src/publish/collections.ts';
import { type Answer, getBundle, unpackBundle } from '../support/bundle-request.ts';
import { serveBundles } from '../support/bundle-server.ts';
import { testDatabase } from '../support/database.ts';

const DELTA = { prefer: 'modes=snapshot,delta;removals=lenient' };

function setOrganization(pool: pg.Pool, id: string, code = id): Promise<unknown> {
  return pool.query(
    `INSERT INTO organizations (id, code, name) VALUES ($1, $2, 'x')
     ON CONFLICT (id) DO UPDATE SET code = excluded.code`,
    [id, code],
  );
}

async function tag(pool: pg.Pool): Promise<string> {
  return `"${formatRevision(await readRevision(pool))}"`;
}

/** Asks until the server has learnt of everything committed; it hears of a commit a moment after it. */
async function upToDate(pool: pg.Pool, ask: () => Promise<Answer>): Promise<Answer> {
  const current = formatRevision(await readRevision(pool));
  for (let tries = 0; ; tries++) {
    const answer = await ask();
    const etag = answer.headers.etag ?? '';
    if (tries === 200 || (answer.status === 200 && etag.slice(1, -1).split('.', 2).join('.') === current)) {
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('data bundle', () => {
  it('is a snapshot of every collection, its keys in order, named by its revision', async (t) => {
    const { pool, url } = await testDatabase(t);
    const odd = ['a/b', 'Z', 'ä', 'a', '😀', 'q"\\\n\t\u0001', '\ue000', ' '];
    for (const id of odd) await setOrganization(pool, id, `code of ${id}`);
    const { dataUrl } = await serveBundles(t, url);
    const answer = await getBundle(dataUrl);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.etag, await tag(pool));
    assert.equal(answer.headers['content-type'], BUNDLE_TYPE);
    const files = await unpackBundle(answer.body);
    assert.deepEqual([...files.keys()], ['/.manifest', '/data.json']);
    assert.deepEqual(JSON.parse(files.get('/.manifest') ?? ''), {
      revision: formatRevision(await readRevision(pool)),
      roots: [...COLLECTIONS],
    });
    const data = JSON.parse(files.get('/data.json') ?? '') as Record<string, Record<string, unknown>>;
    assert.deepEqual(Object.keys(data), [...COLLECTIONS]);
    const inBytes = odd.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(Object.keys(data.organizations ?? {}), inBytes);
    assert.deepEqual(data.organizations?.['q"\\\n\t\u0001'], { code: 'code of q"\\\n\t\u0001', limits: {} });
    assert.deepEqual(data.users, {});
  });

  it('holds all of many records', async (t) => {
    const { pool, url } = await testDatabase(t);
    await pool.query(
      "INSERT INTO organizations (id, code, name) SELECT n::text, n::text, 'x' FROM generate_series(1, 4321) AS n",
    );
    const { dataUrl } = await serveBundles(t, url);
    const files = await unpackBundle((await getBundle(dataUrl)).body);
    const data = JSON.parse(files.get('/data.json') ?? '') as { organizations: object };
    assert.equal(Object.keys(data.organizations).length, 4321);
  });

  it('is not sent to a client that has it', async (t) => {
    const { pool, url } = await testDatabase(t);
    const { dataUrl } = await serveBundles(t, url);
    const current = await tag(pool);
    for (const known of [current, `W/${current}`, `"1.1", ${current}`, `"abc", ${current}`]) {
      const answer = await getBundle(dataUrl, { ...DELTA, 'if-none-match': known });
      assert.equal(answer.status, 304, known);
      assert.equal(answer.headers.etag, current);
      assert.equal(answer.body.length, 0);
    }
    assert.equal((await getBundle(dataUrl, { ...DELTA, 'if-none-match': '"abc"' })).status, 200);
  });

  it('is a delta for a client that takes one, with each record as it is last', async (t) => {
    const { pool, url } = await testDatabase(t);
    await setOrganization(pool, 'gone');
    const base = await tag(pool);
    await pool.query("DELETE FROM organizations WHERE id = 'gone'");
    await setOrganization(pool, 'a~b/c%d');
    await setOrganization(pool, 'a', '1');
    await setOrganization(pool, 'a', '2');
    const { dataUrl } = await serveBundles(t, url);
    const answer = await getBundle(dataUrl, { ...DELTA, 'if-none-match': base });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.etag, await tag(pool));
    assert.equal(answer.headers['content-type'], BUNDLE_TYPE);
    const files = await unpackBundle(answer.body);
    assert.deepEqual([...files.keys()], ['/.manifest', '/patch.json']);
    assert.deepEqual(JSON.parse(files.get('/.manifest') ?? ''), {
      revision: formatRevision(await readRevision(pool)),
      roots: [...COLLECTIONS],
      metadata: { postern: { base: JSON.parse(base) as string } },
    });
    const upsert = (key: string, value: unknown) => ({ op: 'upsert', path: `/organizations/${key}`, value });
    assert.deepEqual(JSON.parse(files.get('/patch.json') ?? ''), {
      data: [
        { op: 'remove', path: '/organizations/gone' },
        upsert('a~0b~1c%25d', { code: 'a~b/c%d', limits: {} }),
        upsert('a', { code: '2', limits: {} }),
      ],
    });
    const whole = await getBundle(dataUrl, { prefer: 'modes=snapshot', 'if-none-match': base });
    assert.ok((await unpackBundle(whole.body)).has('/data.json'));
  });

  it('sets to null what a stock OPA may not hold, and removes it by the delta after that', async (t) => {
    const { pool, url } = await testDatabase(t);
    await setOrganization(pool, 'held');
    const base = await readRevision(pool);
    const { dataUrl } = await serveBundles(t, url);
    const stock = async (known: string) => {
      const answer = await upToDate(pool, () =>
        getBundle(dataUrl, { prefer: 'modes=snapshot,delta', 'if-none-match': known }),
      );
      assert.equal(answer.status, 200);
      const patch = JSON.parse((await unpackBundle(answer.body)).get('/patch.json') ?? '{}') as {
        data: { op: string; path: string; value?: unknown }[];
      };
      const operations = patch.data.map(
        ({ op, path, value }) => `${op} ${path}${value === null ? ' null' : ''}`,
      );
      return { operations, etag: answer.headers.etag ?? '' };
    };
    await pool.query("DELETE FROM organizations WHERE id = 'held'");
    const next = await stock(`"${formatRevision(base)}"`);
    assert.deepEqual(next, { operations: ['remove /organizations/held'], etag: await tag(pool) });

    await setOrganization(pool, 'first');
    const { etag } = await stock(next.etag);
    const { number } = await readRevision(pool);
    await pool.query("DELETE FROM organizations WHERE id = 'first'");
    for (const id of ['brief', 'again']) await setOrganization(pool, id);
    for (const id of ['brief', 'again']) await pool.query('DELETE FROM organizations WHERE id = $1', [id]);
    const nulls = await stock(etag);
    assert.deepEqual(nulls.operations, [
      'remove /organizations/first',
      'upsert /organizations/brief null',
      'upsert /organizations/again null',
    ]);
    assert.equal(nulls.etag, `"${formatRevision(await readRevision(pool))}.${number + 1}"`);
    await setOrganization(pool, 'again');
    const removed = await stock(nulls.etag);
    assert.deepEqual(removed.operations, ['remove /organizations/brief', 'upsert /organizations/again']);
    assert.equal(removed.etag, await tag(pool));
  });

  it('is a snapshot where no delta leads on: another epoch, trimmed removals, a revision ahead', async (t) => {
    const { pool, url } = await testDatabase(t);
    await setOrganization(pool, 'a');
    const { epoch, number } = await readRevision(pool);
    await pool.query("DELETE FROM organizations WHERE id = 'a'");
    await pool.query('SELECT trim_removals(0)');
    const { dataUrl } = await serveBundles(t, url);
    for (const known of [
      `"${epoch}.${number}"`,
      `"${epoch - 1}.${number + 1}"`,
      `"${epoch}.${number + 9}"`,
    ]) {
      const answer = await getBundle(dataUrl, { ...DELTA, 'if-none-match': known });
      assert.equal(answer.status, 200, known);
      assert.ok((await unpackBundle(answer.body)).has('/data.json'), known);
    }
  });
});

describe('long poll for data', () => {
  const waiting = (seconds: number) => ({ prefer: `modes=snapshot,delta;wait=${seconds}` });

  it('ends with 304 after the time asked for', async (t) => {
    const { pool, url } = await testDatabase(t);
    const { dataUrl } = await serveBundles(t, url);
    const answer = await getBundle(dataUrl, { ...waiting(1), 'if-none-match': await tag(pool) });
    assert.equal(answer.status, 304);
    assert.ok(answer.took >= 990 && answer.took < 20_000, `${answer.took} ms`);
  });

  it('is answered by the commit, for all who wait', async (t) => {
    const { pool, url } = await testDatabase(t);
    const { dataUrl } = await serveBundles(t, url, { pollMs: 60_000 });
    await getBundle(dataUrl);
    const delays: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      const known = { ...waiting(30), 'if-none-match': await tag(pool) };
      const asked = Array.from({ length: 10 }, () => getBundle(dataUrl, known));
      await sleep(20);
      await setOrganization(pool, `o${turn}`);
      const committed = performance.now();
      for (const { status, at, body } of await Promise.all(asked)) {
        assert.equal(status, 200);
        assert.match(
          (await unpackBundle(body)).get('/patch.json') ?? '',
          new RegExp(`/organizations/o${turn}"`),
        );
        delays.push(Math.max(0, at - committed));
      }
    }
    delays.sort((a, b) => a - b);
    t.diagnostic(
      `10 waiting clients, from the commit to the delta: p50 ${delays[100]?.toFixed(1)} ms, p99 ${delays[197]?.toFixed(1)} ms`,
    );
    assert.ok((delays[100] ?? 0) < 500);
  });

  it('finds by polling what no notification told', async (t) => {
    const { pool, url } = await testDatabase(t);
    const { dataUrl } = await serveBundles(t, url, { pollMs: 50 });
    const asked = getBundle(dataUrl, { ...waiting(30), 'if-none-match': await tag(pool) });
    await sleep(100);
    await pool.query('ALTER TABLE changed_transactions DISABLE TRIGGER take_revision');
    await pool.query(`INSERT INTO policy_document
                      SELECT 'organizations', 'o1', number + 1, '{"code": "quiet"}' FROM revision`);
    await pool.query('UPDATE revision SET number = number + 1');
    const answer = await asked;
    assert.equal(answer.status, 200);
    assert.ok(answer.took < 5000);
  });

  it('survives its database connection', async (t) => {
    const { pool, url } = await testDatabase(t);
    const { dataUrl } = await serveBundles(t, url, { pollMs: 60_000 });
    await getBundle(dataUrl);
    await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%revision%'`,
    );
    const known = await tag(pool);
    await setOrganization(pool, 'after');
    let answer = await getBundle(dataUrl, { ...waiting(30), 'if-none-match': known });
    for (let tries = 0; answer.status === 503 && tries < 50; tries += 1) {
      await sleep(100);
      answer = await getBundle(dataUrl, { ...waiting(30), 'if-none-match': known });
    }
    assert.equal(answer.status, 200);
  });

  it('turns away more clients than may wait', async (t) => {
    const { pool, url } = await testDatabase(t);
    const { app, dataUrl } = await serveBundles(t, url, { waiting: 3 });
    await getBundle(dataUrl);
    const known = { ...waiting(30), 'if-none-match': await tag(pool) };
    const asked = Array.from({ length: 3 }, () => getBundle(dataUrl, known));
    await sleep(100);
    const answer = await getBundle(dataUrl, known);
    assert.equal(answer.status, 503);
    assert.equal(answer.headers['retry-after'], '1');
    const began = performance.now();
    await app.close();
    for (const { status } of await Promise.all(asked)) assert.equal(status, 503);
    assert.ok(performance.now() - began < 20_000, 'closing ends what waits');
  });

  it('forgets a client that went away', async (t) => {
    const { pool, url } = await testDatabase(t);
    const { dataUrl } = await serveBundles(t, url, { waiting: 1 });
    await getBundle(dataUrl);
    const known = { ...waiting(30), 'if-none-match': await tag(pool) };
    const going = request(dataUrl, { headers: known }).on('error', () => undefined);
    going.end();
    await sleep(100);
    assert.equal((await getBundle(dataUrl, known)).status, 503);
    going.destroy();
    await sleep(100);
    assert.equal((await getBundle(dataUrl, { ...DELTA, 'if-none-match': await tag(pool) })).status, 304);
  });
});

describe('bundle server', () => {
  it('answers 503 while its database is away', async (t) => {
    const pool = createPool('postgres://127.0.0.1:1/none');
    const quiet = { info() {}, warn() {}, error() {} };
    const app = createBundleServer({ pool, policyBundle: () => undefined, log: quiet });
    t.after(() => app.close());
    for (const headers of [{}, { ...DELTA, 'if-none-match': '"1.1"' }]) {
      const answer = await app.inject({ url: '/bundles/data.tar.gz', headers });
      assert.equal(answer.statusCode, 503);
      assert.equal(answer.headers['retry-after'], '1');
    }
  });

  it('demands one of its tokens', async (t) => {
    const { url } = await testDatabase(t);
    const { dataUrl, policyUrl } = await serveBundles(t, url, { tokens: ['secret-one', 'secret-two'] });
    for (const place of [dataUrl, policyUrl]) {
      assert.equal((await getBundle(place)).status, 401);
      assert.equal((await getBundle(place, { authorization: 'Bearer secret' })).status, 401);
    }
    assert.equal((await getBundle(dataUrl, { authorization: 'Bearer secret-two' })).status, 200);
  });

  it('ends the transaction of a snapshot whose client went away or stopped reading', async (t) => {
    const { pool, url } = await testDatabase(t);
    await pool.query(
      `INSERT INTO resources (type, id, attributes)
       SELECT 'asset', n::text, jsonb_build_object('noise', string_agg(md5(n || '-' || m), ''))
       FROM generate_series(1, 20000) AS n, generate_series(1, 40) AS m GROUP BY n`,
    );
    const { dataUrl } = await serveBundles(t, url, { stallMs: 300 });
    for (const leaves of [true, false]) {
      const client = request(dataUrl).on('error', () => undefined);
      client.end();
      const [response] = await once(client, 'response');
      response.on('error', () => undefined);
      if (leaves) client.destroy();
      for (let tries = 0; ; tries += 1) {
        const { rowCount } = await pool.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND xact_start IS NOT NULL`,
        );
        if (rowCount === 0) break;
        assert.ok(tries < 100, 'the transaction goes on');
        await sleep(100);
      }
      client.destroy();
    }
    assert.equal((await getBundle(dataUrl)).status, 200);
  });

  it('reads the database once for clients that stand at one revision', async (t) => {
    const { pool } = await testDatabase(t);
    const from = await readRevision(pool);
    await setOrganization(pool, 'a');
    const deltas = new SharedDeltas(pool);
    const current = await readRevision(pool);
    const read = (known: typeof from) =>
      deltas.read({ revision: from, nullsSince: undefined }, 'lenient', known);
    const [first, second] = await Promise.all([read(current), read(current)]);
    assert.equal(first, second);
    assert.equal(await read(current), first);
    await setOrganization(pool, 'b');
    const later = await read(await readRevision(pool));
    assert.ok(
      typeof later === 'object' &&
        typeof first === 'object' &&
        later.to.revision.number > first.to.revision.number,
    );
  });
});

describe('policy bundle', () => {
  it('is sent once, and again when it changes', async (t) => {
    const { url } = await testDatabase(t);
    let policy: { bytes: Buffer; revision: string } | undefined;
    const listeners = new Set<() => void>();
    const { policyUrl } = await serveBundles(t, url, {
      policyBundle: () => policy,
      onPolicyChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });
    assert.equal((await getBundle(policyUrl)).status, 503);
    policy = { bytes: Buffer.from('first'), revision: 'r1' };
    const answer = await getBundle(policyUrl, { prefer: 'modes=snapshot,delta;wait=30' });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.etag, '"r1"');
    assert.equal(answer.headers['content-type'], BUNDLE_TYPE);
    assert.equal(answer.body.toString(), 'first');
    assert.equal((await getBundle(policyUrl, { 'if-none-match': '"r1"' })).status, 304);
    const soon = await getBundle(policyUrl, { 'if-none-match': '"r1"', prefer: 'wait=1' });
    assert.equal(soon.status, 304);
    assert.ok(soon.took >= 990);

    const asked = getBundle(policyUrl, { 'if-none-match': '"r0", "r1"', prefer: 'wait=30' });
    await sleep(50);
    assert.equal(listeners.size, 1);
    policy = { bytes: Buffer.from('second'), revision: 'r2' };
    for (const listener of listeners) listener();
    assert.equal((await asked).body.toString(), 'second');
    assert.equal(listeners.size, 0);
  });
});
