import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type pg from 'pg';
import { createBundleFeed } from '../../src/data/bundle-feed.ts';
import { createDataDocument, type DataDocument } from '../../src/data/data-document.ts';
import type { Feed } from '../../src/data/feed.ts';
import { formatRevision } from '../../src/data/revision.ts';
import { waitForRevision } from '../../src/data/wait-for-revision.ts';
import { readRevision } from '../../src/db/transaction.ts';
import { COLLECTIONS, selectionFor } from '../../src/publish/collections.ts';
import { createPostgresFeed } from '../../src/publish/postgres-feed.ts';
import { getBundle, unpackBundle } from '../support/bundle-request.ts';
import { serveBundles } from '../support/bundle-server.ts';
import { testDatabase } from '../support/database.ts';

const quiet = { info() {}, warn() {} };
const OTHERS = COLLECTIONS.filter((collection) => collection !== 'resources');
const LENIENT = 'modes=snapshot,delta;removals=lenient';

/** What a policy that comes and goes needs of the registry. */
function need(reads: boolean) {
  const listeners = new Set<() => void>();
  return {
    selection: () => selectionFor(reads),
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(value: boolean) {
      reads = value;
      for (const listener of listeners) listener();
    },
  };
}

const putResource = (pool: pg.Pool, id: string, n: number) =>
  pool.query(
    `INSERT INTO resources (type, id, attributes) VALUES ('asset', $1, jsonb_build_object('n', $2::int))
     ON CONFLICT (key) DO UPDATE SET attributes = excluded.attributes`,
    [id, n],
  );
const putOrganization = (pool: pg.Pool, id: string) =>
  pool.query('INSERT INTO organizations (id, code, name) VALUES ($1, $1, $1)', [id]);

async function start(t: TestContext, feed: Feed): Promise<DataDocument> {
  const document = createDataDocument();
  t.after(() => feed.close());
  await feed.start(document);
  return document;
}

/** Waits until the registry is there, or is not. */
function awaitRegistry(document: DataDocument, there: boolean): Promise<void> {
  const isSo = () => document.collections().includes('resources') === there;
  return new Promise((resolve) => {
    if (isSo()) return resolve();
    const stop = document.onChange(() => {
      if (!isSo()) return;
      stop();
      resolve();
    });
  });
}

async function reached(pool: pg.Pool, document: DataDocument): Promise<void> {
  assert.equal(await waitForRevision(document, await readRevision(pool), 20_000), 'reached');
}

describe('the registry of resources is published only where the policy reads it', () => {
  for (const kind of ['in process', 'over HTTP'] as const) {
    it(`follows the policy, ${kind}`, async (t) => {
      const { pool, url } = await testDatabase(t);
      await putOrganization(pool, 'o1');
      await putResource(pool, 'a1', 1);
      const { selection, onChange, set } = need(false);
      let feed: Feed;
      if (kind === 'in process') {
        feed = createPostgresFeed({
          url,
          log: quiet,
          pollMs: 60_000,
          selection,
          onSelectionChange: onChange,
        });
      } else {
        const { dataUrl } = await serveBundles(t, url, { selection, onPolicyChange: onChange });
        feed = createBundleFeed({ url: dataUrl, log: quiet });
      }
      const document = await start(t, feed);
      assert.deepEqual(document.collections().sort(), OTHERS);

      // A change of the registry alone is a revision that is reached, and nothing else.
      await putResource(pool, 'a2', 1);
      await reached(pool, document);
      assert.deepEqual(document.collections().sort(), OTHERS);
      await putOrganization(pool, 'o2');
      await reached(pool, document);
      assert.equal(document.size('organizations').records, 2);

      set(true);
      await awaitRegistry(document, true);
      assert.equal(document.text('resources', 'asset/a1'), '{"n": 1}');
      assert.equal(document.size('resources').records, 2);
      await putResource(pool, 'a2', 2);
      await pool.query("DELETE FROM resources WHERE id = 'a1'");
      await reached(pool, document);
      assert.equal(document.text('resources', 'asset/a2'), '{"n": 2}');
      assert.equal(document.text('resources', 'asset/a1'), undefined);

      set(false);
      await awaitRegistry(document, false);
      assert.deepEqual(document.collections().sort(), OTHERS);
      assert.deepEqual(document.revision, await readRevision(pool));
    });
  }

  it('has another entity tag and other roots', async (t) => {
    const { pool, url } = await testDatabase(t);
    await putOrganization(pool, 'o1');
    const at = formatRevision(await readRevision(pool));
    const { selection, onChange, set } = need(false);
    const { dataUrl } = await serveBundles(t, url, { selection, onPolicyChange: onChange });
    const part = await getBundle(dataUrl);
    assert.equal(part.headers.etag, `"${at}-no-resources"`);
    const files = await unpackBundle(part.body);
    const manifest = JSON.parse(files.get('/.manifest') ?? '');
    assert.deepEqual([manifest.revision, manifest.roots], [at, OTHERS]);
    assert.deepEqual(Object.keys(JSON.parse(files.get('/data.json') ?? '')), OTHERS);
    const known = { 'if-none-match': part.headers.etag ?? '' };
    assert.equal((await getBundle(dataUrl, known)).status, 304);

    const waiting = getBundle(dataUrl, { ...known, prefer: `${LENIENT};wait=30` });
    set(true);
    const whole = await waiting;
    assert.equal(whole.headers.etag, `"${at}"`);
    assert.ok((await unpackBundle(whole.body)).has('/data.json'));
    assert.equal((await getBundle(dataUrl, { 'if-none-match': `"${at}"` })).status, 304);
    set(false);
    const back = await getBundle(dataUrl, { 'if-none-match': `"${at}"`, prefer: LENIENT });
    assert.equal(back.headers.etag, `"${at}-no-resources"`);
  });

  for (const [client, prefer] of Object.entries({ lenient: LENIENT, exact: 'modes=snapshot,delta' })) {
    it(`a delta for a ${client} client says nothing of the registry, and is never empty`, async (t) => {
      const { pool, url } = await testDatabase(t);
      await putOrganization(pool, 'o1');
      const { dataUrl } = await serveBundles(t, url, { selection: () => selectionFor(false) });
      const { etag = '' } = (await getBundle(dataUrl)).headers;
      await putResource(pool, 'a1', 1);
      const to = formatRevision(await readRevision(pool));
      const delta = await getBundle(dataUrl, { 'if-none-match': etag, prefer: `${prefer};wait=20` });
      assert.equal(delta.headers.etag, `"${to}-no-resources"`);
      const files = await unpackBundle(delta.body);
      assert.deepEqual(JSON.parse(files.get('/patch.json') ?? '').data, [
        { op: 'upsert', path: '/organizations/o1', value: { code: 'o1', limits: {} } },
      ]);
      assert.equal(JSON.parse(files.get('/.manifest') ?? '').revision, to);
    });
  }

  it('a process that starts from its disk is told what the policy needs by now', async (t) => {
    const { pool, url } = await testDatabase(t);
    const cacheFolder = await mkdtemp(join(tmpdir(), 'postern-selection-'));
    t.after(() => rm(cacheFolder, { recursive: true, force: true }));
    await putResource(pool, 'a1', 1);
    const { selection, onChange, set } = need(false);
    const { dataUrl } = await serveBundles(t, url, { selection, onPolicyChange: onChange });
    const first = createBundleFeed({ url: dataUrl, log: quiet, cacheFolder });
    const before = createDataDocument();
    await first.start(before);
    await putOrganization(pool, 'o1');
    await reached(pool, before);
    await first.close();

    const loaded: string[] = [];
    const log = { info: (_: unknown, message?: string) => void loaded.push(message ?? ''), warn() {} };
    const second = createBundleFeed({ url: dataUrl, log, cacheFolder });
    const same = createDataDocument();
    await second.start(same);
    await second.close();
    assert.deepEqual(loaded, [], 'what is on disk is current, and no snapshot comes');
    assert.deepEqual(same.collections().sort(), OTHERS);

    set(true);
    const document = await start(t, createBundleFeed({ url: dataUrl, log: quiet, cacheFolder }));
    await awaitRegistry(document, true);
    assert.equal(document.text('resources', 'asset/a1'), '{"n": 1}');
  });
});
