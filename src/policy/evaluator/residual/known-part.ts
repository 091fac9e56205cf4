import type { PlanFunction } from '../../plan/plan.ts';
import { type Entry, RegoObject } from '../../values/object.ts';
import { upsert } from '../../values/overlay.ts';
import type { Value } from '../../values/value.ts';
import { Frame, type Run } from '../known/run.ts';
import type { Callable } from '../known/step.ts';
import type { ResidualRequest } from './residual.ts';
import type { RowFreeFunctions } from './row-free.ts';
import { isKnown, type Sym } from './term.ts';

export interface KnownPartOptions {
  readonly functions: ReadonlyMap<string, Callable>;
  readonly rowFree: RowFreeFunctions;
  readonly run: Run;
  readonly request: ResidualRequest;
}

/** What of an evaluation does not depend on the row: it is run as where all is known, which is much faster. */
export class KnownPart {
  readonly #functions: ReadonlyMap<string, Callable>;
  readonly #rowFree: RowFreeFunctions;
  readonly #frame: Frame;
  readonly #input: Value | undefined;

  constructor({ functions, rowFree, run, request: { input, unknowns } }: KnownPartOptions) {
    this.#functions = functions;
    this.#rowFree = rowFree;
    this.#frame = new Frame(run, []);
    this.#input = unknowns
      .filter((path) => !unknowns.some((outer) => outer.length < path.length && isBelow(path, outer)))
      .reduce((known, path) => upsert(known, path, UNKNOWN), input);
  }

  /** The function, where what it gives does not depend on the row; the first two arguments are the request's. */
  functionFor(called: PlanFunction, args: readonly (Sym | undefined)[]): Callable | undefined {
    if (!this.#rowFree.has(called)) return undefined;
    for (let n = 2; n < args.length; n++) {
      const arg = args[n];
      if (arg !== undefined && !isKnown(arg)) return undefined;
    }
    return this.#functions.get(called.name);
  }

  /** What the function gives, undefined where nothing. */
  call(known: Callable, args: readonly (Sym | undefined)[]): Value | undefined {
    const given = args.slice() as (Value | undefined)[];
    given[0] = this.#input;
    return known.call(this.#frame, given);
  }
}

function isBelow(path: readonly string[], outer: readonly string[]): boolean {
  return outer.every((name, index) => name === path[index]);
}

/** Stands where the input is not known. Nothing that is run here may look at it, or it would decide something. */
class UnknownPart extends RegoObject {
  override get size(): number {
    throw lookedAt();
  }

  override get(): Value | undefined {
    throw lookedAt();
  }

  override entries(): readonly Entry[] {
    throw lookedAt();
  }

  override get key(): string {
    throw lookedAt();
  }
}

const UNKNOWN = new UnknownPart([]);

function lookedAt(): Error {
  return new Error('a part of the input that is not known was taken for known');
}
