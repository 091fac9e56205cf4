import type { Builtin } from '../builtins/builtin.ts';
import type { Plan } from '../plan/plan.ts';
import { RegoObject } from '../values/object.ts';
import type { Value } from '../values/value.ts';
import { EvaluationError } from './evaluation-error.ts';
import { type CompiledPlan, compilePlan } from './known/compile.ts';
import { Run } from './known/run.ts';
import { Trace } from './known/trace.ts';
import {
  ResidualEvaluator,
  type ResidualMember,
  type ResidualRequest,
  type ResidualRows,
  type RowsAndMembers,
} from './residual/residual.ts';

/** Steps that one evaluation may take, unless it is told otherwise: calls, entries walked and builtins. */
export const STEP_LIMIT = 10_000_000;

export interface PlanEvaluatorOptions {
  readonly builtins: ReadonlyMap<string, Builtin>;
  readonly stepLimit?: number;
  /** The Rego as written, by its path in the bundle, to show lines of it. */
  readonly sources?: ReadonlyMap<string, string>;
}

export interface KnownRequest {
  /** Absent: the input document is undefined. */
  readonly input?: Value | undefined;
  readonly data: RegoObject;
  /** The time of the request in nanoseconds since the epoch, asked for at most once. */
  readonly now: () => bigint;
}

/** Calls of rules that a trace keeps. */
const MOST_CALLS = 2_000;

/** What a rule is, and what became of the rules it asked. */
export interface TracedValue {
  readonly value: Value | undefined;
  readonly trace: Trace;
}

export interface PlanEvaluator {
  /**
   * What a rule that can be asked for (`authz/decision`) is, or undefined. Throws an EvaluationError where it has no
   * answer, and an EvaluationLimit where a builtin's result would be too large.
   */
  evaluate(entrypoint: string, request: KnownRequest): Value | undefined;
  /** As `evaluate`, with what became of every rule on the way. Slower: for whoever asks why. */
  trace(entrypoint: string, request: KnownRequest): TracedValue;
  /**
   * Of which rows a rule (`authz/allow`) is true, where all is known but the row. Exact, or else it throws a NotLiftable
   * that names the statements in the way.
   */
  residual(rule: string, request: ResidualRequest): ResidualRows;
  /** The members of the set that a rule (`authz/masks`) gives, each with the rows for which it is one; as exact. */
  members(rule: string, request: ResidualRequest): readonly ResidualMember[];
  /** As `residual` of one rule and `members` of another; what both ask is worked out once. */
  rowsAndMembers(rule: string, set: string, request: ResidualRequest): RowsAndMembers;
}

/** An evaluator of OPA's plan. Pure: it reads the plan, and the data as it stands. */
export function createPlanEvaluator(plan: Plan, options: PlanEvaluatorOptions): PlanEvaluator {
  const compiled = compilePlan(plan, options.builtins);
  const stepLimit = options.stepLimit ?? STEP_LIMIT;
  const { builtins, sources = new Map() } = options;
  const rows = new ResidualEvaluator(plan, { builtins, stepLimit, sources, functions: compiled.functions });
  let traced: CompiledPlan | undefined;
  const evaluate = (
    { entrypoints }: CompiledPlan,
    entrypoint: string,
    { input, data, now }: KnownRequest,
    trace?: Trace,
  ): Value | undefined => {
    const run = entrypoints.get(entrypoint);
    if (run === undefined) {
      throw new EvaluationError('unsupported', `the plan has no entrypoint ${entrypoint}`);
    }
    const current = new Run(stepLimit, now, trace);
    run(current, input, data);
    const [result] = current.results;
    return result instanceof RegoObject ? result.get('result') : undefined;
  };
  return {
    evaluate: (entrypoint, request) => evaluate(compiled, entrypoint, request),
    trace(entrypoint, request) {
      traced ??= compilePlan(plan, builtins, true);
      const trace = new Trace(MOST_CALLS);
      return { value: evaluate(traced, entrypoint, request, trace), trace };
    },
    residual: (rule, request) => rows.residual(rule, request),
    members: (rule, request) => rows.members(rule, request),
    rowsAndMembers: (rule, set, request) => rows.rowsAndMembers(rule, set, request),
  };
}
