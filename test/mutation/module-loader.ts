import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { transformSync } from 'esbuild';

type Exports = Record<string, unknown>;
type Compiled = (module: { exports: Exports }, exports: Exports, require: (name: string) => unknown) => void;

/**
 * Loads modules of this project with some of them replaced. What depends on none of those is loaded once and shared, so
 * that loading again costs milliseconds, and so that everything else can be collected.
 */
export class ModuleLoader {
  readonly #root: string;
  readonly #entries: readonly string[];
  readonly #compiled = new Map<string, Compiled>();
  readonly #imports = new Map<string, ReadonlyMap<string, string>>();
  readonly #packages = new Map<string, unknown>();
  readonly #shared = new Map<string, { exports: Exports }>();

  private constructor(root: string, entries: readonly string[]) {
    this.#root = root;
    this.#entries = entries;
  }

  /** Reads the modules at these paths, and all that they import. */
  static async of(root: string, entries: readonly string[]): Promise<ModuleLoader> {
    const loader = new ModuleLoader(root, entries);
    for (const entry of entries) await loader.#read(entry);
    return loader;
  }

  /** The paths of all modules. */
  get files(): readonly string[] {
    return [...this.#compiled.keys()];
  }

  /** Whether a module needs another one. */
  needs(file: string, other: string): boolean {
    return this.#changedBy([other]).has(file);
  }

  /** What the entries export together, where these files hold something else. */
  load(replaced: ReadonlyMap<string, string>): Exports {
    const changed = this.#changedBy([...replaced.keys()]);
    const own = new Map<string, { exports: Exports }>();
    const compiled = new Map([...replaced].map(([file, text]) => [file, compile(file, text)]));
    const load = (file: string): Exports => {
      const modules = changed.has(file) ? own : this.#shared;
      const known = modules.get(file);
      if (known !== undefined) return known.exports;
      const module = { exports: {} };
      modules.set(file, module);
      const imports = this.#imports.get(file);
      const run = compiled.get(file) ?? this.#compiled.get(file);
      run?.(module, module.exports, (name) => {
        const imported = imports?.get(name);
        return imported === undefined ? this.#packages.get(name) : load(imported);
      });
      return module.exports;
    };
    return Object.assign({}, ...this.#entries.map(load));
  }

  async #read(file: string): Promise<void> {
    if (this.#compiled.has(file)) return;
    const text = readFileSync(join(this.#root, file), 'utf8');
    const names: string[] = [];
    this.#compiled.set(file, compile(file, text, names));
    const imports = new Map<string, string>();
    this.#imports.set(file, imports);
    for (const name of names) {
      if (name.startsWith('.')) {
        const path = relative(this.#root, join(this.#root, dirname(file), name));
        imports.set(name, path);
        await this.#read(path);
      } else if (!this.#packages.has(name)) {
        // Some packages are ES modules only, so that they can't be required.
        this.#packages.set(name, { ...((await importPackage(name)) as object), __esModule: true });
      }
    }
  }

  /** The modules that need one of these, themselves included. */
  #changedBy(files: readonly string[]): Set<string> {
    const changed = new Set(files);
    for (let more = true; more; ) {
      more = false;
      for (const [file, imports] of this.#imports) {
        if (changed.has(file) || ![...imports.values()].some((each) => changed.has(each))) continue;
        changed.add(file);
        more = true;
      }
    }
    return changed;
  }
}

function compile(file: string, text: string, names: string[] = []): Compiled {
  const { code } = transformSync(text, {
    loader: 'ts',
    format: 'cjs',
    target: 'node20',
    sourcefile: file,
    define: { 'import.meta.dirname': JSON.stringify(dirname(file)) },
  });
  for (const [, name] of code.matchAll(/\brequire\("([^"]+)"\)/g)) names.push(name as string);
  return new Function('module', 'exports', 'require', `${code}\n//# sourceURL=mutated/${file}`) as Compiled;
}

const require = createRequire(import.meta.url);

function importPackage(name: string): unknown {
  return name.startsWith('node:') ? require(name) : import(name);
}
