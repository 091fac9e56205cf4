import type { PlanFunction } from '../../plan/plan.ts';
import type { Value } from '../../values/value.ts';
import type { Definition, Part } from './definitions.ts';

/** A rule as it was evaluated once. */
export interface RuleCall {
  readonly rule: PlanFunction;
  /** Behind input and data. */
  readonly args: readonly (Value | undefined)[];
  /** Of which it was part. */
  readonly caller: RuleCall | undefined;
  /** What became of each of its definitions that came to be evaluated. */
  readonly outcomes: Map<Definition, Outcome>;
  value: Value | undefined;
}

/** A definition held, or got no further than to a statement. */
export type Outcome = { readonly kind: 'held' } | { readonly kind: 'stopped'; readonly part: Part };

const HELD: Outcome = { kind: 'held' };

/** What rules came to in one evaluation, in the order in which they were asked. */
export class Trace {
  readonly calls: RuleCall[] = [];
  /** There were more than are kept. */
  truncated = false;
  readonly #most: number;

  /** @param most how many calls are kept */
  constructor(most: number) {
    this.#most = most;
  }

  enter(
    rule: PlanFunction,
    args: readonly (Value | undefined)[],
    caller: RuleCall | undefined,
  ): RuleCall | undefined {
    if (this.calls.length >= this.#most) {
      this.truncated = true;
      return undefined;
    }
    const call: RuleCall = { rule, args: args.slice(2), caller, outcomes: new Map(), value: undefined };
    this.calls.push(call);
    return call;
  }
}

/** Notes how a statement ended. Of several entries of a scan the one that came furthest counts. */
export function noteStatement(call: RuleCall, parts: readonly Part[], goesOn: boolean): void {
  for (const part of parts) {
    if (part.role === 'conclusion' && goesOn) call.outcomes.set(part.definition, HELD);
    else if (!goesOn && part.role !== 'around') noteStop(call, part);
  }
}

/** Notes that a statement is reached within which the rest of a definition lies: it may find nothing to go on with. */
export function noteEntry(call: RuleCall, parts: readonly Part[]): void {
  for (const part of parts) if (part.role === 'around') noteStop(call, part);
}

function noteStop(call: RuleCall, part: Part): void {
  const known = call.outcomes.get(part.definition);
  if (known === undefined || (known.kind === 'stopped' && known.part.order < part.order)) {
    call.outcomes.set(part.definition, { kind: 'stopped', part });
  }
}
