import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { packArchive } from '../../../../src/policy/build/archive.ts';
import { buildPolicy } from '../../../../src/policy/build/build-policy.ts';
import { runOpa } from '../../../../src/policy/build/opa.ts';
import { opa } from '../../../support/opa.ts';

/** A policy of one module whose decision is `authz/decision`, as `postern policy build` makes it. */
export function builtPolicy(rego: string): Promise<Uint8Array> {
  return withSource(rego, async (folder) => (await buildPolicy(opa, folder, [ENTRYPOINT])).bundle);
}

/** The same with every builtin that OPA has, those included that do not run here. */
export function widelyBuiltPolicy(rego: string): Promise<Uint8Array> {
  return withSource(rego, async (folder) => {
    const metadata = { postern: { entrypoints: [ENTRYPOINT] } };
    const manifest = { revision: 'wide', roots: ['authz'], rego_version: 1, metadata };
    return await packArchive([
      { path: '/.manifest', content: JSON.stringify(manifest) },
      { path: '/plan.json', content: await target('plan', 'plan.json', folder) },
      { path: '/policy.wasm', content: await target('wasm', 'policy.wasm', folder) },
    ]);
  });
}

const ENTRYPOINT = 'authz/decision';

async function target(name: 'wasm' | 'plan', file: string, folder: string): Promise<Uint8Array> {
  const output = join(folder, `${name}.tar.gz`);
  const flags = ['--target', name, '--entrypoint', ENTRYPOINT, '--output', output];
  await runOpa(opa, folder, ['build', ...flags, 'policy.rego']);
  const entries = await unpackTar(gunzipSync(await readFile(output)));
  const found = entries.find(({ header }) => header.name === `/${file}`)?.data;
  if (found === undefined) throw new Error(`opa build gave no ${file}`);
  return found;
}

async function withSource<T>(rego: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-made-policy-'));
  try {
    await writeFile(join(folder, 'policy.rego'), rego);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
