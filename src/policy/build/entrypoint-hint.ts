import { OpaError, runOpa } from './opa.ts';
import type { PolicySource } from './sources.ts';

/** `/app/allow/` and `data.app.allow` → `app/allow` */
export function entrypointPath(written: string): string {
  const path = written.replace(/^\/+|\/+$/g, '');
  return /^data(\.[A-Za-z_]\w*)+$/.test(path) ? path.slice('data.'.length).replaceAll('.', '/') : path;
}

/** Says which rules could have been named, where OPA misses an entrypoint or knows none of that name. */
export async function withEntrypointHint(
  error: OpaError,
  opa: string,
  folder: string,
  sources: readonly PolicySource[],
): Promise<OpaError> {
  if (!/requires at least one entrypoint|does not refer to a rule/.test(error.message)) return error;
  const rules = await rulesOf(opa, folder, sources);
  const lines = rules.map((rule) => `  ${rule}`);
  return new OpaError(
    [error.message, 'Name one or more of these rules, each with -e:', ...lines].join('\n'),
    {
      cause: error,
    },
  );
}

/** The paths of all rules that are no functions, in order. */
async function rulesOf(opa: string, folder: string, sources: readonly PolicySource[]): Promise<string[]> {
  const paths = new Set<string>();
  for (const { path } of sources) {
    const module = JSON.parse(await runOpa(opa, folder, ['parse', '--format', 'json', path])) as ParsedModule;
    const packageNames = names(module.package.path);
    for (const { head } of module.rules ?? []) {
      if (head.args === undefined) paths.add([...packageNames, ...ruleNames(head)].join('/'));
    }
  }
  return [...paths].sort();
}

interface Term {
  readonly type: string;
  readonly value: unknown;
}

interface RuleHead {
  readonly name?: string;
  readonly ref?: readonly Term[];
  readonly args?: unknown;
}

/** The part of OPA's syntax tree that is read here. */
interface ParsedModule {
  readonly package: { readonly path: readonly Term[] };
  readonly rules?: readonly { readonly head: RuleHead }[];
}

/** Behind `data`. */
function names(path: readonly Term[]): string[] {
  return path.slice(1).map(({ value }) => String(value));
}

/** `p.q[x].r` is asked for as `p/q`. */
function ruleNames({ name = '', ref = [] }: RuleHead): string[] {
  const [first, ...rest] = ref;
  const end = rest.findIndex(({ type }) => type !== 'string');
  const fixed = end < 0 ? rest : rest.slice(0, end);
  return [String(first?.value ?? name), ...fixed.map(({ value }) => String(value))];
}
