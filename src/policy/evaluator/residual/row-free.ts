import type { Block, Local, Operand, Plan, PlanFunction, Statement } from '../../plan/plan.ts';
import { usesOf } from './statement-uses.ts';

type Path = readonly string[];

/**
 * Which functions of a plan read nothing of the input that is not known: whatever else they are given, they are as in an
 * evaluation where all is known. A function that hands on more of the input than it looks at does not count as one.
 */
export class RowFreeFunctions {
  readonly #plan: Plan;
  readonly #unknowns: readonly Path[];
  readonly #found = new Map<PlanFunction, boolean>();

  constructor(plan: Plan, unknowns: readonly Path[]) {
    this.#plan = plan;
    this.#unknowns = unknowns;
  }

  isFor(unknowns: readonly Path[]): boolean {
    if (unknowns === this.#unknowns) return true;
    return (
      unknowns.length === this.#unknowns.length &&
      unknowns.every((path, n) => isSame(path, this.#unknowns[n] ?? []))
    );
  }

  has(called: PlanFunction): boolean {
    const known = this.#found.get(called);
    if (known !== undefined) return known;
    // Until it is known otherwise, which matters to functions that call themselves only, of which Rego has none.
    this.#found.set(called, false);
    const free = this.#readsNone(called);
    this.#found.set(called, free);
    return free;
  }

  #readsNone({ params, blocks }: PlanFunction): boolean {
    const [input] = params;
    if (input === undefined) return false;
    const parts = new InputParts(input);
    // What is set in one turn of a scan may be read earlier in the next one.
    for (let before = -1; before !== parts.size; ) {
      before = parts.size;
      if (!blocks.every((block) => this.#isFree(block, parts))) return false;
    }
    return true;
  }

  #isFree(block: Block, parts: InputParts): boolean {
    return block.every((statement) => {
      switch (statement.kind) {
        case 'WithStmt':
        case 'CallDynamicStmt':
        case 'unknown':
          return false;
        case 'BlockStmt':
          return statement.blocks.every((inner) => this.#isFree(inner, parts));
        case 'NotStmt':
          return this.#isFree(statement.block, parts);
        case 'ScanStmt':
          return !parts.has(statement.source) && this.#isFree(statement.block, parts);
        case 'CallStmt':
          return this.#calls(statement, parts);
        case 'DotStmt':
          return this.#looksUp(statement, parts);
        case 'AssignVarStmt':
          parts.copy(statement.source, statement.target);
          return true;
        default:
          return !usesOf(statement).reads.some((local) => parts.has(local));
      }
    });
  }

  #calls({ func, args }: Extract<Statement, { kind: 'CallStmt' }>, parts: InputParts): boolean {
    const called = this.#plan.functions.get(func);
    const [first, ...others] = args;
    if (others.some((arg) => parts.of(arg).length > 0)) return false;
    if (called === undefined) return first === undefined || parts.of(first).length === 0;
    return first !== undefined && parts.isInput(first) && this.has(called);
  }

  #looksUp({ source, key, target }: Extract<Statement, { kind: 'DotStmt' }>, parts: InputParts): boolean {
    if (parts.of(key).length > 0) return false;
    return parts.of(source).every((path) => {
      if (key.type !== 'string_index') return false;
      const below = [...path, this.#plan.strings[key.value] ?? ''];
      if (this.#unknowns.some((unknown) => goesOnFrom(below, unknown))) return false;
      if (this.#unknowns.some((unknown) => goesOnFrom(unknown, below))) parts.add(target, below);
      return true;
    });
  }
}

/** The variables of a function that may hold what has something unknown in it, and where in the input that lies. */
class InputParts {
  readonly #input: Local;
  readonly #paths = new Map<Local, Path[]>();
  #size = 0;

  constructor(input: Local) {
    this.#input = input;
    this.add(input, []);
  }

  /** How many there are; it only grows. */
  get size(): number {
    return this.#size;
  }

  has(local: Local): boolean {
    return this.#paths.has(local);
  }

  of(operand: Operand): readonly Path[] {
    return operand.type === 'local' ? (this.#paths.get(operand.value) ?? []) : [];
  }

  isInput(operand: Operand): boolean {
    return operand.type === 'local' && operand.value === this.#input && this.of(operand).length === 1;
  }

  add(local: Local, path: Path): void {
    const paths = this.#paths.get(local) ?? [];
    if (paths.some((each) => isSame(each, path))) return;
    this.#paths.set(local, [...paths, path]);
    this.#size += 1;
  }

  copy(source: Operand, target: Local): void {
    for (const path of this.of(source)) this.add(target, path);
  }
}

function isSame(a: Path, b: Path): boolean {
  return a.length === b.length && goesOnFrom(a, b);
}

function goesOnFrom(path: Path, from: Path): boolean {
  return path.length >= from.length && from.every((name, index) => name === path[index]);
}
