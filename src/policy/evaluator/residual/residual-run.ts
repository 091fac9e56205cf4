import type { Builtin, EvaluationClock } from '../../builtins/builtin.ts';
import { ALWAYS, NEVER } from '../../conditions/condition.ts';
import type { Block, Location, Plan, PlanFunction, Statement } from '../../plan/plan.ts';
import { EvaluationError, positionOf } from '../evaluation-error.ts';
import { CallFrame } from './call-frame.ts';
import { callDynamically, callStatement } from './calls.ts';
import { Formulas } from './formulas.ts';
import { analyzeLocals, type FunctionLocals } from './function-locals.ts';
import { make } from './makes.ts';
import { NotLiftable, Refusal } from './refusal.ts';
import { type DeclaredFields, RowFields, type SparseRows } from './row-fields.ts';
import { scan } from './scans.ts';
import { guardOf, leave, Scope } from './scope.ts';
import { mergedCases } from './slot.ts';
import { straightened } from './straighten.ts';
import type { Case, Sym } from './term.ts';
import { test } from './tests.ts';
import { withReplaced } from './with.ts';

/** A function as it is run. */
export interface PreparedFunction {
  readonly blocks: readonly Block[];
  readonly locals: FunctionLocals;
}

export interface ResidualOptions {
  readonly plan: Plan;
  readonly builtins: ReadonlyMap<string, Builtin>;
  readonly prepared: WeakMap<PlanFunction, PreparedFunction>;
  readonly fields: DeclaredFields | undefined;
  readonly sparse: SparseRows | undefined;
  readonly steps: number;
  readonly now: () => bigint;
  /** The Rego as written, by file. */
  readonly sources: ReadonlyMap<string, string>;
}

/** One evaluation with the row unknown. */
export class ResidualRun implements EvaluationClock {
  readonly formulas = new Formulas();
  readonly fields: RowFields;
  readonly #options: ResidualOptions;
  readonly #memory = new Map<PlanFunction, Map<string, readonly Case[]>>();
  readonly #identities = new Map<unknown, number>();
  #steps: number;
  #now: bigint | undefined;

  constructor(options: ResidualOptions) {
    this.#options = options;
    this.#steps = options.steps;
    this.fields = new RowFields(options.fields, options.sparse);
  }

  get plan(): Plan {
    return this.#options.plan;
  }

  get builtins(): ReadonlyMap<string, Builtin> {
    return this.#options.builtins;
  }

  nowNs(): bigint {
    this.#now ??= this.#options.now();
    return this.#now;
  }

  step(): void {
    this.#steps -= 1;
    if (this.#steps < 0) throw new EvaluationError('too_many_steps', 'the evaluation takes too many steps');
  }

  /** What a function gives, and where. It is worked out once for the same arguments. */
  call(called: PlanFunction, args: readonly (Sym | undefined)[]): readonly Case[] {
    const memory = this.#memory.get(called) ?? new Map<string, readonly Case[]>();
    this.#memory.set(called, memory);
    let key = '';
    for (const arg of args) key += `${this.#identity(arg)} `;
    const known = memory.get(key);
    if (known !== undefined) return known;
    this.step();
    const { blocks, locals } = this.#prepared(called);
    const frame = new CallFrame(called, locals, this.plan, this.formulas);
    called.params.forEach((param, index) => {
      const value = args[index];
      if (value !== undefined) frame.slots[param] = value;
    });
    const whole = new Scope(ALWAYS);
    for (const block of blocks) {
      if (whole.ended) break;
      this.runBlock(block, whole, frame);
    }
    const cases = mergedCases(frame.returned, this.formulas);
    memory.set(key, cases);
    return cases;
  }

  /** Runs a block as far as an outer scope goes on. */
  runBlock(block: Block, outer: Scope, frame: CallFrame): Scope {
    const scope = new Scope(outer.condition, outer);
    this.runStatements(block, scope, frame);
    return scope;
  }

  runStatements(block: Block, scope: Scope, frame: CallFrame): void {
    let at: Location | undefined;
    try {
      for (const statement of block) {
        if (scope.condition === NEVER) return;
        this.step();
        at = statement.at;
        this.#run(statement, scope, frame);
      }
    } catch (cause) {
      throw cause instanceof Refusal && at !== undefined ? this.notLiftable(cause, at) : cause;
    }
  }

  notLiftable(cause: Refusal, at: Location): NotLiftable {
    const position = positionOf(this.plan, at);
    const line = this.#options.sources.get(position.file)?.split('\n')[position.row - 1];
    const { message, instead } = cause;
    const obstacle = { ...position, ...(line === undefined ? {} : { line }), message, instead };
    return new NotLiftable([obstacle], { cause });
  }

  #run(statement: Statement, scope: Scope, frame: CallFrame): void {
    switch (statement.kind) {
      case 'ReturnLocalStmt':
        this.#return(statement.source, scope, frame);
        return;
      case 'BreakStmt':
        leave(scope, statement.index, this.formulas);
        return;
      case 'BlockStmt':
        for (const block of statement.blocks) {
          if (scope.ended) return;
          this.runBlock(block, scope, frame);
        }
        return;
      case 'NotStmt': {
        const inner = this.runBlock(statement.block, scope, frame);
        if (scope.ended) return;
        scope.condition = this.formulas.excluding(scope.condition, guardOf(inner, this.formulas, scope));
        return;
      }
      case 'NopStmt':
        return;
      case 'ScanStmt':
        scan(statement, scope, frame, this);
        return;
      case 'WithStmt':
        withReplaced(statement, scope, frame, this);
        return;
      case 'CallStmt':
        callStatement(statement, scope, frame, this);
        return;
      case 'CallDynamicStmt':
        callDynamically(statement, scope, frame, this);
        return;
      case 'EqualStmt':
      case 'NotEqualStmt':
      case 'IsArrayStmt':
      case 'IsObjectStmt':
      case 'IsSetStmt':
      case 'IsDefinedStmt':
      case 'IsUndefinedStmt':
        test(statement, scope, frame, this);
        return;
      case 'ResultSetAddStmt':
      case 'unknown':
        throw new Refusal(
          'this statement is not known here',
          'build the policy with the version of OPA that fits',
        );
      default:
        make(statement, scope, frame, this);
        return;
    }
  }

  #return(source: number, scope: Scope, frame: CallFrame): void {
    for (const { guard, value } of frame.readLocal(source)) {
      const whole = this.formulas.and(guardOf(scope, this.formulas, undefined, value), guard);
      if (whole !== NEVER) frame.returned.push({ guard: whole, value });
    }
    leave(scope, Number.POSITIVE_INFINITY, this.formulas);
  }

  #prepared(called: PlanFunction): PreparedFunction {
    const known = this.#options.prepared.get(called);
    if (known !== undefined) return known;
    const blocks = called.blocks.map(straightened);
    const prepared = { blocks, locals: analyzeLocals(blocks) };
    this.#options.prepared.set(called, prepared);
    return prepared;
  }

  /** The same for arguments that are the same; those that are merely equal may differ. */
  #identity(arg: Sym | undefined): number {
    const known = this.#identities.get(arg);
    if (known !== undefined) return known;
    this.#identities.set(arg, this.#identities.size);
    return this.#identities.size - 1;
  }
}
