import { createHash } from 'node:crypto';
import { writeColumnDeclarations } from '../columns/declared-columns.ts';
import type { Obstacle } from '../evaluator/residual/refusal.ts';
import { readPlan } from '../plan/read-plan.ts';
import { packArchive } from './archive.ts';
import { checkColumns } from './check-columns.ts';
import { compilePolicy } from './compile.ts';
import { entrypointPath } from './entrypoint-hint.ts';
import { findUnliftable } from './find-unliftable.ts';
import { OpaError, versionOfOpa } from './opa.ts';
import { refuseBrokenNegations } from './refuse-broken-negations.ts';
import { findDataFiles, type PolicySource, readSources } from './sources.ts';

export interface PolicyBuild {
  /** The bundle, a `.tar.gz`. */
  readonly bundle: Uint8Array;
  readonly revision: string;
  readonly entrypoints: readonly string[];
  /** Files of data in the folder, by their path in it. A policy bundle holds none; they are for the data feed. */
  readonly dataFiles: readonly string[];
  /** By entrypoint that is not check-only, the statements that keep it from being a filter. */
  readonly unliftable: ReadonlyMap<string, readonly Obstacle[]>;
}

/**
 * Compiles a folder of Rego into one OPA bundle: the Rego as written, `policy.wasm`, `plan.json` and a manifest. The
 * same sources and entrypoints give the same bytes with the same OPA. Entrypoints are paths of rules
 * (`authz/decision`; `data.authz.decision` is understood too). `opa` is the program. Throws an OpaError, also where the
 * columns that the policy declares are not those that its rules read, or where OPA's planner departs from its interpreter.
 *
 * The manifest has no `wasm` member: an OPA server would then want an engine for it, and would miss the entrypoints
 * in the Rego. It evaluates the Rego instead; our entrypoints stand in `metadata`.
 */
export async function buildPolicy(
  opa: string,
  folder: string,
  entrypoints: readonly string[],
): Promise<PolicyBuild> {
  const sources = await readSources(folder);
  if (sources.length === 0) throw new OpaError(`${folder} holds no Rego`);
  const asked = [...new Set(entrypoints.map(entrypointPath))].sort();
  const [compiled, version] = await Promise.all([compilePolicy(opa, sources, asked), versionOfOpa(opa)]);
  const revision = revisionOf(sources, compiled.entrypoints);
  const manifest = {
    revision,
    roots: compiled.roots,
    rego_version: 1,
    metadata: {
      postern: {
        entrypoints: compiled.entrypoints,
        opa: version,
        ...(compiled.checkOnly.length === 0 ? {} : { check_only: compiled.checkOnly }),
        ...(compiled.columns.size === 0 ? {} : { columns: writeColumnDeclarations(compiled.columns) }),
      },
    },
  };
  const bundle = await packArchive([
    { path: '/.manifest', content: `${JSON.stringify(manifest)}\n` },
    ...sources.map(({ path, text }) => ({ path: `/${path}`, content: text })),
    { path: '/plan.json', content: compiled.plan },
    { path: '/policy.wasm', content: compiled.wasm },
  ]);
  const plan = readPlan(JSON.parse(new TextDecoder().decode(compiled.plan)));
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  const filtering = compiled.entrypoints.filter((entrypoint) => !compiled.checkOnly.includes(entrypoint));
  refuseBrokenNegations(plan, texts);
  checkColumns(plan, filtering, compiled.columns, texts);
  return {
    bundle,
    revision,
    entrypoints: compiled.entrypoints,
    dataFiles: await findDataFiles(folder),
    unliftable: findUnliftable(plan, filtering, texts),
  };
}

/** Names the policy by its content: the sources as written and what of them can be asked for. */
function revisionOf(sources: readonly PolicySource[], entrypoints: readonly string[]): string {
  const content = JSON.stringify([entrypoints, sources.map(({ path, text }) => [path, text])]);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}
