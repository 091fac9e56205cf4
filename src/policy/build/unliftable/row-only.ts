import { blocksIn } from '../../evaluator/known/definitions.ts';
import { usesOf } from '../../evaluator/residual/statement-uses.ts';
import type { Block, Local, Operand, Plan, PlanFunction, Statement, StatementOf } from '../../plan/plan.ts';
import { belowInput } from './kinds.ts';

/** What else than the row a builtin may tell of. */
const OF_THE_MOMENT = new Set(['time.now_ns', 'io.jwt.decode_verify']);

/** What a variable may hold besides values made of the row: a part of the input that has the row in it, or data, and which. */
type Held = readonly [root: 'input' | 'data', ...names: string[]];

/**
 * Which functions of a plan ask for nothing but the row and constants: no data, no other part of the input, no clock. What
 * becomes of them in a filter is the same for every question. A function with arguments of its own does not count as one.
 */
export class RowOnlyFunctions {
  readonly #plan: Plan;
  readonly #found = new Map<PlanFunction, boolean>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  has(called: PlanFunction): boolean {
    return called.params.length === 2 && this.#hasBody(called);
  }

  /** Whether a block of a function can be run by itself, and asks for nothing but the row. */
  hasBlock(called: PlanFunction, block: Block): boolean {
    const { reads, writes } = usesIn(block);
    const known = new Set([...called.params.slice(0, 2), ...writes]);
    return reads.every((local) => known.has(local)) && this.#asksRowOnly({ ...called, blocks: [block] });
  }

  #hasBody(called: PlanFunction): boolean {
    const known = this.#found.get(called);
    if (known !== undefined) return known;
    this.#found.set(called, false);
    const only = this.#asksRowOnly(called);
    this.#found.set(called, only);
    return only;
  }

  #asksRowOnly({ params: [input, data], blocks }: PlanFunction): boolean {
    if (input === undefined || data === undefined) return false;
    const held = new Holders(input, data);
    return blocks.every((block) => this.#isOfRow(block, held));
  }

  /** What a block leaves in variables is added to what they may hold outside of it. */
  #isOfRow(block: Block, outer: Holders): boolean {
    const held = outer.copy();
    const only = block.every((statement) => {
      // What is set in one turn of a scan may be read earlier in the next one.
      const turns = statement.kind === 'ScanStmt' ? 2 : 1;
      const inner = Array.from({ length: turns }, () => blocksIn(statement)).flat();
      return this.#asks(statement, held) && inner.every((each) => this.#isOfRow(each, held));
    });
    outer.addAll(held);
    return only;
  }

  #asks(statement: Statement, held: Holders): boolean {
    switch (statement.kind) {
      case 'CallDynamicStmt':
      case 'unknown':
        return false;
      case 'CallStmt': {
        const only = this.#calls(statement, held);
        held.set(statement.result, []);
        return only;
      }
      case 'DotStmt':
        return this.#looksUp(statement, held);
      case 'WithStmt':
        return held.of(statement.value).length === 0 || this.#restores(statement, held);
      case 'ObjectMergeStmt':
        held.set(statement.target, []);
        return [statement.a, statement.b].every((local) =>
          held.of({ type: 'local', value: local }).every(isOfData),
        );
      case 'AssignVarStmt':
        held.set(statement.target, held.of(statement.source));
        return true;
      default: {
        const { reads, writes } = usesOf(statement);
        for (const local of writes) held.set(local, []);
        return reads.every((local) => writes.includes(local) || !held.has(local));
      }
    }
  }

  /** Has what comes after a `with` see the input as it was before. */
  #restores({ local, path, value }: StatementOf<'WithStmt'>, held: Holders): boolean {
    const isWhole = held.of(value).every(([root, ...names]) => root === 'input' && names.length === 0);
    return path.length === 0 && isWhole && held.isInput({ type: 'local', value: local });
  }

  /** Whether rules lie at a path of the data or below it, so that no data do. */
  #isOfPolicy(names: readonly string[]): boolean {
    return [...this.#plan.functions.values()].some(({ path: [, ...path] }) => {
      return names.every((name, index) => name === path[index]);
    });
  }

  #calls({ func, args }: StatementOf<'CallStmt'>, held: Holders): boolean {
    const called = this.#plan.functions.get(func);
    const own = called === undefined ? args : args.slice(2);
    if (own.some((arg) => held.of(arg).length > 0)) return false;
    if (called === undefined) return !OF_THE_MOMENT.has(func);
    const [input, data] = args;
    return held.isInput(input) && held.isData(data) && this.#hasBody(called);
  }

  #looksUp({ source, key, target }: StatementOf<'DotStmt'>, held: Holders): boolean {
    if (held.of(key).length > 0) return false;
    const found: Held[] = [];
    for (const [root, ...names] of held.of(source)) {
      if (key.type !== 'string_index') return false;
      const path = [...names, this.#plan.strings[key.value] ?? ''];
      if (root === 'data') {
        if (!this.#isOfPolicy(path)) return false;
        found.push([root, ...path]);
        continue;
      }
      const [below] = belowInput(names, path.at(-1) ?? '').kinds;
      if (below?.is === 'input') found.push([root, ...path]);
      else if (below?.is !== 'field') return false;
    }
    held.set(target, found);
    return true;
  }
}

function isOfData([root]: Held): boolean {
  return root === 'data';
}

class Holders {
  readonly #input: Local;
  readonly #data: Local;
  readonly #held: Map<Local, readonly Held[]>;

  constructor(input: Local, data: Local, held?: ReadonlyMap<Local, readonly Held[]>) {
    this.#input = input;
    this.#data = data;
    this.#held = new Map<Local, readonly Held[]>(
      held ?? [
        [input, [['input']]],
        [data, [['data']]],
      ],
    );
  }

  copy(): Holders {
    return new Holders(this.#input, this.#data, this.#held);
  }

  addAll(others: Holders): void {
    for (const [local, held] of others.#held) {
      const before = this.#held.get(local) ?? [];
      const names = new Set(before.map(String));
      this.#held.set(local, [...before, ...held.filter((each) => !names.has(String(each)))]);
    }
  }

  has(local: Local): boolean {
    return (this.#held.get(local) ?? []).length > 0;
  }

  of(operand: Operand): readonly Held[] {
    return operand.type === 'local' ? (this.#held.get(operand.value) ?? []) : [];
  }

  set(local: Local, held: readonly Held[]): void {
    this.#held.set(local, held);
  }

  isInput(operand: Operand | undefined): boolean {
    return operand?.type === 'local' && operand.value === this.#input;
  }

  isData(operand: Operand | undefined): boolean {
    return operand?.type === 'local' && operand.value === this.#data;
  }
}

function usesIn(block: Block): { readonly reads: readonly Local[]; readonly writes: readonly Local[] } {
  const uses = block.flatMap((statement) => {
    const set = statement.kind === 'ScanStmt' ? [statement.key, statement.value] : [];
    return [usesOf(statement), { reads: [], writes: set }, ...blocksIn(statement).map(usesIn)];
  });
  return { reads: uses.flatMap(({ reads }) => reads), writes: uses.flatMap(({ writes }) => writes) };
}
