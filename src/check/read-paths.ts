import type { Block, Operand, Plan, Statement } from '../policy/plan/plan.ts';

/** Stands in a path for any item of an array, or any member of an object. */
export const EACH = '*';

/** Paths that are longer are cut. */
const LONGEST = 6;

/**
 * The paths of the input that a plan reads, from a rule on: `resource`, `resource.properties`, `resource.properties.team`.
 * It follows values through variables and calls, forgetting which way was taken, so it may name a path too many, but
 * none too few. It knows nothing of how a filter is made from the plan.
 */
export function readPaths(plan: Plan, entrypoint: string): string[][] {
  return [...new PathReader(plan, entrypoint).found.values()];
}

/**
 * What each variable of a plan or function may be a part of: paths of the input, as JSON texts. Every outermost block
 * numbers its variables anew, so what it sets itself hides what others set.
 */
class Locals {
  readonly #all = new Map<number, Set<string>>();
  #block = new Map<number, Set<string>>();

  enterBlock(): void {
    this.#block = new Map();
  }

  get(local: number): ReadonlySet<string> | undefined {
    return this.#block.get(local) ?? this.#all.get(local);
  }

  /** Tells whether anything is new. */
  add(local: number, paths: Iterable<string>): boolean {
    const set = setIn(this.#all, local);
    const before = set.size;
    const block = setIn(this.#block, local);
    for (const path of paths) {
      set.add(path);
      block.add(path);
    }
    return set.size > before;
  }

  /** As `add`, from outside of all blocks. */
  give(local: number, paths: Iterable<string>): boolean {
    const set = setIn(this.#all, local);
    const before = set.size;
    for (const path of paths) set.add(path);
    return set.size > before;
  }

  /** What a variable may be after all blocks. */
  outcome(local: number): ReadonlySet<string> | undefined {
    return this.#all.get(local);
  }
}

function setIn(sets: Map<number, Set<string>>, local: number): Set<string> {
  const set = sets.get(local) ?? new Set();
  sets.set(local, set);
  return set;
}

class PathReader {
  readonly found = new Map<string, string[]>();
  readonly #plan: Plan;
  readonly #locals = new Map<string, Locals>();
  #grown = true;

  constructor(plan: Plan, entrypoint: string) {
    this.#plan = plan;
    const start = new Locals();
    start.give(0, ['[]']);
    for (const name of plan.functions.keys()) this.#locals.set(name, new Locals());
    while (this.#grown) {
      this.#grown = false;
      this.#walkBlocks(plan.entrypoints.get(entrypoint) ?? [], start);
      for (const [name, { blocks }] of plan.functions) this.#walkBlocks(blocks, this.#localsOf(name));
    }
  }

  #localsOf(name: string): Locals {
    return this.#locals.get(name) ?? new Locals();
  }

  #walkBlocks(blocks: readonly Block[], locals: Locals): void {
    for (const block of blocks) {
      locals.enterBlock();
      this.#walk(block, locals);
    }
  }

  #walk(items: readonly unknown[], locals: Locals): void {
    for (const item of items) {
      if (Array.isArray(item)) this.#walk(item, locals);
      else if (typeof item === 'object' && item !== null && 'kind' in item)
        this.#visit(item as Statement, locals);
    }
  }

  #visit(statement: Statement, locals: Locals): void {
    switch (statement.kind) {
      case 'DotStmt': {
        const { source, key, target } = statement;
        const name = key.type === 'string_index' ? this.#plan.strings[key.value] : undefined;
        this.#add(locals, target, this.#below(of(locals, source), name ?? EACH));
        return;
      }
      case 'ScanStmt':
        this.#add(locals, statement.value, this.#below(locals.get(statement.source), EACH));
        break;
      case 'AssignVarStmt':
      case 'AssignVarOnceStmt':
        this.#add(locals, statement.target, of(locals, statement.source));
        return;
      case 'CallStmt':
        this.#call(statement, locals);
        return;
    }
    this.#walk(Object.values(statement), locals);
  }

  #call({ func, args, result }: Extract<Statement, { kind: 'CallStmt' }>, locals: Locals): void {
    const called = this.#plan.functions.get(func);
    if (called === undefined) {
      // The builtins behind `in` look at every item.
      const collection = func.startsWith('internal.member_') ? args.at(-1) : undefined;
      if (collection !== undefined) this.#below(of(locals, collection), EACH);
      return;
    }
    const own = this.#localsOf(func);
    for (const [n, param] of called.params.entries()) {
      const argument = args[n];
      if (argument !== undefined && own.give(param, of(locals, argument) ?? [])) this.#grown = true;
    }
    this.#add(locals, result, own.outcome(called.return));
  }

  #below(paths: Iterable<string> = [], key: string): string[] {
    return [...paths].map((text) => {
      const path = [...(JSON.parse(text) as string[]), key].slice(0, LONGEST);
      const name = JSON.stringify(path);
      this.found.set(name, path);
      return name;
    });
  }

  #add(locals: Locals, local: number, paths: Iterable<string> = []): void {
    if (locals.add(local, paths)) this.#grown = true;
  }
}

function of(locals: Locals, operand: Operand): ReadonlySet<string> | undefined {
  return operand.type === 'local' ? locals.get(operand.value) : undefined;
}
