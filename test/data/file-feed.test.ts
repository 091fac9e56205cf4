import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDataDocument, type DataDocument } from '../../src/data/data-document.ts';
import { createFileFeed, type FileFeed } from '../../src/data/file-feed.ts';
import { isStatic } from '../../src/data/static-epoch.ts';
import { logLines } from '../support/log-lines.ts';

interface Fed {
  readonly path: string;
  readonly document: DataDocument;
  readonly feed: FileFeed;
  readonly lines: readonly Record<string, unknown>[];
}

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-file-feed-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function feedOf(t: TestContext, content: string, pollMs = 60_000): Promise<Fed> {
  const path = join(await folderOf(t), 'data.json');
  await writeFile(path, content);
  return fed(t, path, pollMs);
}

async function fed(t: TestContext, path: string, pollMs: number): Promise<Fed> {
  const { log, lines } = logLines();
  const document = createDataDocument();
  const feed = createFileFeed({ path, log, pollMs });
  t.after(() => feed.close());
  await feed.start(document);
  return { path, document, feed, lines };
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !holds(); await sleep(5)) {
    assert.ok(Date.now() < end, `waited in vain until ${what}`);
  }
}

const user = (status: string) => JSON.stringify({ users: { u1: { status } } });
const statusIs =
  ({ document }: Fed, status: string) =>
  () =>
    document.text('users', 'u1') === JSON.stringify({ status });

describe('a file of policy data', () => {
  it('of any shape becomes collections and values', async (t) => {
    const { document } = await feedOf(
      t,
      ` { "users": {"u1": {"status": "active"}, "__proto__": 1}, "none": {}, "list": [1, {"a": 2}], "text": "x",
          "number": 12345678901234567890.10, "nothing": null, "": {"": true} } `,
    );
    assert.deepEqual(document.collections().sort(), ['', 'none', 'users']);
    assert.equal(document.text('users', 'u1'), '{"status": "active"}');
    assert.equal(document.text('users', '__proto__'), '1');
    assert.equal(document.text('', ''), 'true');
    assert.deepEqual([...document.values()].sort(), [
      ['list', '[1, {"a": 2}]'],
      ['nothing', 'null'],
      ['number', '12345678901234567890.10'],
      ['text', '"x"'],
    ]);
  });

  it('has revisions of the static epoch, that rise with every change', async (t) => {
    const one = await feedOf(t, user('a'));
    assert.equal(one.feed.static, true);
    const first = one.document.revision;
    assert.ok(first !== undefined && isStatic(first) && first.number > 1_600_000_000_000);
    await writeFile(one.path, user('b'));
    await utimes(one.path, 1, 1);
    await until('the change is there', statusIs(one, 'b'));
    const second = one.document.revision;
    assert.ok(second !== undefined && isStatic(second) && second.number > first.number);
  });

  it('written in place is followed at once', async (t) => {
    const one = await feedOf(t, user('a'));
    for (const status of ['b', 'c', 'd']) {
      await writeFile(one.path, user(status));
      await until(`it is ${status}`, statusIs(one, status));
    }
  });

  it('that another takes the place of is followed at once', async (t) => {
    const one = await feedOf(t, user('a'));
    for (const status of ['b', 'c', 'd']) {
      await writeFile(`${one.path}.new`, user(status));
      await rename(`${one.path}.new`, one.path);
      await until(`it is ${status}`, statusIs(one, status));
    }
  });

  it('is followed by looking where the system tells of nothing', async (t) => {
    const real = join(await folderOf(t), 'real.json');
    await writeFile(real, user('a'));
    const path = join(await folderOf(t), 'data.json');
    await symlink(real, path);
    const one = await fed(t, path, 20);
    await writeFile(real, user('b'));
    await until('the change is seen', statusIs(one, 'b'));
  });

  it('is followed where a link to its folder is changed', async (t) => {
    const folder = await folderOf(t);
    const versions = await Promise.all(
      ['a', 'b'].map(async (status) => {
        const version = await folderOf(t);
        await writeFile(join(version, 'data.json'), user(status));
        return version;
      }),
    );
    await symlink(versions[0] ?? '', join(folder, '..data'));
    await symlink(join('..data', 'data.json'), join(folder, 'data.json'));
    const one = await fed(t, join(folder, 'data.json'), 60_000);
    await symlink(versions[1] ?? '', join(folder, 'next'));
    await rename(join(folder, 'next'), join(folder, '..data'));
    await until('the other folder is read', statusIs(one, 'b'));
  });

  it('that is half written leaves the data as it was, and says so, until it is whole', async (t) => {
    const one = await feedOf(t, user('a'));
    const { revision } = one.document;
    await writeFile(one.path, user('b').slice(0, -4));
    await until('it is told', () => one.feed.failure !== undefined);
    assert.ok(statusIs(one, 'a')());
    assert.equal(one.document.revision, revision);
    await until('it is logged', () => one.lines.some(({ level }) => level === 40));
    const line = one.lines.find(({ level }) => level === 40);
    assert.match(String(line?.msg), /data\.json can't be read: .*what was read before stays/);
    await writeFile(one.path, user('b'));
    await until('it is whole', statusIs(one, 'b'));
    assert.equal(one.feed.failure, undefined);
  });

  it('that goes away leaves the data as it was, until it comes back', async (t) => {
    const one = await feedOf(t, user('a'));
    await unlink(one.path);
    await until('it is told', () => one.feed.failure !== undefined);
    assert.ok(statusIs(one, 'a')());
    await writeFile(one.path, user('b'));
    await until('it is back', statusIs(one, 'b'));
  });

  it('whose content stays as it is makes no new revision', async (t) => {
    const one = await feedOf(t, user('a'), 10);
    const { revision } = one.document;
    await sleep(150);
    await writeFile(one.path, user('a'));
    await utimes(one.path, 2, 2);
    await sleep(150);
    assert.equal(one.document.revision, revision);
  });

  it('is not followed after the feed is closed', async (t) => {
    const one = await feedOf(t, user('a'), 10);
    await one.feed.close();
    await writeFile(one.path, user('b'));
    await sleep(150);
    assert.ok(statusIs(one, 'a')());
  });

  const wrong: Record<string, [content: string | Uint8Array, message: RegExp]> = {
    'an array': ['[]', /not a JSON object/],
    'a number': ['1', /not a JSON object/],
    nothing: ['', /ends too early/],
    'an object with something after it': ['{} x', /malformed/],
    'an object cut short': ['{"a": {"b": 1}', /ends too early/],
    'a value that is no JSON': ['{"a": {"b": nothing}}', /JSON/],
    'bytes that are no UTF-8': [Uint8Array.from([...Buffer.from('{"a": "'), 0xff, 0x22, 0x7d]), /UTF-8/],
  };
  for (const [what, [content, message]] of Object.entries(wrong)) {
    it(`is refused at the start where it is ${what}`, async (t) => {
      const path = join(await folderOf(t), 'data.json');
      await writeFile(path, content);
      const document = createDataDocument();
      const feed = createFileFeed({ path, log: logLines().log });
      await assert.rejects(feed.start(document), message);
      assert.equal(document.revision, undefined);
    });
  }

  it('is refused at the start where it is missing', async (t) => {
    const path = join(await folderOf(t), 'data.json');
    const feed = createFileFeed({ path, log: logLines().log });
    await assert.rejects(feed.start(createDataDocument()), /data\.json can't be read: ENOENT/);
  });
});
