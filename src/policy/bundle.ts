import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { type ColumnDeclarations, ColumnsError, readColumnDeclarations } from './columns/declared-columns.ts';
import type { Plan } from './plan/plan.ts';
import { PlanError, readPlan } from './plan/read-plan.ts';

/** A compiled policy: OPA's bundle format with the Rego as written, `policy.wasm` and `plan.json`. */
export interface PolicyBundle {
  readonly revision: string;
  /** The paths of `data` that the policy owns. */
  readonly roots: readonly string[];
  /** The rules that can be asked for, as paths (`authz/decision`). */
  readonly entrypoints: readonly string[];
  /** The entrypoints that the policy says are for checks alone, and no filters. */
  readonly checkOnly?: readonly string[];
  /** What the policy says of the rows of some resource types. */
  readonly columns?: ColumnDeclarations;
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly plan: Plan;
  /** The Rego sources by their path in the bundle. */
  readonly modules: ReadonlyMap<string, string>;
}

export type PolicyBundleErrorCode =
  | 'too_large'
  | 'not_gzip'
  | 'truncated'
  | 'not_tar'
  | 'missing_part'
  | 'bad_manifest'
  | 'bad_plan'
  | 'has_data';

/** Thrown for bytes that are not a policy bundle. `message` says what is wrong and what was expected. */
export class PolicyBundleError extends Error {
  override readonly name = 'PolicyBundleError';
  readonly code: PolicyBundleErrorCode;

  constructor(code: PolicyBundleErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The largest bundle that is read, in bytes: as it comes, and unpacked. */
export const bundleLimits = { compressed: 32 * 1024 * 1024, unpacked: 128 * 1024 * 1024 };

/**
 * Reads a policy bundle (`.tar.gz`). Throws a PolicyBundleError.
 * Source: https://www.openpolicyagent.org/docs/management-bundles#bundle-file-format
 */
export async function readPolicyBundle(bytes: Uint8Array): Promise<PolicyBundle> {
  const files = await unpack(bytes);
  const manifest = readManifest(part(files, '.manifest'));
  const plan = readPlanPart(part(files, 'plan.json'));
  const missing = manifest.entrypoints.find((entrypoint) => !plan.entrypoints.has(entrypoint));
  if (missing !== undefined) {
    throw new PolicyBundleError(
      'bad_manifest',
      `.manifest names the entrypoint ${missing}, which plan.json lacks`,
    );
  }
  refuseData(files);
  const modules = [...files].filter(([path]) => path.endsWith('.rego'));
  return {
    ...manifest,
    plan,
    wasm: part(files, 'policy.wasm'),
    modules: new Map(modules.map(([path, content]) => [path, decode(content)])),
  };
}

type Files = Map<string, Uint8Array<ArrayBuffer>>;

async function unpack(bytes: Uint8Array): Promise<Files> {
  if (bytes.byteLength > bundleLimits.compressed) {
    throw new PolicyBundleError('too_large', `the bundle is larger than ${bundleLimits.compressed} bytes`);
  }
  const archive = await inflate(bytes);
  const files: Files = new Map();
  try {
    for (const { header, data } of await unpackTar(archive, { strict: true })) {
      const path = header.name.replace(/^(\.?\/)+/, '');
      if (data === undefined) continue;
      if (files.has(path)) throw new Error(`${path} is in it twice`);
      files.set(path, data);
    }
  } catch (cause) {
    throw new PolicyBundleError('not_tar', `the bundle's archive can't be read: ${messageOf(cause)}`, {
      cause,
    });
  }
  return files;
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: bundleLimits.unpacked });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      const message = `the bundle holds more than ${bundleLimits.unpacked} bytes`;
      throw new PolicyBundleError('too_large', message, { cause });
    }
    if (code === 'Z_BUF_ERROR')
      throw new PolicyBundleError('truncated', 'the bundle ends too early', { cause });
    throw new PolicyBundleError('not_gzip', `the bundle is not a gzip file: ${messageOf(cause)}`, { cause });
  }
}

function readManifest(
  bytes: Uint8Array,
): Pick<PolicyBundle, 'revision' | 'roots' | 'entrypoints' | 'checkOnly' | 'columns'> {
  const manifest = parse(bytes, 'bad_manifest', '.manifest');
  const member = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  const revision = member(manifest, 'revision') ?? '';
  if (typeof revision !== 'string') {
    throw new PolicyBundleError('bad_manifest', '.manifest: revision is not a string');
  }
  const entrypoints = member(member(member(manifest, 'metadata'), 'postern'), 'entrypoints');
  const checkOnly = member(member(member(manifest, 'metadata'), 'postern'), 'check_only');
  const columns = member(member(member(manifest, 'metadata'), 'postern'), 'columns');
  return {
    ...(columns === undefined ? {} : { columns: readColumns(columns) }),
    ...(checkOnly === undefined ? {} : { checkOnly: names(checkOnly, 'metadata.postern.check_only') }),
    revision,
    roots: names(member(manifest, 'roots') ?? [''], 'roots'),
    entrypoints: names(entrypoints, 'metadata.postern.entrypoints'),
  };
}

function readColumns(value: unknown): ColumnDeclarations {
  try {
    return readColumnDeclarations(value);
  } catch (cause) {
    if (!(cause instanceof ColumnsError)) throw cause;
    throw new PolicyBundleError('bad_manifest', `.manifest: metadata.postern: ${cause.message}`, { cause });
  }
}

function names(value: unknown, place: string): string[] {
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string'))
    return value;
  throw new PolicyBundleError('bad_manifest', `.manifest: ${place} is not a list of names`);
}

function readPlanPart(bytes: Uint8Array): Plan {
  const json = parse(bytes, 'bad_plan', 'plan.json');
  try {
    return readPlan(json);
  } catch (cause) {
    if (!(cause instanceof PlanError)) throw cause;
    throw new PolicyBundleError('bad_plan', `plan.json: ${cause.message}`, { cause });
  }
}

/** Policy data reaches the engine by its own feed; data inside a policy bundle would silently be left out. */
function refuseData(files: Files): void {
  for (const [path, content] of files) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name !== 'data.json' && name !== 'data.yaml' && name !== 'data.yml') continue;
    if (name === 'data.json' && decode(content).replace(/\s/g, '') === '{}') continue;
    throw new PolicyBundleError(
      'has_data',
      `${path}: a policy bundle holds no data; give it through the data feed`,
    );
  }
}

function part(files: Files, path: string): Uint8Array<ArrayBuffer> {
  const content = files.get(path);
  if (content !== undefined) return content;
  throw new PolicyBundleError(
    'missing_part',
    `the bundle has no ${path}; build it with \`postern policy build\``,
  );
}

function parse(bytes: Uint8Array, code: PolicyBundleErrorCode, path: string): unknown {
  try {
    return JSON.parse(decode(bytes));
  } catch (cause) {
    throw new PolicyBundleError(code, `${path} is not JSON: ${messageOf(cause)}`, { cause });
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
