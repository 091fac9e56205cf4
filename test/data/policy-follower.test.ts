import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUNDLE_TYPE } from '../../src/data/bundles/manifest.ts';
import {
  createPolicyFollower,
  type PolicyFollower,
  type PolicyFollowerOptions,
} from '../../src/data/policy-follower.ts';
import { scriptedServer } from '../support/scripted-server.ts';

const QUIET = { info() {}, warn() {}, error() {} };
const AWAY = 'http://127.0.0.1:1/bundles/policy.tar.gz';

interface Published {
  text: string;
  etag: string;
}

/** A server of one policy that waits for another, and what it was asked with. */
async function publish(t: TestContext, published: Published): Promise<{ url: string; known: string[] }> {
  const known: string[] = [];
  const url = await scriptedServer(t, async (request, response) => {
    const tags = `${request.headers['if-none-match'] ?? ''}`;
    known.push(tags);
    const waits = /wait=/.test(`${request.headers.prefer}`);
    const isKnown = () => tags.split(', ').includes(published.etag);
    for (let waited = 0; waits && isKnown() && waited < 2000 && !response.destroyed; waited += 5)
      await sleep(5);
    if (isKnown()) response.writeHead(304, { etag: published.etag }).end();
    else {
      response.writeHead(200, { 'content-type': BUNDLE_TYPE, etag: published.etag }).end(published.text);
    }
  });
  return { url, known };
}

function begin(
  t: TestContext,
  url: string,
  options: Partial<PolicyFollowerOptions> = {},
): { follower: PolicyFollower; used: string[] } {
  const used: string[] = [];
  const follower = createPolicyFollower({
    url,
    log: QUIET,
    onBundle: async (bytes, etag) => {
      const text = Buffer.from(bytes).toString();
      if (text.startsWith('bad')) throw new Error(`can't use ${text}`);
      used.push(`${text} ${etag}`);
    },
    ...options,
  });
  t.after(() => follower.close());
  return { follower, used };
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    assert.ok(tries < 1000, 'it does not come');
    await sleep(5);
  }
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-policy-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('policy follower', () => {
  it('gives the policy, and each later one', async (t) => {
    const published = { text: 'one', etag: '"1"' };
    const { url } = await publish(t, published);
    const { follower, used } = begin(t, url);
    await follower.start();
    assert.deepEqual(used, ['one "1"']);
    published.text = 'two';
    published.etag = '"2"';
    await until(() => used.length === 2);
    assert.deepEqual(used, ['one "1"', 'two "2"']);
    assert.ok(follower.confirmedAt !== undefined && follower.failure === undefined);
  });

  it('keeps the one before a policy that can not be used, says why, and does not ask for it again', async (t) => {
    const published = { text: 'one', etag: '"1"' };
    const { url, known } = await publish(t, published);
    const folder = await temporaryFolder(t);
    const { follower, used } = begin(t, url, { cacheFolder: folder });
    await follower.start();
    published.text = 'bad two';
    published.etag = '"2"';
    await until(() => follower.failure !== undefined);
    assert.match(follower.failure?.message ?? '', /can't use bad two/);
    await until(() => known.at(-1) === '"2", "1"');
    const asked = known.length;
    await sleep(200);
    assert.equal(known.length, asked, 'it waits');
    assert.deepEqual(used, ['one "1"']);

    const { follower: other, used: usedFromDisk } = begin(t, AWAY, { cacheFolder: folder, patienceMs: 50 });
    await other.start();
    assert.deepEqual(usedFromDisk, ['one "1"'], 'the disk holds the good one');

    published.text = 'one';
    published.etag = '"1"';
    await until(() => follower.failure === undefined);
    published.text = 'three';
    published.etag = '"3"';
    await until(() => used.length === 2);
    assert.equal(used[1], 'three "3"');
  });

  it('starts from disk while the control plane is away, and confirms it without sending it again', async (t) => {
    const published = { text: 'one', etag: '"1"' };
    const { url, known } = await publish(t, published);
    const cacheFolder = join(await temporaryFolder(t), 'made', 'for it');
    await begin(t, url, { cacheFolder }).follower.start();

    const away = begin(t, AWAY, { cacheFolder, patienceMs: 50 });
    await until(() => known.length > 0);
    await away.follower.start();
    assert.deepEqual(away.used, ['one "1"']);
    assert.equal(away.follower.confirmedAt, undefined);
    assert.ok(away.follower.failure !== undefined);

    known.length = 0;
    const back = begin(t, url, { cacheFolder });
    await back.follower.start();
    assert.deepEqual(back.used, ['one "1"']);
    assert.ok(known.includes('"1"'));
    assert.ok(!known.includes(''));
  });

  it('does not use what is damaged on disk', async (t) => {
    const published = { text: 'one', etag: '"1"' };
    const { url } = await publish(t, published);
    const cacheFolder = await temporaryFolder(t);
    const path = join(cacheFolder, 'policy.bundle');
    await begin(t, url, { cacheFolder }).follower.start();
    const whole = await readFile(path);
    for (const damage of [
      whole.subarray(0, -1),
      Buffer.alloc(0),
      Buffer.from('{}\nx'),
      Buffer.concat([whole, whole]),
    ]) {
      await writeFile(path, damage);
      const { follower, used } = begin(t, url, { cacheFolder });
      await follower.start();
      assert.deepEqual(used, ['one "1"']);
      await follower.close();
    }
  });

  it('can be closed before there is a policy', async (t) => {
    const { follower } = begin(t, AWAY);
    const started = follower.start();
    started.catch(() => undefined);
    await sleep(20);
    await follower.close();
    await assert.rejects(started, /closed/);
  });
});
