import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { packageRoot } from '../../src/package-root.ts';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { environment } from '../support/dev-process.ts';
import { needsOpa } from '../support/opa.ts';

test('policy build writes the shipped policy, the same as committed', needsOpa, async (t) => {
  const output = join(await temporaryFolder(t), 'new', 'policy.tar.gz');
  const { status, stdout } = await postern(['policy', 'build', '-o', output]);
  assert.equal(status, 0);
  assert.match(stdout, /entrypoints: authz\/allow, authz\/decision, authz\/masks, authz\/reasons\n$/);
  assert.ok((await readFile(output)).equals(await readFile(shippedPolicy.bundle)));
});

test(
  'policy build --check passes on what the sources give, and fails on anything else',
  needsOpa,
  async (t) => {
    const output = join(await temporaryFolder(t), 'policy.tar.gz');
    const check = () => postern(['policy', 'build', '--check', '-o', output]);
    const missing = await check();
    assert.equal(missing.status, 1);
    assert.match(missing.stderr, /can't be read/);

    await copyFile(shippedPolicy.bundle, output);
    assert.equal((await check()).status, 0);

    const bytes = await readFile(output);
    await writeFile(output, bytes.with(bytes.length - 1, 7));
    const drifted = await check();
    assert.equal(drifted.status, 1);
    assert.match(drifted.stderr, /is not what the sources give .*postern policy build/);
    assert.ok((await readFile(output)).equals(bytes.with(bytes.length - 1, 7)), '--check writes nothing');
  },
);

test('another folder needs its own entrypoints', needsOpa, async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'rego'));
  await writeFile(join(folder, 'rego', 'p.rego'), 'package p\n\nallow if input.x\n');
  const output = join(folder, 'p.tar.gz');
  const unnamed = await postern(['policy', 'build', join(folder, 'rego'), '-o', output]);
  assert.equal(unnamed.status, 1);
  assert.match(unnamed.stderr, /at least one entrypoint/);
  const named = await postern(['policy', 'build', join(folder, 'rego'), '-e', 'p/allow', '-o', output]);
  assert.equal(named.status, 0);
  assert.match(named.stdout, /entrypoints: p\/allow\n$/);
});

test('a rule that is no filter is a warning, and an error where it has to be one', needsOpa, async (t) => {
  const folder = await temporaryFolder(t);
  const text = 'package p\n\nallow if lower(input.resource.properties.name) == "ab"\n';
  await mkdir(join(folder, 'rego'));
  await writeFile(join(folder, 'rego', 'p.rego'), text);
  const build = ['policy', 'build', join(folder, 'rego'), '-e', 'p/allow', '-o', join(folder, 'p.tar.gz')];
  const [warned, strict, named] = await Promise.all([
    postern(build),
    postern([...build, '--strict-filters']),
    postern([...build, '--filter', 'p/allow']),
  ]);
  assert.equal(warned.status, 0);
  assert.match(warned.stderr, /^warning: p\/allow can't be turned into a filter:\np\.rego:3:10: lower /);
  for (const { status, stderr } of [strict, named]) {
    assert.equal(status, 1);
    assert.match(stderr, /p\.rego:3:10: lower .*known values/);
  }
});

test('without OPA, policy build fails with the ways to get it and no stack', async () => {
  const { status, stderr } = await postern(['policy', 'build'], { OPA_BIN: '', PATH: '/nowhere' });
  assert.equal(status, 1);
  assert.match(stderr, /go install/);
  assert.doesNotMatch(stderr, /\n\s+at /);
});

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function postern(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const command = ['--import', 'tsx', join('src', 'main.ts'), ...args];
  const options = { cwd: packageRoot, env: { ...environment(), ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, command, options, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-policy-command-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
