import type { Obstacle } from '../../evaluator/residual/refusal.ts';
import type { Block, Local, Operand, Plan, PlanFunction, Statement, StatementOf } from '../../plan/plan.ts';
import { constant, type ElementScan, isKnown, KNOWN, NOTHING, one, type Sort, sortKey } from './kinds.ts';
import { falseOrUndefined, placeOfElement, type Reason, usedAsBoth } from './obstacles.ts';
import type { Outcome, Outcomes } from './outcomes.ts';
import { RowReads } from './row-reads.ts';
import { type Scope, scopeIn, unsettled } from './scopes.ts';

/** One call of a function: what its variables may be. */
export interface Frame {
  readonly called: PlanFunction;
  readonly locals: Map<Local, Sort>;
  /** Where collections were begun. */
  readonly begun: Map<Local, Scope>;
}

export type Report = (reason: Reason) => void;

/** Told of each statement that a walk finds to be in the way. */
export type RuleReport = (statement: Statement, reason: Reason) => void;

/** What filters meet whatever the question; `report` is told of it where it is reached. */
export interface KnownOutcomes {
  readonly outcomes: Outcomes;
  readonly report: (obstacle: Obstacle) => void;
}

/** What becomes of the variables and the scope in one statement. */
export type Step = (walk: RuleWalk, statement: Statement, frame: Frame, scope: Scope) => void;

/** The walk through one rule: what is known of all of it, and what steps ask of values and of the blocks within them. */
export class RuleWalk {
  readonly reads = new RowReads();
  readonly plan: Plan;
  /** How many `not`s the statement is in. */
  negations = 0;
  readonly #report: RuleReport;
  readonly #step: Step;
  readonly #known: KnownOutcomes | undefined;
  /** Whether it is known of what is walked that a filter can have it. */
  #settled = false;
  readonly #given = new Map<string, Sort>();
  readonly #numbers = new Map<Statement, number>();
  #statement: Statement | undefined;

  constructor(plan: Plan, step: Step, report: RuleReport, known?: KnownOutcomes) {
    this.plan = plan;
    this.#step = step;
    this.#report = report;
    this.#known = known;
  }

  /** What a function gives for such arguments. */
  call(called: PlanFunction, args: readonly Sort[]): Sort {
    const key = `${called.name} ${this.#settled} ${this.negations} ${args.map(sortKey).join(' ')}`;
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    this.#given.set(key, NOTHING);
    const locals = new Map(called.params.map((param, index) => [param, args[index] ?? NOTHING]));
    const frame: Frame = { called, locals, begun: new Map() };
    const scope = scopeIn(undefined);
    const outcomes = isOwn(args) ? this.#known?.outcomes : undefined;
    const whole = this.#tellOf(outcomes?.of(called));
    for (const block of called.blocks) {
      const outcome = whole ?? this.#tellOf(outcomes?.ofBlock(called, block));
      const before = this.#settled;
      this.#settled ||= outcome?.length === 0;
      this.block(block, frame, scope);
      this.#settled = before;
    }
    const result = locals.get(called.return) ?? NOTHING;
    this.#given.set(key, result);
    return result;
  }

  block(block: Block, frame: Frame, outer: Scope, element?: ElementScan): Scope {
    const scope = scopeIn(outer, element);
    for (const statement of block) {
      this.#statement = statement;
      this.#step(this, statement, frame, scope);
    }
    return scope;
  }

  report(statement: Statement, reason: Reason): void {
    if (!this.#settled) this.#report(statement, reason);
  }

  /** Goes on with a statement whose inner blocks have been walked. */
  backTo(statement: Statement): void {
    this.#statement = statement;
  }

  /** Tells statements apart. */
  numberOf(statement: Statement): number {
    const number = this.#numbers.get(statement) ?? this.#numbers.size;
    this.#numbers.set(statement, number);
    return number;
  }

  /** What a variable holds; the place of an element in an array of the row must not be read. */
  read(operand: Operand, frame: Frame): Sort {
    const held = this.held(operand, frame);
    if (!held.kinds.some(({ is }) => is === 'position')) return held;
    this.#tell(placeOfElement);
    return NOTHING;
  }

  held(operand: Operand, { locals }: Frame): Sort {
    if (operand.type === 'local') return locals.get(operand.value) ?? NOTHING;
    return constant(operand.type === 'bool' ? operand.value : (this.plan.strings[operand.value] ?? ''));
  }

  /** Notes fields that are used as values, and tells of those that are objects elsewhere. */
  use(sort: Sort): void {
    for (const kind of sort.kinds) {
      if (kind.is !== 'field') continue;
      if (this.reads.asValue(kind.name)) this.#tell(usedAsBoth(kind.name));
    }
  }

  /** Notes fields below which something is read. */
  enter({ source, key }: StatementOf<'DotStmt'>, frame: Frame): void {
    const from = this.read(source, frame);
    for (const kind of from.kinds) {
      if (kind.is !== 'field') continue;
      if (this.reads.asObject(kind.name)) this.#tell(usedAsBoth(kind.name));
    }
    if (from.kinds.some(({ is }) => is === 'known' || is === 'lookup')) this.use(this.read(key, frame));
  }

  /** Tells of what has to be true here and may be undefined instead of false, with nothing that says it is true. */
  conclude(statement: Statement, carried: Operand, frame: Frame, scope: Scope): void {
    if (unsettled(scope, undefined, this.read(carried, frame))) this.report(statement, falseOrUndefined);
  }

  #tellOf(outcome: Outcome | undefined): Outcome | undefined {
    for (const each of outcome ?? []) this.#known?.report(each);
    return outcome;
  }

  #tell(reason: Reason): void {
    if (this.#statement !== undefined) this.#report(this.#statement, reason);
  }
}

/** Notes that the row decides whether a block goes on, where these values are of it. */
export function decide(scope: Scope, sorts: readonly Sort[]): void {
  if (sorts.some((sort) => sort.row || !isKnown(sort))) scope.decided = true;
}

/** What a rule is given unless something is replaced with something else. */
const OWN = [one({ is: 'input', path: [] }), KNOWN].map(sortKey);

function isOwn(args: readonly Sort[]): boolean {
  return args.length === OWN.length && args.every((arg, index) => sortKey(arg) === OWN[index]);
}
