import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import {
  type ColumnDeclarations,
  ColumnsError,
  type DeclaredColumns,
  readColumnDeclarations,
} from '../columns/declared-columns.ts';
import { capabilitiesPath } from './capabilities.ts';
import { withEntrypointHint } from './entrypoint-hint.ts';
import { OpaError, runOpa } from './opa.ts';
import type { PolicySource } from './sources.ts';
import { withBuiltinHint } from './unsupported-builtin.ts';

export interface CompiledPolicy {
  readonly wasm: Uint8Array;
  readonly plan: Uint8Array;
  /** The rules that can be asked for, those marked in the Rego (`entrypoint: true`) included, in order. */
  readonly entrypoints: readonly string[];
  /** The paths of `data` that the policy owns. */
  readonly roots: readonly string[];
  /** The entrypoints that are said to serve checks alone (`custom: {check_only: true}` in their metadata), in order. */
  readonly checkOnly: readonly string[];
  /** What metadata say of the columns of rows (`custom: {columns: …}`); empty where nothing. */
  readonly columns: ColumnDeclarations;
}

/** Compiles Rego to a module and a plan with the program `opa`. Throws an OpaError naming file and line. */
export async function compilePolicy(
  opa: string,
  sources: readonly PolicySource[],
  entrypoints: readonly string[],
): Promise<CompiledPolicy> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-policy-'));
  try {
    await writeSources(join(folder, 'rego'), sources);
    const build = (target: 'wasm' | 'plan') => buildTarget(opa, folder, target, entrypoints);
    const [module, planned, inspected] = await Promise.all([
      build('wasm'),
      build('plan'),
      runOpa(opa, join(folder, 'rego'), ['inspect', '--annotations', '--format', 'json', '.']),
    ]);
    const named = entrypointsOf(member(module, '.manifest'));
    const marked = checkOnlyOf(inspected);
    return {
      wasm: member(module, 'policy.wasm'),
      plan: member(planned, 'plan.json'),
      entrypoints: named,
      checkOnly: named.filter((entrypoint) => marked.has(entrypoint)),
      columns: columnsIn(inspected),
      roots: rootsOf(inspected),
    };
  } catch (error) {
    if (!(error instanceof OpaError)) throw error;
    throw await withEntrypointHint(await withBuiltinHint(error, opa), opa, join(folder, 'rego'), sources);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeSources(folder: string, sources: readonly PolicySource[]): Promise<void> {
  for (const { path, text } of sources) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

type Files = ReadonlyMap<string, Uint8Array>;

async function buildTarget(
  opa: string,
  folder: string,
  target: 'wasm' | 'plan',
  entrypoints: readonly string[],
): Promise<Files> {
  const output = join(folder, `${target}.tar.gz`);
  const flags = [
    '--target',
    target,
    '--prune-unused',
    '--output',
    output,
    '--capabilities',
    capabilitiesPath,
  ];
  const asked = entrypoints.flatMap((entrypoint) => ['--entrypoint', entrypoint]);
  await runOpa(opa, join(folder, 'rego'), ['build', ...flags, ...asked, '.']);
  const entries = await unpackTar(gunzipSync(await readFile(output)));
  return new Map(
    entries.map(({ header, data }) => [header.name.replace(/^\/+/, ''), data ?? new Uint8Array()]),
  );
}

function member(files: Files, name: string): Uint8Array {
  const content = files.get(name);
  if (content === undefined) throw new OpaError(`opa build gave no ${name}`);
  return content;
}

function entrypointsOf(manifest: Uint8Array): string[] {
  const { wasm = [] } = JSON.parse(new TextDecoder().decode(manifest)) as {
    wasm?: { entrypoint: string }[];
  };
  return [...new Set(wasm.map(({ entrypoint }) => entrypoint))].sort();
}

/** The rules and packages whose metadata say `custom: {check_only: true}`. */
function checkOnlyOf(inspected: string): ReadonlySet<string> {
  const { annotations = [] } = JSON.parse(inspected) as {
    annotations?: {
      readonly path?: readonly { readonly value: unknown }[];
      readonly annotations?: { readonly custom?: { readonly check_only?: unknown } };
    }[];
  };
  const marked = annotations.filter((each) => each.annotations?.custom?.check_only === true);
  return new Set(
    marked.map(({ path = [] }) =>
      path
        .slice(1)
        .map(({ value }) => String(value))
        .join('/'),
    ),
  );
}

/** All that is declared of columns, put together. Throws an OpaError naming file and line. */
function columnsIn(inspected: string): ColumnDeclarations {
  const { annotations = [] } = JSON.parse(inspected) as {
    annotations?: {
      readonly location?: { readonly file: string; readonly row: number };
      readonly annotations?: { readonly custom?: { readonly columns?: unknown } };
    }[];
  };
  const found = new Map<string, DeclaredColumns>();
  for (const { annotations: annotation, location } of annotations) {
    const columns = annotation?.custom?.columns;
    if (columns === undefined) continue;
    const place = location === undefined ? '' : `${location.file}:${location.row}: `;
    try {
      for (const [type, declared] of readColumnDeclarations(columns)) {
        if (found.has(type)) throw new ColumnsError(`the columns of ${type} are declared twice`);
        found.set(type, declared);
      }
    } catch (error) {
      if (error instanceof ColumnsError) throw new OpaError(`${place}${error.message}`);
      throw error;
    }
  }
  return found;
}

/** The packages' paths, without those below another one. */
function rootsOf(inspected: string): string[] {
  const { namespaces = {} } = JSON.parse(inspected) as { namespaces?: Record<string, unknown> };
  const paths = Object.keys(namespaces).map(pathOf).sort();
  return paths.filter((path) => !paths.some((other) => other !== path && `${path}/`.startsWith(`${other}/`)));
}

/** `data.a["b-c"].d` → `a/b-c/d` */
function pathOf(reference: string): string {
  const parts = reference.matchAll(/\.?([^.["\]]+)|\["((?:[^"\\]|\\.)*)"\]/g);
  return [...parts]
    .map(([, plain, quoted]) => plain ?? (JSON.parse(`"${quoted}"`) as string))
    .slice(1)
    .join('/');
}
