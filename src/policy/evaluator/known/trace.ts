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
  /** Of each definition, the calls that last let it go on, by the order of their statements. */
  readonly passed: Map<Definition, Map<number, RuleCall>>;
  value: Value | undefined;
}

/** A definition held, by what rules it asked gave it, or got no further than to a statement. */
export type Outcome =
  | { readonly kind: 'held'; readonly calls: readonly RuleCall[] }
  | { readonly kind: 'stopped'; readonly part: Part };

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
    const call: RuleCall = {
      rule,
      args: args.slice(2),
      caller,
      outcomes: new Map(),
      passed: new Map(),
      value: undefined,
    };
    this.calls.push(call);
    return call;
  }
}

/**
 * Notes how a statement ended, and with it the rules it asked: those are the last of `asked` that the call made. Of several
 * entries of a scan the one that came furthest counts, and of several that came to the end the first.
 */
export function noteStatement(
  call: RuleCall,
  parts: readonly Part[],
  goesOn: boolean,
  asked: readonly RuleCall[],
): void {
  for (const part of parts) {
    if (!goesOn) {
      if (part.role !== 'around') noteStop(call, part);
    } else if (part.role === 'conclusion') {
      noteHeld(call, part);
    } else {
      notePassed(call, part, asked);
    }
  }
}

function noteHeld(call: RuleCall, { definition }: Part): void {
  if (call.outcomes.get(definition)?.kind === 'held') return;
  const passed = [...(call.passed.get(definition) ?? [])].sort(([a], [b]) => a - b);
  call.outcomes.set(definition, { kind: 'held', calls: passed.map(([, each]) => each) });
}

function notePassed(call: RuleCall, { definition, order, calls }: Part, asked: readonly RuleCall[]): void {
  if (calls === undefined) return;
  const last = asked.findLast(({ caller, rule }) => caller === call && rule.name === calls);
  const passed = call.passed.get(definition) ?? new Map<number, RuleCall>();
  call.passed.set(definition, passed);
  // A rule that was evaluated before is not asked again.
  if (last === undefined) passed.delete(order);
  else passed.set(order, last);
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
