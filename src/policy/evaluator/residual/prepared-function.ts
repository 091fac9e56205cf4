import type { Block, Plan, PlanFunction } from '../../plan/plan.ts';
import { withDirectResults } from './direct-results.ts';
import { analyzeLocals, type FunctionLocals } from './function-locals.ts';
import { type ResidualStep, residualStep } from './steps.ts';
import { straightened } from './straighten.ts';

/** A function as it is run, made ready once for all evaluations. */
export class PreparedFunction {
  readonly blocks: readonly Block[];
  readonly locals: FunctionLocals;
  readonly #plan: Plan;
  readonly #steps = new Map<Block, readonly ResidualStep[]>();

  constructor(called: PlanFunction, plan: Plan) {
    this.blocks = withDirectResults(called.blocks.map(straightened));
    this.locals = analyzeLocals(this.blocks);
    this.#plan = plan;
  }

  /** The statements of a block of the function, however deep it lies. */
  steps(block: Block): readonly ResidualStep[] {
    const known = this.#steps.get(block);
    if (known !== undefined) return known;
    const steps = block.map((statement) => residualStep(statement, this.#plan, this.locals));
    this.#steps.set(block, steps);
    return steps;
  }
}
