import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { packageRoot } from '../../src/package-root.ts';
import { capabilitiesPath } from '../../src/policy/build/capabilities.ts';
import type { ComplianceCase } from './cases.ts';

export const ENTRYPOINT = 'conformance/results';
const cache = join(packageRoot, '.postern/conformance');

/** A case's policy in both forms, or what the compiler said. */
export type CompiledCase = { readonly plan: Buffer; readonly wasm: Buffer } | { readonly error: string };

/** Compiles the case's modules and its query, as a rule that gathers the results. Kept for the next time. */
export async function compileCase(opa: string, item: ComplianceCase): Promise<CompiledCase> {
  const modules = [...(item.modules ?? []), queryModule(item)];
  const capabilities = readFileSync(capabilitiesPath);
  const name = createHash('sha256')
    .update(JSON.stringify(modules))
    .update(capabilities)
    .digest('hex')
    .slice(0, 32);
  mkdirSync(cache, { recursive: true });
  const kept = (part: string) => join(cache, `${name}.${part}`);
  if (existsSync(kept('error'))) return { error: readFileSync(kept('error'), 'utf8') };
  if (existsSync(kept('wasm'))) return { plan: readFileSync(kept('plan')), wasm: readFileSync(kept('wasm')) };
  try {
    const [plan, wasm] = await build(opa, modules);
    writeFileSync(kept('plan'), plan);
    writeFileSync(kept('wasm'), wasm);
    return { plan: Buffer.from(plan), wasm: Buffer.from(wasm) };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const text = stdout + stderr || String(error);
    writeFileSync(kept('error'), text);
    return { error: text };
  }
}

/** `data.test.p = x` becomes a set of `{"x": x}`. */
function queryModule({ query, want_result: wanted }: ComplianceCase): string {
  const names = Object.keys(wanted?.[0] ?? {}).filter((name) => /^[a-z_]\w*$/i.test(name));
  const variables = names.length > 0 ? names : variablesOf(query);
  const bindings = variables.map((name) => `"${name}": ${name}`).join(', ');
  return `package conformance\n\nresults contains {${bindings}} if {\n${query}\n}\n`;
}

function variablesOf(query: string): string[] {
  return /(?:^|[=(,\s])\s*x\s*(?:$|[=),;])/.test(query) ? ['x'] : [];
}

async function build(opa: string, modules: readonly string[]): Promise<[Uint8Array, Uint8Array]> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-conformance-'));
  try {
    mkdirSync(join(folder, 'rego'));
    modules.forEach((text, index) => {
      writeFileSync(join(folder, 'rego', `${index}.rego`), text);
    });
    const member = async (target: string, name: string) => {
      const output = join(folder, `${target}.tgz`);
      const flags = ['--target', target, '--entrypoint', ENTRYPOINT, '--capabilities', capabilitiesPath];
      await promisify(execFile)(opa, ['build', ...flags, '--output', output, '.'], {
        cwd: join(folder, 'rego'),
      });
      const entries = await unpackTar(gunzipSync(readFileSync(output)));
      const found = entries.find(({ header }) => header.name.replace(/^\/+/, '') === name);
      if (found?.data === undefined) throw new Error(`opa build gave no ${name}`);
      return found.data;
    };
    return [await member('plan', 'plan.json'), await member('wasm', 'policy.wasm')];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
