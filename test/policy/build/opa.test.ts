import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findOpa, opaVersion, runOpa, versionOfOpa } from '../../../src/policy/build/opa.ts';

test('OPA_BIN is taken before the PATH', async (t) => {
  const [named, onPath] = [await program(t), await program(t)];
  const PATH = ['/nowhere', join(onPath, '..')].join(delimiter);
  assert.equal(await findOpa({ OPA_BIN: named, PATH }), named);
  assert.equal(await findOpa({ PATH }), onPath);
  assert.equal(await findOpa({ OPA_BIN: '', PATH }), onPath);
});

test('an OPA_BIN that is no program is said, not passed over', async (t) => {
  const PATH = join(await program(t), '..');
  await assert.rejects(findOpa({ OPA_BIN: '/nowhere/opa', PATH }), /OPA_BIN names \/nowhere\/opa/);
});

test('without OPA the message says how to get it', async () => {
  await assert.rejects(findOpa({ PATH: '/nowhere' }), (error: Error) => {
    assert.equal(error.name, 'OpaError');
    assert.match(error.message, new RegExp(`go install github.com/open-policy-agent/opa@v${opaVersion}`));
    assert.match(error.message, /releases\/download\/v[\d.]+\/opa_(linux|darwin|windows)_(amd64|arm64)/);
    assert.match(error.message, /SHA-256/);
    return true;
  });
});

test('what OPA prints when it fails is the message', async (t) => {
  const opa = await program(t, 'echo "error: 1 error occurred: p.rego:3: something" >&2; exit 2');
  await assert.rejects(runOpa(opa, '.', []), { name: 'OpaError', message: /p\.rego:3: something$/ });
});

test('the version is read from what OPA prints', async (t) => {
  assert.equal(await versionOfOpa(await program(t, 'echo "Version: 9.8.7"')), '9.8.7');
});

async function program(t: TestContext, script = 'exit 0'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-opa-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'opa');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}
