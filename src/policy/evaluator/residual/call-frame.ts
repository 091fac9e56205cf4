import { ALWAYS, type Condition, NEVER } from '../../conditions/condition.ts';
import type { Local, Operand, Plan, PlanFunction, Statement } from '../../plan/plan.ts';
import type { Formulas } from './formulas.ts';
import type { FunctionLocals } from './function-locals.ts';
import { Refusal } from './refusal.ts';
import { guardOf, type Scope } from './scope.ts';
import { MergedSlot, Single, type Slot } from './slot.ts';
import type { Case, MadeSet, Sym } from './term.ts';

/** Where a collection was begun, so that what is added under the same condition is added always. */
export interface Begun {
  readonly scope: Scope;
  readonly guard: Condition;
}

/** One call of a function: its variables and what it returned so far. */
export class CallFrame {
  readonly function: PlanFunction;
  readonly locals: FunctionLocals;
  readonly slots: Slot[] = [];
  readonly begun = new Map<Local, Begun>();
  readonly returned: Case[] = [];
  /** Written since the scan of an array of the row began, and still to be said of the array as a whole. */
  readonly touched = new Set<MergedSlot | MadeSet>();
  readonly #plan: Plan;
  readonly #formulas: Formulas;

  constructor(called: PlanFunction, locals: FunctionLocals, plan: Plan, formulas: Formulas) {
    this.function = called;
    this.locals = locals;
    this.#plan = plan;
    this.#formulas = formulas;
  }

  read(operand: Operand): readonly Case[] {
    if (operand.type === 'local') return this.readLocal(operand.value);
    return [
      {
        guard: ALWAYS,
        value: operand.type === 'bool' ? operand.value : (this.#plan.strings[operand.value] ?? ''),
      },
    ];
  }

  readLocal(local: Local): readonly Case[] {
    const slot = this.slots[local];
    if (slot instanceof MergedSlot && slot.element !== undefined) throw acrossElements();
    return slot?.cases ?? [];
  }

  /** Sets a variable as far as the scope goes on. */
  set(target: Local, cases: readonly Case[], scope: Scope, statement: Statement): void {
    if (!this.locals.merged.has(target)) {
      this.slots[target] = slotOf(cases);
      return;
    }
    const element = elementScope(scope);
    const starts = this.locals.starts.has(statement);
    if (starts || (element === undefined && guardOf(scope, this.#formulas) === ALWAYS)) {
      const slot = new MergedSlot(this.#formulas, this.#guarded(cases, scope));
      if (starts) slot.home = element?.element;
      this.slots[target] = slot;
      return;
    }
    const slot = this.#merged(target);
    const [only] = cases;
    const same = cases.length === 1 && only !== undefined && slot.holdsOnly(only.value);
    if (!same && slot.cases.length > 0) {
      if (element !== undefined && slot.home !== element.element) throw acrossElements();
      const guard = guardOf(scope, this.#formulas);
      slot.change((each) => [{ guard: this.#without(each.guard, guard), value: each.value }]);
    }
    for (const each of cases) slot.add(each.value, this.#guard(each, scope));
    this.#touch(slot, element);
  }

  /** Adds a value to those a variable may have, where it has no other one. */
  setOnce(
    target: Local,
    cases: readonly Case[],
    scope: Scope,
    conflict: (a: Sym, b: Sym, where: Condition) => void,
  ): void {
    const slot = this.#merged(target);
    for (const each of cases) {
      const guard = this.#guard(each, scope);
      for (const other of slot.others(each.value)) {
        const where = this.#formulas.and(other.guard, guard);
        if (where !== NEVER) conflict(other.value, each.value, where);
      }
      slot.add(each.value, guard);
    }
    this.#touch(slot, elementScope(scope));
  }

  #merged(target: Local): MergedSlot {
    const before = this.slots[target];
    const slot = before instanceof MergedSlot ? before : new MergedSlot(this.#formulas, before?.cases);
    this.slots[target] = slot;
    return slot;
  }

  #touch(slot: MergedSlot, element: Scope | undefined): void {
    if (element === undefined || slot.home === element.element) return;
    this.touched.add(slot);
    slot.element = element.element;
  }

  #guarded(cases: readonly Case[], scope: Scope): Case[] {
    return cases.map((each) => ({ guard: this.#guard(each, scope), value: each.value }));
  }

  #guard({ guard, value }: Case, scope: Scope): Condition {
    return this.#formulas.and(guardOf(scope, this.#formulas, undefined, value), guard);
  }

  /** A guard, where another one does not hold. */
  #without(guard: Condition, other: Condition): Condition {
    if (other === ALWAYS || guard === other) return NEVER;
    return this.#formulas.and(guard, this.#formulas.not(other));
  }
}

function slotOf(cases: readonly Case[]): Slot {
  const [only] = cases;
  if (only === undefined) return undefined;
  return cases.length === 1 && only.guard === ALWAYS ? new Single(only.value) : { cases };
}

/** The innermost scan of an array of the row that a scope is in. */
export function elementScope(scope: Scope): Scope | undefined {
  for (let each: Scope | undefined = scope; each !== undefined; each = each.outer) {
    if (each.element !== undefined) return each;
  }
  return undefined;
}

function acrossElements(): Refusal {
  return new Refusal(
    'what one element of an array of the row says counts for the next',
    'ask whether known values are `in` the array, or `some x in` the array and then whether x is in a known collection',
  );
}
