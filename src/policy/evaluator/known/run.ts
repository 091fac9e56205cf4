import type { EvaluationClock } from '../../builtins/builtin.ts';
import type { Value } from '../../values/value.ts';
import { EvaluationError } from '../evaluation-error.ts';
import type { RuleCall, Trace } from './trace.ts';

/** One evaluation: what it may use up and what it remembers. */
export class Run implements EvaluationClock {
  readonly results: Value[] = [];
  /** What rules gave, `null` where undefined, as long as input and data stay what they are. */
  memory = new Map<object, { readonly value: Value | undefined }>();
  #steps: number;
  #now: bigint | undefined;
  readonly #clock: () => bigint;
  /** Told what rules come to, where the plan was compiled for it. */
  readonly trace: Trace | undefined;

  constructor(steps: number, clock: () => bigint, trace?: Trace) {
    this.#steps = steps;
    this.#clock = clock;
    this.trace = trace;
  }

  nowNs(): bigint {
    this.#now ??= this.#clock();
    return this.#now;
  }

  step(): void {
    this.#steps -= 1;
    if (this.#steps < 0) throw new EvaluationError('too_many_steps', 'the evaluation takes too many steps');
  }
}

/** The variables of one call. */
export class Frame {
  readonly run: Run;
  readonly locals: (Value | undefined)[];
  returned: Value | undefined;
  /** Undefined where nothing is traced. */
  call: RuleCall | undefined;

  constructor(run: Run, locals: (Value | undefined)[]) {
    this.run = run;
    this.locals = locals;
  }
}
