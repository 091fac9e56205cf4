import { ALWAYS, type Condition, NEVER } from '../../conditions/condition.ts';
import type { Operand, PlanFunction, StatementOf } from '../../plan/plan.ts';
import type { Value } from '../../values/value.ts';
import { EvaluationError, positionOf } from '../evaluation-error.ts';
import type { CallFrame } from './call-frame.ts';
import { liftBuiltin } from './lift-builtin.ts';
import { definedIn } from './look-up-cases.ts';
import { completely } from './made-values.ts';
import { produce, produceKnown } from './produce.ts';
import { Refusal } from './refusal.ts';
import { relate } from './relations.ts';
import type { ResidualRun } from './residual-run.ts';
import { leave, Scope } from './scope.ts';
import { type Case, FieldTerm, isKnown, type Sym } from './term.ts';

/** Blocks that are left where a dynamic call's function exists and is undefined. */
const DYNAMIC_UNDEFINED = 3;

/** How many ways a call's arguments may be combined. */
const COMBINATION_LIMIT = 10_000;

/** `called` is the plan's function; without it, it is a builtin's call. */
export function callStatement(
  statement: StatementOf<'CallStmt'>,
  called: PlanFunction | undefined,
  scope: Scope,
  frame: CallFrame,
  run: ResidualRun,
): void {
  if (called === undefined && statement.func === 'internal.print') return;
  const single = singles(statement.args, frame);
  if (single !== undefined) {
    if (called === undefined && single.every(isKnown)) {
      produceKnown(statement, applied(statement, single, run), scope, frame);
      return;
    }
    const given = called === undefined ? builtinCases(statement, single, run) : run.call(called, single);
    produce(statement.result, given, scope, frame, run, statement);
    return;
  }
  const cases = combinations(statement.args, scope, frame, run).flatMap(({ guard, values }) => {
    const given = called === undefined ? builtinCases(statement, values, run) : run.call(called, values);
    return within(guard, given, run);
  });
  produce(statement.result, cases, scope, frame, run, statement);
}

/** The arguments, where each is one value. */
function singles(args: readonly Operand[], frame: CallFrame): readonly Sym[] | undefined {
  const values: Sym[] = [];
  for (const arg of args) {
    const value = frame.single(arg);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function within(guard: Case['guard'], cases: readonly Case[], { formulas }: ResidualRun): readonly Case[] {
  if (guard === ALWAYS) return cases;
  return cases.map((each) => ({ guard: formulas.and(guard, each.guard), value: each.value }));
}

/** Every way in which arguments that have several cases come together. */
function combinations(
  args: readonly Operand[],
  scope: Scope,
  frame: CallFrame,
  { formulas }: ResidualRun,
): { readonly guard: Case['guard']; readonly values: readonly (Sym | undefined)[] }[] {
  let combined: { guard: Case['guard']; values: (Sym | undefined)[] }[] = [{ guard: ALWAYS, values: [] }];
  for (const arg of args) {
    const cases = frame.read(arg);
    const [only] = cases;
    if (only === undefined || (cases.length === 1 && only.guard === ALWAYS)) {
      for (const { values } of combined) values.push(only?.value);
      continue;
    }
    combined = combined.flatMap(({ guard, values }) =>
      cases.flatMap((each) => {
        const both = formulas.and(guard, each.guard);
        if (formulas.and(scope.condition, both) === NEVER) return [];
        return [{ guard: both, values: [...values, each.value] }];
      }),
    );
    if (combined.length > COMBINATION_LIMIT) {
      throw new Refusal(
        'arguments that depend on the row come together in too many ways',
        'pass fewer of them',
      );
    }
  }
  return combined;
}

/** What a builtin gives for known values, undefined where nothing. */
function applied(
  { func, at }: StatementOf<'CallStmt'>,
  values: readonly Value[],
  run: ResidualRun,
): Value | undefined {
  const builtin = run.builtins.get(func);
  if (builtin === undefined) {
    throw new EvaluationError('unsupported', `${func} is no builtin here`, positionOf(run.plan, at));
  }
  return builtin(values, run);
}

function builtinCases(
  statement: StatementOf<'CallStmt'>,
  args: readonly (Sym | undefined)[],
  run: ResidualRun,
): readonly Case[] {
  const { func } = statement;
  const values: Sym[] = [];
  let known = true;
  for (const arg of args) {
    if (arg === undefined) return [];
    const value = completely(arg);
    if (value instanceof FieldTerm && func !== 'object.get') run.fields.use(value);
    known &&= isKnown(value);
    values.push(value);
  }
  if (known) {
    const value = applied(statement, values as Value[], run);
    return value === undefined ? [] : [{ guard: ALWAYS, value }];
  }
  return liftBuiltin(func, values, run);
}

/** A call of a rule whose path has a variable part. */
export function callDynamically(
  statement: StatementOf<'CallDynamicStmt'>,
  scope: Scope,
  frame: CallFrame,
  run: ResidualRun,
): void {
  const { formulas } = run;
  const args = statement.args.map((arg) => frame.readLocal(arg)[0]?.value);
  const found: Case[] = [];
  let exists: Case['guard'] = NEVER;
  for (const { guard, values } of combinations(statement.path, scope, frame, run)) {
    for (const called of run.plan.functions.values()) {
      const named = formulas.and(guard, isCalled(called, values, run));
      if (named === NEVER) continue;
      exists = formulas.or([exists, named]);
      found.push(...within(named, run.call(called, args), run));
    }
  }
  const undefinedThere = formulas.and(exists, formulas.not(definedIn(found, formulas)));
  if (undefinedThere !== NEVER) {
    const inner = new Scope(formulas.and(scope.condition, undefinedThere), scope);
    if (inner.condition !== NEVER) leave(inner, DYNAMIC_UNDEFINED + 1, formulas);
  }
  produce(statement.result, found, scope, frame, run, statement);
}

/** Where a path names a function. */
function isCalled(
  { path }: PlanFunction,
  values: readonly (Sym | undefined)[],
  { formulas }: ResidualRun,
): Condition {
  if (path.length !== values.length) return NEVER;
  let condition: Condition = ALWAYS;
  path.forEach((part, index) => {
    if (condition === NEVER) return;
    const value = values[index];
    const same = value === undefined ? NEVER : relate(value, 'eq', part, formulas).condition;
    condition = formulas.and(condition, same);
  });
  return condition;
}
