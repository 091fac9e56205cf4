import assert from 'node:assert/strict';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PolicyHost } from '../../src/policy/policy-host.ts';
import { watchPolicyFile } from '../../src/policy/watch-policy-file.ts';
import { logLines } from '../support/log-lines.ts';
import { casesBundle } from './fixtures/build-cases.ts';
import { longBundle } from './fixtures/build-long.ts';
import { documentOf } from './support/small-policies.ts';

async function fileOf(t: TestContext, content?: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-policy-file-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'policy.tar.gz');
  if (content !== undefined) await writeFile(path, content);
  return path;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !holds(); await sleep(5)) {
    assert.ok(Date.now() < end, `waited in vain until ${what}`);
  }
}

describe("a policy bundle's file", () => {
  it('is loaded at first and whenever it changes; a bad one leaves the one before', async (t) => {
    const long = await readFile(longBundle);
    const path = await fileOf(t, long);
    const { log, lines } = logLines();
    const host = new PolicyHost({
      data: documentOf({}),
      demands: { decision: 'long/quick' },
      engine: { log },
    });
    const watched = await watchPolicyFile({ path, log, onBytes: (bytes) => host.load(bytes) });
    t.after(async () => {
      await watched.close();
      host.close();
    });
    const { revision } = host;
    assert.equal(host.status.active?.revision, revision);

    await writeFile(path, long.subarray(0, 1000));
    await until('half a bundle is refused', () => host.status.refusals > 0);
    assert.equal(host.revision, revision);
    assert.ok(lines.some(({ msg }) => String(msg).includes('refused')));

    await writeFile(`${path}.new`, await readFile(casesBundle));
    await rename(`${path}.new`, path);
    await until('one for other entrypoints is refused', () => {
      const last = host.status.lastLoad;
      return last?.outcome === 'refused' && /no entrypoint long\/quick/.test(last.error);
    });
    assert.equal(host.revision, revision);

    const { loads } = host.status;
    await writeFile(`${path}.new`, long);
    await rename(`${path}.new`, path);
    await until('the good one is back', () => host.status.loads > loads);
    assert.deepEqual(host.evaluate('long/quick', { value: 1 }), { kind: 'defined', result: 1 });
  });

  it('that goes away is told of, and leaves what was taken', async (t) => {
    const path = await fileOf(t, Buffer.from('one'));
    const taken: string[] = [];
    const { log, lines } = logLines();
    const onBytes = async (bytes: Uint8Array) => taken.push(Buffer.from(bytes).toString());
    const watched = await watchPolicyFile({ path, log, onBytes, pollMs: 20 });
    t.after(() => watched.close());
    await rm(path);
    await until('it is told', () => watched.failure !== undefined);
    assert.ok(lines.some(({ msg }) => /can't be taken: ENOENT/.test(String(msg))));
    await writeFile(path, 'two');
    await until('it is back', () => taken.at(-1) === 'two');
    assert.deepEqual(
      taken.filter((text) => text !== ''),
      ['one', 'two'],
    );
    assert.equal(watched.failure, undefined);
  });

  it('is refused at the start where it is missing, or can not be taken', async (t) => {
    const { log } = logLines();
    const missing = watchPolicyFile({ path: await fileOf(t), log, onBytes: async () => {} });
    await assert.rejects(missing, /ENOENT/);
    const onBytes = () => Promise.reject(new Error('no policy at all'));
    await assert.rejects(
      watchPolicyFile({ path: await fileOf(t, Buffer.from('x')), log, onBytes }),
      /no policy at all/,
    );
  });
});
