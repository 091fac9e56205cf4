import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BundleFeed, type BundleFeedOptions, createBundleFeed } from '../../src/data/bundle-feed.ts';
import { BUNDLE_TYPE } from '../../src/data/bundles/manifest.ts';
import { createDataDocument, type DataDocument } from '../../src/data/data-document.ts';
import { bundleOf, scriptedServer } from '../support/scripted-server.ts';

const QUIET = { info() {}, warn() {} };

function begin(
  t: TestContext,
  url: string,
  options: Partial<BundleFeedOptions> = {},
): { document: DataDocument; feed: BundleFeed; started: Promise<void> } {
  const document = createDataDocument();
  const feed = createBundleFeed({ url, log: QUIET, ...options });
  t.after(() => feed.close());
  const started = feed.start(document);
  started.catch(() => undefined);
  return { document, feed, started };
}

const manifest = (revision: string, base?: string) => ({
  revision,
  roots: ['users'],
  ...(base === undefined ? {} : { metadata: { postern: { base } } }),
});
const snapshot = (revision: string, users: unknown) =>
  bundleOf({ '/data.json': { users }, '/.manifest': manifest(revision) });
const delta = (revision: string, base: string, data: unknown) =>
  bundleOf({ '/.manifest': manifest(revision, base), '/patch.json': { data } });
const upsert = (key: string, value: unknown) => ({ op: 'upsert', path: `/users/${key}`, value });

const offersDelta = (request: IncomingMessage) => /modes=snapshot,delta/.test(`${request.headers.prefer}`);

describe('feed from bundles of any server', () => {
  it('shows nothing of a bundle that breaks off, wherever it does', async (t) => {
    const whole = await snapshot('1.1', { u1: { n: 1 }, u2: { n: 2 } });
    const change = await delta('1.2', '1.1', [upsert('u1', { n: 3 }), { op: 'remove', path: '/users/u2' }]);
    let served: { bytes: Buffer; etag: string; until: number; announced: boolean } | undefined;
    const url = await scriptedServer(t, (request, response) => {
      if (served === undefined || request.headers['if-none-match'] === served.etag) {
        response.writeHead(304).end();
        return;
      }
      const { bytes, etag, until, announced } = served;
      const length = announced ? { 'content-length': bytes.length } : {};
      response.writeHead(200, { 'content-type': BUNDLE_TYPE, etag, ...length });
      if (until >= bytes.length) response.end(bytes);
      else response.write(bytes.subarray(0, until), () => response.destroy());
    });
    for (const announced of [true, false]) {
      for (let until = 0; until <= whole.length; until += 7) {
        const document = createDataDocument();
        const feed = createBundleFeed({ url, log: QUIET });
        served = { bytes: whole, etag: '"1.1"', until, announced };
        const started = feed.start(document);
        started.catch(() => undefined);
        while (feed.failure === undefined && document.revision === undefined) await sleep(1);
        if (until < whole.length) assert.equal(document.revision, undefined, `cut after ${until} bytes`);
        served = { bytes: whole, etag: '"1.1"', until: Number.POSITIVE_INFINITY, announced };
        await started;
        const base = new Map(document.entries('users'));
        served = { bytes: change, etag: '"1.2"', until: until % change.length, announced };
        for (let tries = 0; tries < 20; tries += 1) {
          assert.deepEqual(new Map(document.entries('users')), base);
          await sleep(1);
        }
        served = { bytes: change, etag: '"1.2"', until: Number.POSITIVE_INFINITY, announced };
        while (document.revision?.number !== 2) await sleep(1);
        assert.deepEqual([...document.entries('users')], [['u1', '{"n":3}']]);
        await feed.close();
      }
    }
  });

  it('asks for a snapshot after a delta that does not lead on, or can not be applied', async (t) => {
    const bad = [
      await delta('1.3', '1.2', [upsert('u1', 2)]),
      await delta('2.3', '1.1', [upsert('u1', 2)]),
      await delta('1.3', '1.1', [{ op: 'upsert', path: '/users', value: {} }]),
      await delta('1.3', '1.1', [{ op: 'upsert', path: '/users/u1/status', value: 2 }]),
      await delta('1.3', '1.1', [{ op: 'add', path: '/users/u1', value: 2 }]),
      await delta('1.3', '1.1', [{ op: 'upsert', path: '/users/u1' }]),
      await bundleOf({ '/.manifest': manifest('1.3', '1.1'), '/patch.json': '{"data":[' }),
      await bundleOf({ '/patch.json': { data: [upsert('u1', 2)] } }),
      await bundleOf({ '/.manifest': manifest('1.3', '1.1') }),
      await bundleOf({ '/.manifest': manifest('what'), '/data.json': {} }),
      Buffer.from('no gzip at all'),
    ];
    const last = await snapshot('1.4', { u1: 4 });
    for (const [index, bytes] of bad.entries()) {
      const asked: boolean[] = [];
      const first = await snapshot('1.1', { u1: 1 });
      const url = await scriptedServer(t, (request, response) => {
        asked.push(offersDelta(request));
        const known = request.headers['if-none-match'];
        const answer = (body: Buffer, etag: string) =>
          response.writeHead(200, { 'content-type': BUNDLE_TYPE, etag }).end(body);
        if (known === '"1.4"') setTimeout(() => response.writeHead(304).end(), 1000);
        else if (!offersDelta(request)) answer(last, '"1.4"');
        else if (known === undefined) answer(first, '"1.1"');
        else answer(bytes, '"1.3"');
      });
      const { document, started } = begin(t, url);
      await started;
      const text = document.text('users', 'u1');
      assert.ok(text === '1' || text === '4');
      while (document.revision?.number !== 4) await sleep(5);
      assert.equal(document.text('users', 'u1'), '4');
      assert.deepEqual(asked.slice(0, 3), [true, true, false], `case ${index}`);
    }
  });

  it('does not hurry a server that does not wait, nor load again what it has', async (t) => {
    const bytes = await snapshot('1.1', { u1: 1 });
    const kinds: Record<string, (request: IncomingMessage) => [status: number, type: string]> = {
      'one that knows no long polling': (request) => [
        request.headers['if-none-match'] === undefined ? 200 : 304,
        'application/gzip',
      ],
      'one that ignores what is known': () => [200, 'application/gzip'],
      'one that claims to wait': (request) => [
        request.headers['if-none-match'] === undefined ? 200 : 304,
        BUNDLE_TYPE,
      ],
    };
    for (const [kind, answer] of Object.entries(kinds)) {
      let requests = 0;
      const url = await scriptedServer(t, (request, response) => {
        requests += 1;
        const [status, type] = answer(request);
        response.writeHead(status, { 'content-type': type, etag: '"x"' }).end(status === 200 ? bytes : '');
      });
      const { document, started } = begin(t, url, { pollMs: 200 });
      let loads = 0;
      document.onChange(() => {
        loads += 1;
      });
      await started;
      await sleep(700);
      assert.equal(loads, 1, kind);
      assert.ok(requests >= 3 && requests <= 9, `${requests} requests to ${kind}`);
    }
  });

  it('gives a silent server up', async (t) => {
    const bytes = await snapshot('1.1', { u1: 1 });
    let silent = true;
    const url = await scriptedServer(t, (_request, response) => {
      if (silent) return;
      response.writeHead(200, { 'content-type': BUNDLE_TYPE, etag: '"1.1"' }).end(bytes);
    });
    const { document, feed } = begin(t, url, { silenceMs: 200 });
    while (feed.failure === undefined) await sleep(10);
    assert.match(feed.failure.message, /does not answer/);
    silent = false;
    while (document.revision === undefined) await sleep(10);
  });

  it('takes roots that are no collections, and names that are special to JavaScript', async (t) => {
    const data = '{"list":[1,2],"text":"x","empty":{},"users":{"__proto__":{"a":1},"constructor":2,"1":3}}';
    const bytes = await bundleOf({ '/.manifest': manifest('1.1'), '/data.json': data, '/policy.rego': 'x' });
    const url = await scriptedServer(t, (request, response) => {
      if (request.headers['if-none-match'] !== undefined) return;
      response.writeHead(200, { 'content-type': BUNDLE_TYPE, etag: '"1.1"' }).end(bytes);
    });
    const { document, started } = begin(t, url);
    await started;
    assert.deepEqual(document.collections().sort(), ['empty', 'users']);
    assert.deepEqual(
      [...document.values()],
      [
        ['list', '[1,2]'],
        ['text', '"x"'],
      ],
    );
    assert.equal(document.text('users', '__proto__'), '{"a":1}');
    assert.equal(document.text('users', 'constructor'), '2');
  });

  it('can be closed at any time', async (t) => {
    const url = await scriptedServer(t, () => undefined);
    const { feed, started } = begin(t, url);
    await sleep(20);
    const began = performance.now();
    await feed.close();
    await assert.rejects(started, /closed/);
    assert.ok(performance.now() - began < 5000);
    assert.throws(() => createBundleFeed({ url: 'ftp://x/', log: QUIET }), TypeError);
  });
});
