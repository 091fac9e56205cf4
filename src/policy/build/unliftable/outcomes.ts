import { builtins } from '../../builtins.ts';
import { compilePlan } from '../../evaluator/known/compile.ts';
import type { PreparedFunction } from '../../evaluator/residual/prepared-function.ts';
import { NotLiftable, type Obstacle } from '../../evaluator/residual/refusal.ts';
import { ResidualRun } from '../../evaluator/residual/residual-run.ts';
import { RowFreeFunctions } from '../../evaluator/residual/row-free.ts';
import type { Block, Plan, PlanFunction } from '../../plan/plan.ts';
import { RegoObject } from '../../values/object.ts';
import { ROW } from './kinds.ts';
import { RowOnlyFunctions } from './row-only.ts';

/** Steps that one function may take here. One that takes more is only walked. */
const STEPS = 100_000;

/** What stands in the way of a function that is the same for every question; none where it can be part of a filter. */
export type Outcome = readonly Obstacle[];

/**
 * What every filter meets in the functions that ask for nothing but the row, or in their blocks that do: they are run as a
 * filter runs them. Of others nothing is known.
 */
export class Outcomes {
  readonly #plan: Plan;
  readonly #rowOnly: RowOnlyFunctions;
  readonly #options: Pick<
    ConstructorParameters<typeof ResidualRun>[0],
    'functions' | 'prepared' | 'rowFree' | 'sources'
  >;
  readonly #found = new Map<PlanFunction | Block, Outcome | undefined>();

  constructor(plan: Plan, sources: ReadonlyMap<string, string>) {
    this.#plan = plan;
    this.#rowOnly = new RowOnlyFunctions(plan);
    this.#options = {
      functions: compilePlan(plan, builtins).functions,
      prepared: new WeakMap<PlanFunction, PreparedFunction>(),
      rowFree: new RowFreeFunctions(plan, ROW),
      sources,
    };
  }

  /** Undefined where it depends on the question. */
  of(called: PlanFunction): Outcome | undefined {
    return this.#outcome(called, () => (this.#rowOnly.has(called) ? called : undefined));
  }

  /** What is met in one block of a function; undefined where it depends on the question, or on other blocks. */
  ofBlock(called: PlanFunction, block: Block): Outcome | undefined {
    return this.#outcome(block, () => {
      return this.#rowOnly.hasBlock(called, block) ? { ...called, blocks: [block] } : undefined;
    });
  }

  #outcome(what: PlanFunction | Block, find: () => PlanFunction | undefined): Outcome | undefined {
    if (this.#found.has(what)) return this.#found.get(what);
    const called = find();
    const outcome = called === undefined ? undefined : this.#run(called);
    this.#found.set(what, outcome);
    return outcome;
  }

  #run(called: PlanFunction): Outcome | undefined {
    const run = new ResidualRun({
      plan: this.#plan,
      builtins,
      ...this.#options,
      steps: STEPS,
      request: { input: new RegoObject([]), data: new RegoObject([]), now, unknowns: ROW, row: ['resource'] },
    });
    try {
      run.call(called, [run.input, run.data]);
      return [];
    } catch (error) {
      // What has no answer here has none in a filter either, and that is no matter of what a filter can say.
      return error instanceof NotLiftable ? error.obstacles : undefined;
    }
  }
}

function now(): bigint {
  throw new Error('a function that asks for the time was taken for one that does not');
}
