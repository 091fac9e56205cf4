import type { Builtin } from '../../builtins/builtin.ts';
import { ALWAYS, type Condition, NEVER } from '../../conditions/condition.ts';
import type { ConditionTable } from '../../conditions/condition-table.ts';
import type { Location, Plan, PlanFunction } from '../../plan/plan.ts';
import { keyText } from '../../values/key.ts';
import type { RegoObject } from '../../values/object.ts';
import type { Value } from '../../values/value.ts';
import { EvaluationError } from '../evaluation-error.ts';
import type { Callable } from '../known/step.ts';
import { takenApart } from './lookups.ts';
import { completely } from './made-values.ts';
import type { PreparedFunction } from './prepared-function.ts';
import { Refusal } from './refusal.ts';
import { relate } from './relations.ts';
import { ResidualRun } from './residual-run.ts';
import type { DeclaredFields, SparseRows } from './row-fields.ts';
import { RowFreeFunctions } from './row-free.ts';
import { type Case, isKnown, LookupTerm, MadeSet } from './term.ts';

/** A request of which the row is not known. */
export interface ResidualRequest {
  /** The input as far as it is known; absent: there is none. */
  readonly input?: Value | undefined;
  readonly data: RegoObject;
  /** The time in nanoseconds since the epoch, asked for at most once. */
  readonly now: () => bigint;
  /** The paths of the input that come from the row, such as `['resource', 'properties']`. */
  readonly unknowns: readonly (readonly string[])[];
  /** Where in the input the row lies. Fields are named from there on. */
  readonly row: readonly string[];
  /** The row's columns. Without them every path that the rule reads is a column. */
  readonly fields?: DeclaredFields | undefined;
  /** Without it, each column is there in every row, and may be null. */
  readonly sparse?: SparseRows | undefined;
}

/** What is left of a rule when all is known but the row. */
export interface Residual {
  readonly kind: 'always' | 'never' | 'conditional';
  readonly condition: Condition;
}

/** What is left of a rule, and the table that made the condition. */
export type ResidualRows = Residual & { readonly table: ConditionTable };

/** Of one request, what is left of a rule, and the members of a set. */
export interface RowsAndMembers {
  readonly rows: ResidualRows;
  readonly members: readonly ResidualMember[];
}

/** A member of a set, and where it is in it. */
export interface ResidualMember extends Residual {
  readonly value: Value;
}

export interface ResidualEvaluatorOptions {
  readonly builtins: ReadonlyMap<string, Builtin>;
  readonly stepLimit: number;
  readonly sources: ReadonlyMap<string, string>;
  /** The plan's functions by name, as they are run where all is known. */
  readonly functions: ReadonlyMap<string, Callable>;
}

/** Where rules hold, said of a row. All methods throw a NotLiftable, or an EvaluationError where there is no answer. */
export class ResidualEvaluator {
  readonly #plan: Plan;
  readonly #options: ResidualEvaluatorOptions;
  readonly #prepared = new WeakMap<PlanFunction, PreparedFunction>();
  readonly #rules: ReadonlyMap<string, PlanFunction>;
  /** For the unknowns that were asked about last: mostly they are the same ones. */
  #rowFree: RowFreeFunctions | undefined;

  constructor(plan: Plan, options: ResidualEvaluatorOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#rules = new Map(
      [...plan.functions.values()].map((each) => [each.path.slice(1).join('/'), each] as const),
    );
  }

  /** Where the rule is `true`. */
  residual(rule: string, request: ResidualRequest): ResidualRows {
    return this.#rows(rule, this.#runOf(request));
  }

  /** The members that the set a rule gives may have, each with where it has it. */
  members(rule: string, request: ResidualRequest): readonly ResidualMember[] {
    return this.#members(rule, this.#runOf(request));
  }

  /** As `residual` of one rule and `members` of another; what both ask is worked out once. */
  rowsAndMembers(rule: string, set: string, request: ResidualRequest): RowsAndMembers {
    const run = this.#runOf(request);
    const rows = this.#rows(rule, run);
    try {
      return { rows, members: this.#members(set, run) };
    } catch {
      // What the first rule read or used up may stand in the way of the second one: alone, it has its own answer.
      return { rows, members: this.members(set, request) };
    }
  }

  #rows(rule: string, run: ResidualRun): ResidualRows {
    return this.#evaluate(rule, run, (cases) => {
      const parts = cases.map(({ guard, value }) => {
        return run.formulas.and(guard, relate(value, 'eq', true, run.formulas).condition);
      });
      const { kind, condition } = residualOf(run.formulas.or(parts));
      return { kind, condition, table: run.formulas.table };
    });
  }

  #members(rule: string, run: ResidualRun): readonly ResidualMember[] {
    return this.#evaluate(rule, run, (cases) => {
      const members: Case[] = [];
      for (const { guard, value } of cases) {
        const set = completely(value);
        if (set instanceof MadeSet) {
          for (const each of set.cases) members.push({ ...each, guard: run.formulas.and(guard, each.guard) });
        } else if (isKnown(set) && typeof set === 'object' && set !== null && 'values' in set) {
          for (const member of (set as { values(): readonly Value[] }).values())
            members.push({ guard, value: member });
        } else throw new Refusal('the rule gives no set', 'write it as a set: `rule contains member if …`');
      }
      return gather(members, run);
    });
  }

  #runOf(request: ResidualRequest): ResidualRun {
    const { builtins, functions, stepLimit, sources } = this.#options;
    return new ResidualRun({
      plan: this.#plan,
      builtins,
      functions,
      prepared: this.#prepared,
      rowFree: this.#rowFreeFor(request.unknowns),
      steps: stepLimit,
      sources,
      request,
    });
  }

  #evaluate<T>(rule: string, run: ResidualRun, read: (cases: readonly Case[]) => T): T {
    const called = this.#functionOf(rule);
    const cases = run.call(called, [run.input, run.data]);
    try {
      return read(cases);
    } catch (cause) {
      throw cause instanceof Refusal ? run.notLiftable(cause, locationOf(called)) : cause;
    }
  }

  #functionOf(rule: string): PlanFunction {
    const called = this.#rules.get(rule);
    if (called === undefined) throw new EvaluationError('unsupported', `the plan has no rule ${rule}`);
    return called;
  }

  #rowFreeFor(unknowns: ResidualRequest['unknowns']): RowFreeFunctions {
    if (this.#rowFree?.isFor(unknowns) !== true) this.#rowFree = new RowFreeFunctions(this.#plan, unknowns);
    return this.#rowFree;
  }
}

function gather(members: readonly Case[], run: ResidualRun): ResidualMember[] {
  const { formulas } = run;
  const known = new Map<string, { value: Value; guards: Condition[] }>();
  const add = (value: Value, guard: Condition) => {
    const key = keyText(value);
    const entry = known.get(key) ?? { value, guards: [] };
    entry.guards.push(guard);
    known.set(key, entry);
  };
  for (const { guard, value } of members) {
    const member = completely(value);
    if (isKnown(member)) add(member, guard);
    else if (member instanceof LookupTerm) {
      for (const each of takenApart(member, formulas)) add(each.value, formulas.and(guard, each.guard));
    } else
      throw new Refusal(
        "the set's members depend on the row",
        'only whether they are members may depend on it',
      );
  }
  return [...known.values()]
    .map(({ value, guards }) => ({ value, ...residualOf(formulas.or(guards)) }))
    .filter(({ kind }) => kind !== 'never');
}

function residualOf(condition: Condition): Residual {
  const kind = condition === ALWAYS ? 'always' : condition === NEVER ? 'never' : 'conditional';
  return { kind, condition };
}

function locationOf({ blocks }: PlanFunction): Location {
  return blocks.flat()[0]?.at ?? { file: 0, row: 0, col: 0 };
}
