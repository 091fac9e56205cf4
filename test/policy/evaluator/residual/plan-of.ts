import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import type { Plan } from '../../../../src/policy/plan/plan.ts';
import { readPlan } from '../../../../src/policy/plan/read-plan.ts';
import { opa } from '../../../support/opa.ts';

/** The plan that OPA makes of one module. */
export async function planOf(rego: string, entrypoints: readonly string[]): Promise<Plan> {
  const work = await mkdtemp(join(tmpdir(), 'postern-plan-'));
  try {
    await writeFile(join(work, 'policy.rego'), rego);
    const asked = entrypoints.flatMap((entrypoint) => ['--entrypoint', entrypoint]);
    const args = ['build', '--target', 'plan', '--output', 'bundle.tgz', ...asked, 'policy.rego'];
    await promisify(execFile)(opa, args, { cwd: work });
    const entries = await unpackTar(gunzipSync(await readFile(join(work, 'bundle.tgz'))));
    const plan = entries.find(({ header }) => header.name.endsWith('plan.json'))?.data;
    return readPlan(JSON.parse(new TextDecoder().decode(plan)));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
