import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { createDataDocument, type DataDocument } from '../../src/data/data-document.ts';
import { waitForRevision } from '../../src/data/wait-for-revision.ts';
import { ensureEpoch } from '../../src/db/epoch.ts';
import { readRevision } from '../../src/db/transaction.ts';
import { COLLECTIONS } from '../../src/publish/collections.ts';
import { createPostgresFeed } from '../../src/publish/postgres-feed.ts';
import { testDatabase } from '../support/database.ts';

interface Following {
  readonly document: DataDocument;
  readonly messages: string[];
}

/** A document that follows the database, and what its feed logged. */
async function follow(t: TestContext, url: string, pollMs = 60_000): Promise<Following> {
  const document = createDataDocument();
  const messages: string[] = [];
  const write = (_: unknown, message?: string) => void messages.push(message ?? '');
  const feed = createPostgresFeed({ url, pollMs, log: { info: write, warn: write } });
  t.after(() => feed.close());
  await feed.start(document);
  return { document, messages };
}

function content(document: DataDocument): Map<string, Map<string, string>> {
  return new Map(document.collections().map((name) => [name, new Map(document.entries(name))]));
}

/** Waits until the document has every committed change, and compares it with a snapshot taken then. */
async function assertCaughtUp(
  t: TestContext,
  pool: pg.Pool,
  url: string,
  document: DataDocument,
): Promise<void> {
  assert.equal(await waitForRevision(document, await readRevision(pool), 20_000), 'reached');
  const fresh = await follow(t, url);
  assert.deepEqual(document.revision, fresh.document.revision);
  assert.deepEqual(content(document), content(fresh.document));
}

function addOrganization(pool: pg.Pool, id: string): Promise<pg.QueryResult> {
  return pool.query('INSERT INTO organizations (id, code, name) VALUES ($1, $1, $1)', [id]);
}

/** Ends every feed's connection, as a failing network or server would. */
async function cutFeeds(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'postern feed' AND datname = current_database()`,
  );
  return rowCount ?? 0;
}

describe('feed from Postgres', () => {
  it('looks at the epoch before it reads on after a lost connection, and says how fresh it is', async (t) => {
    const { pool, url } = await testDatabase(t);
    const document = createDataDocument();
    const quiet = { info() {}, warn() {} };
    const feed = createPostgresFeed({ url, pollMs: 20, log: quiet, prepare: () => ensureEpoch(pool) });
    t.after(() => feed.close());
    assert.equal(feed.confirmedAt, undefined);
    await feed.start(document);
    const before = document.revision;
    const confirmed = feed.confirmedAt ?? 0;
    assert.ok(before !== undefined && confirmed > 0);
    assert.deepEqual(feed.committed, before);

    // As a database restored from elsewhere looks.
    await pool.query("UPDATE revision SET origin = 'another database'");
    await cutFeeds(pool);
    const later = { epoch: before.epoch + 1, number: 0 };
    assert.notEqual(await waitForRevision(document, later, 10_000), 'timed_out');
    while (feed.failure !== undefined) await sleep(5);
    assert.ok((feed.confirmedAt ?? 0) >= confirmed);
    assert.deepEqual(document.revision, await readRevision(pool));
  });

  it('loads what is there, with every collection, and follows each change by its notification', async (t) => {
    const { pool, url } = await testDatabase(t);
    await addOrganization(pool, 'o1');
    const { document } = await follow(t, url);
    assert.deepEqual(document.revision, await readRevision(pool));
    assert.deepEqual(document.collections().sort(), [...COLLECTIONS]);
    assert.deepEqual(JSON.parse(document.text('organizations', 'o1') ?? ''), { code: 'o1', limits: {} });

    await pool.query("UPDATE organizations SET code = 'ö\"😀' WHERE id = 'o1'");
    await addOrganization(pool, 'o2');
    await assertCaughtUp(t, pool, url, document);
    assert.deepEqual(JSON.parse(document.text('organizations', 'o1') ?? ''), { code: 'ö"😀', limits: {} });

    await pool.query("DELETE FROM organizations WHERE id = 'o2'");
    await assertCaughtUp(t, pool, url, document);
    assert.equal(document.text('organizations', 'o2'), undefined);
  });

  it('knows the collections that the views define', async (t) => {
    const { pool } = await testDatabase(t);
    const { rows } = await pool.query<{ name: string }>(
      `SELECT left(viewname, -length('_document')) AS name FROM pg_views
       WHERE schemaname = 'postern' AND viewname LIKE '%\\_document' AND viewname <> 'current_document'`,
    );
    assert.deepEqual(rows.map((row) => row.name).sort(), [...COLLECTIONS]);
  });

  it('finds changes by polling when no notification comes', async (t) => {
    const { pool, url } = await testDatabase(t);
    const { document } = await follow(t, url, 50);
    await pool.query('ALTER TABLE changed_transactions DISABLE TRIGGER take_revision');
    await addOrganization(pool, 'o1');
    await pool.query(`INSERT INTO policy_document
                      SELECT 'organizations', 'o1', number + 1, '{"code": "quiet"}' FROM revision`);
    await pool.query('UPDATE revision SET number = number + 1');
    assert.equal(await waitForRevision(document, await readRevision(pool), 5000), 'reached');
    assert.equal(document.text('organizations', 'o1'), '{"code": "quiet"}');
  });

  it('misses nothing while its connection is cut again and again', async (t) => {
    const { pool, url } = await testDatabase(t);
    const { document, messages } = await follow(t, url, 200);
    const seen: number[] = [];
    document.onChange(() => seen.push(document.revision?.number ?? -1));
    let cuts = 0;
    for (let turn = 0; turn < 300; turn++) {
      const id = `o${turn % 40}`;
      await pool.query(
        `INSERT INTO organizations (id, code, name) VALUES ($1, $2, 'x')
         ON CONFLICT (id) DO UPDATE SET code = excluded.code`,
        [id, `${id}-${turn}`],
      );
      if (turn % 7 === 3)
        await pool.query('DELETE FROM organizations WHERE id = $1', [`o${(turn * 3) % 40}`]);
      if (turn % 25 === 10) cuts += await cutFeeds(pool);
      if (turn % 10 === 0) await sleep(20);
    }
    await assertCaughtUp(t, pool, url, document);
    assert.ok(cuts >= 5, `${cuts} connections were cut`);
    assert.ok(messages.some((message) => message.includes('connection failed')));
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
      'revisions rise',
    );
    assert.ok(!messages.slice(1).some((message) => message.includes('snapshot')), 'deltas are enough');
  });

  it('notices a database that went silent without closing the connection', async (t) => {
    const { pool, url } = await testDatabase(t);
    const target = new URL(url);
    const socket = `${target.searchParams.get('host')}/.s.PGSQL.5432`;
    const pairs: Socket[][] = [];
    const proxy = createServer((near) => {
      const far = connect(
        target.searchParams.has('host')
          ? { path: socket }
          : { host: target.hostname, port: Number(target.port || 5432) },
      );
      near.pipe(far).pipe(near);
      for (const each of [near, far]) each.on('error', () => undefined);
      pairs.push([near, far]);
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    t.after(() => {
      proxy.close();
      for (const each of pairs.flat()) each.destroy();
    });
    const through = new URL(url);
    through.searchParams.delete('host');
    through.hostname = '127.0.0.1';
    through.port = String((proxy.address() as AddressInfo).port);

    const document = createDataDocument();
    const quiet = { info() {}, warn() {} };
    const feed = createPostgresFeed({ url: through.href, pollMs: 50, answerMs: 300, log: quiet });
    t.after(() => feed.close());
    await feed.start(document);
    for (const [near, far] of pairs) {
      near?.unpipe();
      far?.unpipe();
    }
    await addOrganization(pool, 'o1');
    await assertCaughtUp(t, pool, url, document);
  });

  it('reads many changes at once when notifications pile up', async (t) => {
    const { pool, url } = await testDatabase(t);
    const { document } = await follow(t, url);
    let deltas = 0;
    document.onChange(() => {
      deltas += 1;
    });
    await Promise.all(Array.from({ length: 200 }, (_, n) => addOrganization(pool, `o${n}`)));
    await assertCaughtUp(t, pool, url, document);
    assert.ok(deltas <= 200, `${deltas} deltas`);
    assert.equal(document.size('organizations').records, 200);
  });

  it('begins again with a snapshot in another epoch, and after removals were trimmed', async (t) => {
    const { pool, url } = await testDatabase(t);
    for (let n = 0; n < 5; n++) await addOrganization(pool, `o${n}`);
    const { document, messages } = await follow(t, url, 50);
    await pool.query("SELECT begin_epoch('elsewhere')");
    await assertCaughtUp(t, pool, url, document);
    assert.equal(messages.filter((message) => message.includes('snapshot')).length, 2);

    // All of it in one transaction, so that the feed can't come in between.
    await pool.query(`BEGIN;
                      DELETE FROM organizations WHERE id IN ('o1', 'o2');
                      SET CONSTRAINTS ALL IMMEDIATE;
                      SELECT trim_removals(0);
                      COMMIT`);
    await assertCaughtUp(t, pool, url, document);
    assert.equal(document.size('organizations').records, 3);
    assert.equal(messages.filter((message) => message.includes('snapshot')).length, 3);
  });

  it('can be closed at any moment of its start', async (t) => {
    const { url } = await testDatabase(t);
    const quiet = { info() {}, warn() {} };
    for (let turns = 0; turns < 8; turns += 1) {
      const feed = createPostgresFeed({ url, log: quiet });
      const started = feed.start(createDataDocument()).catch((error: Error) => error.message);
      for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
      await feed.close();
      assert.ok([undefined, 'the feed was closed'].includes((await started) ?? undefined));
    }
  });

  it('waits for a database that is not there yet, until it is closed', async () => {
    const messages: string[] = [];
    const write = (_: unknown, message?: string) => void messages.push(message ?? '');
    const feed = createPostgresFeed({
      url: 'postgres://127.0.0.1:1/none',
      log: { info: write, warn: write },
    });
    const started = feed.start(createDataDocument());
    started.catch(() => undefined);
    await sleep(300);
    await feed.close();
    await assert.rejects(started, /closed/);
    assert.ok(messages.length >= 2, 'it tries again');
  });
});
