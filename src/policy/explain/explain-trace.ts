import type { SourcePosition } from '../evaluator/evaluation-error.ts';
import type { Outcome, RuleCall, Trace } from '../evaluator/known/trace.ts';
import type { Location, PlanFunction } from '../plan/plan.ts';
import type { Value } from '../values/value.ts';
import { writeValue } from '../values/write-value.ts';
import type { Explanation, RuleOutcome, SourcePlace } from './explanation.ts';

/** Characters of an argument that are told. */
const LONGEST_ARGUMENT = 200;
/** Statements in the way that are told. */
const MOST_CAUSES = 20;

export interface TraceReading {
  readonly entrypoint: string;
  /** The rule to give causes for; where it was not evaluated, the entrypoint. */
  readonly admits: string;
  readonly place: (at: Location) => SourcePosition;
  /** The Rego as written, by file. */
  readonly sources: ReadonlyMap<string, string>;
  readonly functions: ReadonlyMap<string, PlanFunction>;
}

/** Puts a trace in terms of the Rego as written. */
export function explainTrace(trace: Trace, reading: TraceReading): Explanation {
  const place = (at: Location): SourcePlace => {
    const { file, row, col } = reading.place(at);
    const line = reading.sources.get(file)?.split('\n')[row - 1]?.trim();
    return { file, row, col, ...(line === undefined ? {} : { source: line }) };
  };
  const rules = trace.calls.flatMap((call) => outcomesOf(call, place, reading));
  const asked = [reading.admits, reading.entrypoint]
    .map((rule) => trace.calls.find((call) => pathOf(call.rule) === rule))
    .find((call) => call !== undefined);
  return {
    entrypoint: reading.entrypoint,
    rules,
    because: asked === undefined ? [] : causesOf(asked, trace, place),
    ...(trace.truncated ? { truncated: true } : {}),
  };
}

function outcomesOf(
  call: RuleCall,
  place: (at: Location) => SourcePlace,
  { functions }: TraceReading,
): RuleOutcome[] {
  const rule = pathOf(call.rule);
  const given = call.args.length === 0 ? {} : { arguments: call.args.map(argumentText) };
  return told(call).map(([at, outcome]): RuleOutcome => {
    const head = { rule, ...given, ...place(at) };
    if (outcome.kind === 'held') return { ...head, held: true };
    const { at: stop, calls } = outcome.part;
    const called = calls === undefined ? undefined : functions.get(calls);
    const asking = called === undefined ? {} : { rule: pathOf(called) };
    return { ...head, held: false, stopped_at: { ...place(stop), ...asking } };
  });
}

/** The definitions that were come to: an `else` and a default are passed over where something else holds. */
function told({ outcomes }: RuleCall): (readonly [Location, Outcome])[] {
  return [...outcomes]
    .filter(([, outcome]) => outcome.kind === 'held' || !outcome.part.otherwise)
    .map(([{ at }, outcome]) => [at, outcome] as const);
}

function causesOf(asked: RuleCall, trace: Trace, place: (at: Location) => SourcePlace): SourcePlace[] {
  const causes = new Map<string, SourcePlace>();
  const seen = new Set<RuleCall>();
  const add = (at: Location) => {
    const found = place(at);
    if (causes.size < MOST_CAUSES) causes.set(`${found.file}:${found.row}:${found.col}`, found);
  };
  const visit = (call: RuleCall) => {
    if (seen.has(call)) return;
    seen.add(call);
    const stopped = told(call).filter(([, outcome]) => outcome.kind === 'stopped');
    // A function stopped at its head was asked for something else: `f("a")` does not say why `f("b")` does not hold.
    const meant = stopped.filter(
      ([head, outcome]) => outcome.kind === 'stopped' && !same(head, outcome.part.at),
    );
    for (const [, outcome] of meant.length > 0 ? meant : stopped) {
      if (outcome.kind === 'held') continue;
      const { calls, at } = outcome.part;
      const below = calls === undefined ? [] : failedCalls(calls, call, trace);
      if (below.length === 0) add(at);
      for (const each of below) visit(each);
    }
  };
  const admit = (call: RuleCall) => {
    if (seen.has(call)) return;
    seen.add(call);
    for (const [at, outcome] of told(call)) {
      if (outcome.kind === 'stopped') continue;
      if (outcome.calls.length === 0) add(at);
      for (const each of outcome.calls) admit(each);
    }
  };
  if (holds(asked.value)) admit(asked);
  else visit(asked);
  return [...causes.values()];
}

/** The calls of a function from here that came to nothing; a rule that was evaluated before was not called again. */
function failedCalls(name: string, caller: RuleCall, { calls }: Trace): RuleCall[] {
  const failed = calls.filter(
    ({ rule, value, outcomes }) => rule.name === name && !holds(value) && outcomes.size > 0,
  );
  const own = failed.filter((call) => call.caller === caller);
  return own.length > 0 ? own : failed.filter(({ args }) => args.length === 0);
}

function same(a: Location, b: Location): boolean {
  return a.file === b.file && a.row === b.row && a.col === b.col;
}

function holds(value: Value | undefined): boolean {
  return value !== undefined && value !== false;
}

/** `g0.authz.allow` → `authz/allow` */
function pathOf({ path }: PlanFunction): string {
  return path.slice(1).join('/');
}

function argumentText(value: Value | undefined): string {
  if (value === undefined) return 'undefined';
  const text = writeValue(value);
  return text.length <= LONGEST_ARGUMENT ? text : `${text.slice(0, LONGEST_ARGUMENT)}…`;
}
