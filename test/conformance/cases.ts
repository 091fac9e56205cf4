import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { opaVersion } from '../../src/policy/build/opa.ts';

/** One of OPA's compliance cases. Source: v1/test/cases/cases.go of OPA. */
export interface ComplianceCase {
  readonly folder: string;
  readonly note: string;
  readonly query: string;
  readonly modules?: readonly string[] | null;
  readonly data?: unknown;
  readonly input?: unknown;
  readonly input_term?: string;
  readonly want_defined?: boolean;
  readonly want_result?: readonly Readonly<Record<string, unknown>>[];
  readonly want_error_code?: string;
  readonly want_error?: string;
  readonly sort_bindings?: boolean;
  readonly strict_error?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** The folder of OPA's own sources where Go keeps modules, undefined where it is missing. */
export function findOpaSources(): string | undefined {
  const folders = [process.env.GOMODCACHE, goModuleCache(), join(homedir(), 'go/pkg/mod')];
  return folders
    .filter((folder) => folder !== undefined && folder !== '')
    .map((folder) => join(folder as string, `github.com/open-policy-agent/opa@v${opaVersion}`))
    .find((folder) => existsSync(join(folder, casesPath)));
}

const casesPath = 'v1/test/cases/testdata/v1';

function goModuleCache(): string | undefined {
  try {
    return execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

/** Every case, folder by folder. */
export function readCases(sources: string): ComplianceCase[] {
  const root = join(sources, casesPath);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  return files.flatMap((name) => {
    // Integers beyond 2^53 come as bigints, and are written again as they were.
    const { cases = [] } = parse(readFileSync(join(root, name), 'utf8'), {
      intAsBigInt: true,
      maxAliasCount: -1,
    }) as {
      cases?: Omit<ComplianceCase, 'folder'>[];
    };
    return cases.map((each) => ({ ...each, folder: name.split('/')[0] ?? name }));
  });
}

/** The cases for which OPA itself lets its WASM depart, with OPA's reason. */
export function readWasmExceptions(sources: string): ReadonlyMap<string, string> {
  const file = join(sources, 'internal/wasm/sdk/test/e2e/exceptions.yaml');
  const exceptions = parse(readFileSync(file, 'utf8')) as Record<string, string>;
  return new Map(Object.entries(exceptions));
}

/** JSON text of what YAML gave. */
export function jsonOfYaml(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(jsonOfYaml).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${jsonOfYaml(member)}`,
  );
  return `{${members.join(',')}}`;
}
