import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type BundleFeed, type BundleFeedOptions, createBundleFeed } from '../../src/data/bundle-feed.ts';
import { createDataDocument, type DataDocument } from '../../src/data/data-document.ts';
import type { Feed } from '../../src/data/feed.ts';
import { waitForRevision } from '../../src/data/wait-for-revision.ts';
import { readRevision } from '../../src/db/transaction.ts';
import { createPostgresFeed } from '../../src/publish/postgres-feed.ts';
import { seededRandom } from '../db/random.ts';
import { randomWrite } from '../db/random-writes.ts';
import { type ServedBundles, serveBundles } from '../support/bundle-server.ts';
import { cuttingProxy } from '../support/cutting-proxy.ts';
import { testDatabase } from '../support/database.ts';
import { runs } from '../support/runs.ts';

const SEED = Number(process.env.POSTERN_TEST_SEED ?? Date.now() % 2 ** 32);

interface Following {
  readonly document: DataDocument;
  readonly feed: BundleFeed;
  readonly messages: string[];
}

async function follow(
  t: Pick<TestContext, 'after'>,
  url: string,
  options: Partial<BundleFeedOptions> = {},
): Promise<Following> {
  const document = createDataDocument();
  const messages: string[] = [];
  const write = (_: unknown, message?: string) => void messages.push(message ?? '');
  const feed = createBundleFeed({ url, log: { info: write, warn: write }, ...options });
  t.after(() => feed.close());
  await feed.start(document);
  return { document, feed, messages };
}

function content(document: DataDocument): Map<string, Map<string, string>> {
  return new Map(document.collections().map((name) => [name, new Map(document.entries(name))]));
}

/** Waits until the document has every committed change, and compares it with what the database says. */
async function assertCaughtUp(pool: pg.Pool, url: string, document: DataDocument): Promise<void> {
  assert.equal(await waitForRevision(document, await readRevision(pool), 30_000), 'reached');
  const direct = createDataDocument();
  const feed: Feed = createPostgresFeed({ url, log: { info() {}, warn() {} } });
  await feed.start(direct);
  await feed.close();
  assert.deepEqual(document.revision, direct.revision);
  assert.deepEqual(content(document), content(direct));
}

function setOrganization(pool: pg.Pool, id: string, code = id): Promise<unknown> {
  return pool.query(
    `INSERT INTO organizations (id, code, name) VALUES ($1, $2, 'x')
     ON CONFLICT (id) DO UPDATE SET code = excluded.code`,
    [id, code],
  );
}

async function temporaryFolder(t: Pick<TestContext, 'after'>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-cache-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const snapshots = (messages: readonly string[]) =>
  messages.filter((message) => message.includes('snapshot loaded')).length;

describe('feed from bundles over HTTP', () => {
  it('loads what is there and follows each change with its text as the database gives it', async (t) => {
    const { pool, url } = await testDatabase(t);
    await setOrganization(pool, 'o1', 'ö"😀');
    const { dataUrl } = await serveBundles(t, url);
    const { document, feed, messages } = await follow(t, dataUrl);
    await assertCaughtUp(pool, url, document);
    await setOrganization(pool, 'a/b~c%d "\\\n');
    await pool.query("DELETE FROM organizations WHERE id = 'o1'");
    await assertCaughtUp(pool, url, document);
    assert.equal(snapshots(messages), 1);
    assert.ok(feed.confirmedAt !== undefined && Date.now() - feed.confirmedAt < 5000);
    assert.equal(feed.failure, undefined);
  });

  it('carries its token, and keeps asking while it is refused', async (t) => {
    const { url } = await testDatabase(t);
    const { dataUrl } = await serveBundles(t, url, { tokens: ['right'] });
    let token = 'wrong';
    const document = createDataDocument();
    const feed = createBundleFeed({ url: dataUrl, token: () => token, log: { info() {}, warn() {} } });
    t.after(() => feed.close());
    const started = feed.start(document);
    await sleep(300);
    assert.match(feed.failure?.message ?? '', /401/);
    token = 'right';
    await started;
    assert.equal(feed.failure, undefined);
  });

  it('begins again with a snapshot in another epoch, and after removals were trimmed', async (t) => {
    const { pool, url } = await testDatabase(t);
    for (let n = 0; n < 5; n += 1) await setOrganization(pool, `o${n}`);
    const { dataUrl } = await serveBundles(t, url, { pollMs: 50 });
    const { document, messages } = await follow(t, dataUrl);
    await pool.query("SELECT begin_epoch('elsewhere')");
    await assertCaughtUp(pool, url, document);
    assert.equal(snapshots(messages), 2);
    await pool.query(`BEGIN;
                      DELETE FROM organizations WHERE id IN ('o1', 'o2');
                      SET CONSTRAINTS ALL IMMEDIATE;
                      SELECT trim_removals(0);
                      COMMIT`);
    await assertCaughtUp(pool, url, document);
    assert.equal(snapshots(messages), 3);
  });

  it(`misses nothing while connections are cut anywhere (seed ${SEED})`, async (t) => {
    const { pool, url } = await testDatabase(t);
    const random = seededRandom(SEED);
    const served = await serveBundles(t, url);
    // Some connections last for several answers, some not for one header.
    let calm = false;
    const limit = () =>
      calm || random.chance(0.05) ? 100_000 : 1 + random.below(random.chance(0.5) ? 400 : 2000);
    const proxy = await cuttingProxy(t, () => served.port, limit);
    const { document, messages } = await follow(t, `http://127.0.0.1:${proxy.port}/bundles/data.tar.gz`);
    const seen: number[] = [];
    document.onChange(() => seen.push(document.revision?.number ?? -1));
    const writes = runs(600);
    let kills = 0;
    const wasFelt = () =>
      proxy.cuts() > 5 && messages.some((message) => message.includes('could not be followed'));
    const patient = Date.now() + 60_000;
    for (let turn = 0; turn < writes || (!wasFelt() && Date.now() < patient); turn += 1) {
      const { text, values } = randomWrite(random);
      await pool.query(text, [...values]).catch((error) => {
        if (!(error instanceof pg.DatabaseError)) throw error;
      });
      if (random.chance(0.03)) {
        proxy.cut();
        kills += 1;
      }
      if (random.chance(0.05)) await sleep(random.below(120));
    }
    calm = true; // or a long delta would have to wait for a connection that lasts
    await assertCaughtUp(pool, url, document);
    t.diagnostic(
      `${proxy.cuts()} connections cut after some bytes, ${kills} all at once; ${seen.length} deltas, ${snapshots(messages)} snapshots`,
    );
    assert.ok(wasFelt());
    assert.equal(snapshots(messages), 1, 'deltas are enough');
    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((a, b) => a - b),
      'each revision is later than the one before',
    );
  });

  it('is milliseconds behind the commit', async (t) => {
    const { pool, url } = await testDatabase(t);
    const { dataUrl } = await serveBundles(t, url, { pollMs: 60_000 });
    const { document } = await follow(t, dataUrl, { cacheFolder: await temporaryFolder(t) });
    const delays: number[] = [];
    for (let turn = 0; turn < 200; turn += 1) {
      await setOrganization(pool, `o${turn % 10}`, `code ${turn}`);
      const committed = performance.now();
      const revision = await readRevision(pool);
      assert.equal(await waitForRevision(document, revision, 5000), 'reached');
      delays.push(performance.now() - committed);
    }
    delays.sort((a, b) => a - b);
    t.diagnostic(
      `from the commit to the document: p50 ${delays[100]?.toFixed(1)} ms, p99 ${delays[198]?.toFixed(1)} ms`,
    );
    assert.ok((delays[100] ?? 0) < 500);
  });
});

describe('data kept on disk', () => {
  /** A folder with a snapshot and some deltas, and the document they lead to. */
  async function kept(t: TestContext): Promise<{
    folder: string;
    pool: pg.Pool;
    url: string;
    served: ServedBundles;
    before: DataDocument;
  }> {
    const { pool, url } = await testDatabase(t);
    for (let n = 0; n < 20; n += 1) await setOrganization(pool, `o${n}`);
    const served = await serveBundles(t, url);
    const folder = await temporaryFolder(t);
    const { document: before, feed } = await follow(t, served.dataUrl, { cacheFolder: folder });
    for (let n = 0; n < 10; n += 1) {
      await setOrganization(pool, `o${n}`, `later ${n}`);
      await waitForRevision(before, await readRevision(pool), 5000);
    }
    await feed.close();
    return { folder, pool, url, served, before };
  }
  const AWAY = 'http://127.0.0.1:1/bundles/data.tar.gz';
  const fromDisk = { patienceMs: 100 };

  it('is enough to start with while the control plane is away, and says so', async (t) => {
    const { folder, before } = await kept(t);
    const { document, feed, messages } = await follow(t, AWAY, { cacheFolder: folder, ...fromDisk });
    assert.deepEqual(document.revision, before.revision);
    assert.deepEqual(content(document), content(before));
    assert.equal(feed.confirmedAt, undefined);
    assert.ok(feed.failure !== undefined);
    assert.ok(messages.some((message) => message.includes('starting from what was kept on disk')));
  });

  it('needs only a delta when the control plane is there', async (t) => {
    const { folder, pool, url, served } = await kept(t);
    await pool.query("DELETE FROM organizations WHERE id = 'o3'");
    const { document, messages } = await follow(t, served.dataUrl, { cacheFolder: folder });
    await assertCaughtUp(pool, url, document);
    assert.equal(snapshots(messages), 0);
  });

  it('is caught up with when the control plane comes back', async (t) => {
    const { folder, pool, url, served } = await kept(t);
    await served.app.close();
    const { document, feed } = await follow(t, served.dataUrl, { cacheFolder: folder, ...fromDisk });
    assert.equal(feed.confirmedAt, undefined);
    await setOrganization(pool, 'new');
    await serveBundles(t, url, {}, served.port);
    await assertCaughtUp(pool, url, document);
    assert.ok(feed.confirmedAt !== undefined && feed.failure === undefined);
  });

  it('is not used where it is damaged, with a line in the log', async (t) => {
    const { folder, pool, url, served } = await kept(t);
    const path = join(folder, 'data.tar.gz');
    const whole = await readFile(path);
    const flipped = Buffer.from(whole);
    const middle = Math.floor(whole.length / 2);
    flipped[middle] = (flipped[middle] ?? 0) ^ 0xff;
    const damages = [
      whole.subarray(0, middle),
      flipped,
      Buffer.alloc(0),
      Buffer.from('x'),
      Buffer.alloc(100),
    ];
    for (const damage of damages) {
      await writeFile(path, damage);
      const { document, messages } = await follow(t, served.dataUrl, { cacheFolder: folder });
      assert.ok(
        messages.some((message) => message.includes('is not used')),
        messages.join('\n'),
      );
      await assertCaughtUp(pool, url, document);
    }
    const again = await follow(t, AWAY, { cacheFolder: folder, ...fromDisk });
    assert.equal(snapshots(again.messages), 0);
    assert.ok(again.document.revision !== undefined, 'a good snapshot has replaced it');
  });

  it('counts up to where its deltas break off, and is made complete again', async (t) => {
    const { folder, pool, url, served, before } = await kept(t);
    const path = join(folder, 'data.deltas');
    await truncate(path, (await stat(path)).size - 3);
    const torn = await follow(t, AWAY, { cacheFolder: folder, ...fromDisk });
    assert.equal(torn.document.revision?.number, (before.revision?.number ?? 0) - 1);
    assert.ok(torn.messages.some((message) => message.includes('not whole')));
    await torn.feed.close();

    const { document, feed, messages } = await follow(t, served.dataUrl, { cacheFolder: folder });
    await setOrganization(pool, 'after');
    await assertCaughtUp(pool, url, document);
    for (let tries = 0; !messages.some((message) => message.includes('later snapshot')); tries += 1) {
      assert.ok(tries < 100, messages.join('\n'));
      await sleep(50);
    }
    await setOrganization(pool, 'after that');
    await assertCaughtUp(pool, url, document);
    await feed.close();
    const last = await follow(t, AWAY, { cacheFolder: folder, ...fromDisk });
    assert.deepEqual(last.document.revision, document.revision);
    assert.deepEqual(content(last.document), content(document));
    assert.deepEqual((await readdir(folder)).sort(), ['data.deltas', 'data.tar.gz']);
  });

  it('ignores what follows garbage among the deltas', async (t) => {
    const { folder, before } = await kept(t);
    await appendFile(join(folder, 'data.deltas'), Buffer.from([0, 0, 0, 5, 1, 2, 3, 4, 5]));
    const { document } = await follow(t, AWAY, { cacheFolder: folder, ...fromDisk });
    assert.deepEqual(content(document), content(before));
  });

  it('does not matter to the following where it can not be written', async (t) => {
    const { pool, url } = await testDatabase(t);
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, 'file'), '');
    const { dataUrl } = await serveBundles(t, url);
    const { document, messages } = await follow(t, dataUrl, { cacheFolder: join(folder, 'file') });
    for (const id of ['o1', 'o2', 'o3']) {
      await setOrganization(pool, id);
      await assertCaughtUp(pool, url, document);
    }
    const about = (part: string) => messages.filter((message) => message.includes(part)).length;
    assert.equal(about('is not used'), 1, messages.join('\n'));
    assert.equal(
      about('no later snapshot could be kept'),
      1,
      'a snapshot is not asked for again at each change',
    );
    assert.equal(about('a later snapshot is kept'), 0);
  });
});
