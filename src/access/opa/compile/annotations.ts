import { parse } from 'yaml';
import { isObject } from '../../authzen/evaluation-request.ts';
import { InvalidUnknown } from './compile-errors.ts';
import { type InputPath, readUnknown } from './unknowns.ts';

/** What the annotations of a rule say about its filters. */
export interface CompileAnnotations {
  /** Throws an InvalidUnknown. Asked for only where a request names none, as in OPA. */
  unknowns(): readonly InputPath[] | undefined;
  /** The path of a rule, such as `filters/masks`. */
  readonly maskRule: string | undefined;
}

interface Annotation {
  readonly scope: 'rule' | 'document' | 'package' | 'subpackages';
  readonly package: string;
  /** The name of the rule it stands above. */
  readonly rule: string | undefined;
  readonly compile: Readonly<Record<string, unknown>>;
  readonly file: string;
  readonly row: number;
}

/** From the closest to the widest, as OPA reads them. */
const SCOPES = ['rule', 'document', 'package', 'subpackages'] as const;

/**
 * The `compile` annotations that hold of a rule (`filters/include`): unknowns of all of them, the mask rule of the closest.
 * Source: OPA documentation, "Annotations"; `ExtractUnknownsFromAnnotations` of OPA.
 */
export function readCompileAnnotations(
  modules: ReadonlyMap<string, string>,
  rule: string,
): CompileAnnotations {
  const at = rule.lastIndexOf('/');
  const [path, name] = [rule.slice(0, Math.max(at, 0)), rule.slice(at + 1)];
  const chain = [...modules]
    .flatMap(([file, text]) => annotationsOf(text, file))
    .filter((each) => holdsOf(each, path, name))
    .sort((a, b) => SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope) || b.package.length - a.package.length);
  const mask = chain.map(({ compile }) => compile.mask_rule).find((given) => typeof given === 'string');
  return {
    unknowns() {
      const unknowns = chain.flatMap(unknownsOf);
      return unknowns.length === 0 ? undefined : unknowns;
    },
    maskRule: mask === undefined ? undefined : maskPath(mask, rule),
  };
}

/** The path of a mask rule: a reference below `data`, or the name of a rule in the package of another. */
export function maskPath(given: string, rule: string): string {
  const path = given.replaceAll('.', '/');
  if (given.startsWith('data.')) return path.slice('data/'.length);
  return [...rule.split('/').slice(0, -1), path].join('/');
}

function holdsOf({ scope, package: where, rule }: Annotation, path: string, name: string): boolean {
  if (scope === 'subpackages') return path === where || path.startsWith(`${where}/`);
  if (path !== where) return false;
  return scope === 'package' || rule === name;
}

function unknownsOf({ compile, file, row }: Annotation): InputPath[] {
  if (!Array.isArray(compile.unknowns)) return [];
  return compile.unknowns.map((given: unknown) => {
    const path = typeof given === 'string' ? readingUnknown(given) : undefined;
    if (path !== undefined) return path;
    throw new InvalidUnknown(`unknowns must be prefixed with \`input\`: ${String(given)}`, {
      file,
      row,
      col: 1,
    });
  });
}

function readingUnknown(text: string): InputPath | undefined {
  try {
    return readUnknown(text);
  } catch {
    return undefined;
  }
}

/** The annotations of a module that have a member `compile`. */
function annotationsOf(text: string, file: string): Annotation[] {
  const lines = text.split(/\r?\n/);
  const found: Annotation[] = [];
  let packageName = /^\s*package\s+([\w.]+)/m.exec(text)?.[1] ?? '';
  packageName = packageName.replaceAll('.', '/');
  for (let start = 0; start < lines.length; start++) {
    if (!/^#\s*METADATA\s*$/.test(lines[start] ?? '')) continue;
    let end = start + 1;
    while (/^#/.test(lines[end] ?? '')) end++;
    const above = lines.slice(end).find((line) => !/^\s*(?:#|$)/.test(line)) ?? '';
    const content = readYaml(lines.slice(start + 1, end).map((line) => line.slice(1)));
    if (!isObject(content.compile)) continue;
    const abovePackage = /^package\b/.test(above);
    const scope = SCOPES.find((known) => known === content.scope) ?? (abovePackage ? 'package' : 'rule');
    const rule = /^(?:default\s+)?([A-Za-z_]\w*)/.exec(above)?.[1];
    found.push({ scope, package: packageName, rule, compile: content.compile, file, row: start + 1 });
  }
  return found;
}

/** OPA refuses to build a policy whose annotations are no YAML: what can't be read is none. */
function readYaml(lines: readonly string[]): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = parse(lines.join('\n'));
    return isObject(content) ? content : {};
  } catch {
    return {};
  }
}
