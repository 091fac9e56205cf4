import type { PlanFunction } from '../../plan/plan.ts';
import type { Case, Sym } from './term.ts';

/** Of calls that are worked out fast, so many are remembered for each function: mostly the first ones come again. */
const FAST_CALLS = 64;

/** What is known of calls whose arguments begin alike. */
class Calls {
  cases: readonly Case[] | undefined;
  #longer: Map<Sym | undefined, Calls> | undefined;

  with(arg: Sym | undefined, most: number): Calls {
    this.#longer ??= new Map();
    const known = this.#longer.get(arg);
    if (known !== undefined) return known;
    const calls = new Calls();
    if (this.#longer.size < most) this.#longer.set(arg, calls);
    return calls;
  }
}

/** What functions gave, by the very arguments: those that are merely equal may give something else. */
export class CallMemory {
  readonly #own = new Map<PlanFunction, Calls>();
  readonly #others = new Map<PlanFunction, Calls>();

  /**
   * The place for a call with the request's own input and data, which most calls have as their first arguments.
   *
   * @param isFast whether it costs little to work it out again
   */
  ofOwn(called: PlanFunction, args: readonly (Sym | undefined)[], isFast: boolean): Calls {
    return below(this.#own, called, args, 2, isFast ? FAST_CALLS : Number.POSITIVE_INFINITY);
  }

  /** The place for any other call. */
  ofOther(called: PlanFunction, args: readonly (Sym | undefined)[]): Calls {
    return below(this.#others, called, args, 0, Number.POSITIVE_INFINITY);
  }
}

function below(
  memory: Map<PlanFunction, Calls>,
  called: PlanFunction,
  args: readonly (Sym | undefined)[],
  from: number,
  most: number,
): Calls {
  let calls = memory.get(called);
  if (calls === undefined) {
    calls = new Calls();
    memory.set(called, calls);
  }
  for (let n = from; n < args.length; n++) calls = calls.with(args[n], most);
  return calls;
}
