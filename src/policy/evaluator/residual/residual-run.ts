import type { Builtin, EvaluationClock } from '../../builtins/builtin.ts';
import { ALWAYS, NEVER } from '../../conditions/condition.ts';
import type { Block, Location, Plan, PlanFunction, Statement } from '../../plan/plan.ts';
import type { RegoObject } from '../../values/object.ts';
import { positionOf } from '../evaluation-error.ts';
import { Run } from '../known/run.ts';
import type { Callable } from '../known/step.ts';
import { CallFrame } from './call-frame.ts';
import { CallMemory } from './call-memory.ts';
import { callDynamically, callStatement } from './calls.ts';
import { Formulas } from './formulas.ts';
import { KnownPart } from './known-part.ts';
import { make } from './makes.ts';
import { PreparedFunction } from './prepared-function.ts';
import { NotLiftable, Refusal } from './refusal.ts';
import type { ResidualRequest } from './residual.ts';
import { RowFields } from './row-fields.ts';
import type { RowFreeFunctions } from './row-free.ts';
import { scan } from './scans.ts';
import { guardOf, leave, Scope } from './scope.ts';
import { mergedCases } from './slot.ts';
import type { Case, Sym } from './term.ts';
import { test } from './tests.ts';
import { inputWithFields } from './unknown-input.ts';
import { withReplaced } from './with.ts';

export interface ResidualOptions {
  readonly plan: Plan;
  readonly builtins: ReadonlyMap<string, Builtin>;
  /** The plan's functions by name, as they are run where all is known. */
  readonly functions: ReadonlyMap<string, Callable>;
  readonly prepared: WeakMap<PlanFunction, PreparedFunction>;
  readonly rowFree: RowFreeFunctions;
  readonly steps: number;
  /** The Rego as written, by file. */
  readonly sources: ReadonlyMap<string, string>;
  readonly request: ResidualRequest;
}

/** One evaluation with the row unknown. */
export class ResidualRun implements EvaluationClock {
  readonly formulas = new Formulas();
  readonly fields: RowFields;
  /** The input, with fields of the row where it is not known. */
  readonly input: Sym | undefined;
  readonly #options: ResidualOptions;
  readonly #memory = new CallMemory();
  readonly #run: Run;
  readonly #known: KnownPart;

  constructor(options: ResidualOptions) {
    const { functions, rowFree, request } = options;
    this.#options = options;
    this.#run = new Run(options.steps, request.now);
    this.fields = new RowFields(request.fields, request.sparse);
    this.input = inputWithFields(request, this.fields);
    this.#known = new KnownPart({ functions, rowFree, run: this.#run, request });
  }

  get plan(): Plan {
    return this.#options.plan;
  }

  get data(): RegoObject {
    return this.#options.request.data;
  }

  get builtins(): ReadonlyMap<string, Builtin> {
    return this.#options.builtins;
  }

  nowNs(): bigint {
    return this.#run.nowNs();
  }

  step(): void {
    this.#run.step();
  }

  /** What a function gives, and where. It is worked out once for the same arguments. */
  call(called: PlanFunction, args: readonly (Sym | undefined)[]): readonly Case[] {
    const isOwn = args[0] === this.input && args[1] === this.data;
    const known = isOwn ? this.#known.functionFor(called, args) : undefined;
    const calls = isOwn
      ? this.#memory.ofOwn(called, args, known !== undefined)
      : this.#memory.ofOther(called, args);
    calls.cases ??= known === undefined ? this.#interpret(called, args) : this.#callKnown(known, args);
    return calls.cases;
  }

  #callKnown(known: Callable, args: readonly (Sym | undefined)[]): readonly Case[] {
    const value = this.#known.call(known, args);
    return value === undefined ? [] : [{ guard: ALWAYS, value }];
  }

  #interpret(called: PlanFunction, args: readonly (Sym | undefined)[]): readonly Case[] {
    this.step();
    const prepared = this.#prepared(called);
    const frame = new CallFrame(prepared, this.plan, this.formulas);
    called.params.forEach((param, index) => {
      const value = args[index];
      if (value !== undefined) frame.slots[param] = value;
    });
    const whole = new Scope(ALWAYS);
    for (const block of prepared.blocks) {
      if (whole.ended) break;
      this.runBlock(block, whole, frame);
    }
    return mergedCases(frame.returned, this.formulas);
  }

  /** Runs a block as far as an outer scope goes on. */
  runBlock(block: Block, outer: Scope, frame: CallFrame): Scope {
    const scope = new Scope(outer.condition, outer);
    this.runStatements(block, scope, frame);
    return scope;
  }

  runStatements(block: Block, scope: Scope, frame: CallFrame): void {
    const steps = frame.function.steps(block);
    let reached = 0;
    try {
      for (const step of steps) {
        if (scope.condition === NEVER) return;
        this.step();
        step(scope, frame, this);
        reached += 1;
      }
    } catch (cause) {
      const at = block[reached]?.at;
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

  /** Runs a statement that there is no shorter way for. */
  runStatement(statement: Statement, scope: Scope, frame: CallFrame): void {
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
        callStatement(statement, this.plan.functions.get(statement.func), scope, frame, this);
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
    const prepared = new PreparedFunction(called, this.plan);
    this.#options.prepared.set(called, prepared);
    return prepared;
  }
}
