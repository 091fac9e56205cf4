import { posix } from 'node:path';

/** Reads a source file by its path in the repository; undefined where there is none. */
export type ReadSource = (path: string) => string | undefined;

export interface ImportRule {
  /** Whether a repository path or a package name must not be reached. */
  readonly forbidden: (target: string) => boolean;
  readonly read: ReadSource;
}

/** Every chain of imports that leads from `file` to something forbidden, as `a → b → c`. */
export function forbiddenImports(file: string, { forbidden, read }: ImportRule): string[] {
  const found: string[] = [];
  const visited = new Set<string>([file]);
  const visit = (path: string, chain: readonly string[]) => {
    for (const target of importTargets(path, read(path) ?? '')) {
      const longer = [...chain, target];
      if (forbidden(target)) found.push(longer.join(' → '));
      else if (target.startsWith('src/') && !visited.has(target)) {
        visited.add(target);
        visit(target, longer);
      }
    }
  };
  visit(file, [file]);
  return found;
}

/** What a file imports: repository paths for relative imports, package names for the others. */
function importTargets(path: string, source: string): string[] {
  const specifiers = [
    ...source.matchAll(/\bfrom\s*['"]([^'"]+)['"]/g),
    ...source.matchAll(/\b(?:import|require|resolve)\s*\(\s*['"`]([^'"`]+)['"`]/g),
    ...source.matchAll(/\bimport\s*['"]([^'"]+)['"]/g),
  ].map((match) => match[1] ?? '');
  return specifiers.map((specifier) =>
    specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : packageName(specifier),
  );
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
