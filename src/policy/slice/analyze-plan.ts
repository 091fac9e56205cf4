import type { Plan } from '../plan/plan.ts';
import type { CollectionUse, InputUse, WholeReason } from './access-log.ts';
import { Interpreter, TooComplexError } from './interpreter.ts';

/** What one entrypoint reads of the data document and of the input. */
export interface EntrypointUse {
  /** The collections it reads; others are not read. */
  readonly collections: ReadonlyMap<string, CollectionUse>;
  /** Not empty where the whole document is read, whatever its collections. */
  readonly everything: readonly WholeReason[];
  /** What it reads of the input; not told where everything is read. */
  readonly input: readonly InputUse[];
}

/**
 * Reads from a plan what an entrypoint needs of the policy data: which collections only by keys known before it runs,
 * and which whole. What it says is never too little: a policy that it can't follow needs everything.
 */
export function analyzeEntrypoint(plan: Plan, entrypoint: string): EntrypointUse {
  const interpreter = new Interpreter(plan);
  try {
    interpreter.follow(entrypoint);
  } catch (cause) {
    if (!(cause instanceof TooComplexError || cause instanceof RangeError)) throw cause;
    interpreter.log.needsEverything({ reason: 'the policy is too complex to follow', location: entrypoint });
  }
  const { log } = interpreter;
  return { collections: log.collections(), everything: log.everything(), input: log.input() };
}
