import { type Condition, NEVER } from '../../conditions/condition.ts';
import type { Formulas } from './formulas.ts';
import { goesOnFrom, isDefined } from './lookups.ts';
import { Refusal } from './refusal.ts';
import { falseOrUndefined } from './relations.ts';
import { type FieldTerm, LookupTerm, type Pending, type Sym, TruthTerm } from './term.ts';

const none: readonly Pending[] = [];

/** One block being run: where it is still going on. */
export class Scope {
  /** Where the block is still going on, those around it included, but for what is pending. */
  condition: Condition;
  readonly outer: Scope | undefined;
  /** What has to be defined besides. It is left open, as what comes next mostly says so in fewer words. */
  pending: readonly Pending[] = none;
  /** What is known to be defined, since something that holds says so. */
  satisfied: readonly Pending[] = none;
  /** For the scan of an array of the row: any element of it. */
  element: FieldTerm | undefined;

  constructor(condition: Condition, outer?: Scope) {
    this.condition = condition;
    this.outer = outer;
  }

  get ended(): boolean {
    return this.condition === NEVER;
  }

  /** Goes on only where this holds too. */
  narrow(condition: Condition, formulas: Formulas, implies: readonly Pending[] = []): void {
    this.condition = formulas.and(this.condition, condition);
    if (implies.length > 0) this.satisfied = [...this.satisfied, ...implies];
  }

  /** Goes on only where this is defined, which is left open. */
  await(pending: Pending): void {
    this.pending = [...this.pending, pending];
  }

  /** What an inner block left open is open in this one, as it goes on from where the inner one ended. */
  goOnFrom(inner: Scope): void {
    this.condition = inner.condition;
    this.pending = [...this.pending, ...inner.pending];
    this.satisfied = [...this.satisfied, ...inner.satisfied];
  }
}

/**
 * Where a scope is going on, with all that was left open up to an outer scope (without one: all of it). What a carried
 * value itself has to be is left out: whoever uses the value will ask for it.
 */
export function guardOf(scope: Scope, formulas: Formulas, upTo?: Scope, carried?: Sym): Condition {
  let guard = scope.condition;
  if (guard === NEVER || !hasPending(scope, upTo)) return guard;
  const satisfied: Pending[] = [];
  for (let each: Scope | undefined = scope; each !== undefined && each !== upTo; each = each.outer) {
    for (const one of each.satisfied) satisfied.push(one);
    for (const one of each.pending) {
      if (guard === NEVER) return NEVER;
      if (isImplied(one, satisfied) || impliedBy(one, carried)) continue;
      guard = formulas.and(guard, definedness(one, formulas));
    }
  }
  return guard;
}

function hasPending(scope: Scope, upTo: Scope | undefined): boolean {
  for (let each: Scope | undefined = scope; each !== undefined && each !== upTo; each = each.outer) {
    if (each.pending.length > 0) return true;
  }
  return false;
}

function isImplied(pending: Pending, satisfied: readonly Pending[]): boolean {
  return satisfied.some((each) => impliedBy(pending, each));
}

function impliedBy(pending: Pending, by: Sym | undefined): boolean {
  if (by === pending) return true;
  return pending instanceof LookupTerm && by instanceof LookupTerm && goesOnFrom(by, pending);
}

/** Where a value that may be undefined is not. */
export function definedness(pending: Pending, formulas: Formulas): Condition {
  if (pending instanceof TruthTerm) throw falseOrUndefined();
  return isDefined(pending, formulas);
}

/** What has to be defined for the value to be there. */
export function pendingOf(value: Sym): Pending | undefined {
  if (value instanceof LookupTerm) return value;
  return value instanceof TruthTerm && value.partial ? value : undefined;
}

/** Ends the block a scope is of, and so many around it, wherever the scope is going on. */
export function leave(scope: Scope, levels: number, formulas: Formulas): void {
  let each: Scope | undefined = scope.outer;
  for (let level = 1; each !== undefined && level <= levels; level++) {
    if (each.element !== undefined) {
      throw new Refusal(
        'a scan of an array of the row ends before its last element',
        'ask whether known values are `in` the array',
      );
    }
    each.condition = formulas.excluding(each.condition, guardOf(scope, formulas, each));
    each = each.outer;
  }
  scope.condition = NEVER;
}
