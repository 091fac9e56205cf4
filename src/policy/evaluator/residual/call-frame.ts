import { ALWAYS, type Condition, NEVER } from '../../conditions/condition.ts';
import type { Local, Operand, Plan, Statement } from '../../plan/plan.ts';
import type { Value } from '../../values/value.ts';
import type { Formulas } from './formulas.ts';
import type { PreparedFunction } from './prepared-function.ts';
import { Refusal } from './refusal.ts';
import { guardOf, type Scope } from './scope.ts';
import { Guarded, MergedSlot, Position, type Slot } from './slot.ts';
import type { Case, MadeSet, Sym } from './term.ts';

/** Where a collection was begun, so that what is added under the same condition is added always. */
export interface Begun {
  readonly scope: Scope;
  readonly guard: Condition;
}

/** One call of a function: its variables and what it returned so far. */
export class CallFrame {
  readonly function: PreparedFunction;
  readonly slots: Slot[] = [];
  readonly begun = new Map<Local, Begun>();
  readonly returned: Case[] = [];
  /** Written since the scan of an array of the row began, and still to be said of the array as a whole. */
  readonly touched = new Set<MergedSlot | MadeSet>();
  readonly #plan: Plan;
  readonly #formulas: Formulas;

  constructor(called: PreparedFunction, plan: Plan, formulas: Formulas) {
    this.function = called;
    this.#plan = plan;
    this.#formulas = formulas;
  }

  read(operand: Operand): readonly Case[] {
    if (operand.type === 'local') return this.readLocal(operand.value);
    return [{ guard: ALWAYS, value: this.#constant(operand) }];
  }

  readLocal(local: Local): readonly Case[] {
    const slot = this.slots[local];
    if (slot === undefined) return [];
    if (slot instanceof Position) throw placeOfElement();
    if (slot instanceof Guarded) return slot.cases;
    if (!(slot instanceof MergedSlot)) return [{ guard: ALWAYS, value: slot }];
    if (slot.element !== undefined) throw acrossElements();
    return slot.cases;
  }

  /** The value where there is but one, wherever it is read; undefined where there are cases or none. */
  single(operand: Operand): Sym | undefined {
    if (operand.type !== 'local') return this.#constant(operand);
    const slot = this.slots[operand.value];
    if (slot instanceof Position) throw placeOfElement();
    return slot instanceof Guarded || slot instanceof MergedSlot ? undefined : slot;
  }

  /** Has another variable stand for the place of an element, which neither may be read for; false where it is none. */
  copyPosition(source: Operand, target: Local): boolean {
    const slot = source.type === 'local' ? this.slots[source.value] : undefined;
    if (slot instanceof Position) this.slots[target] = slot;
    return slot instanceof Position;
  }

  /** Sets a variable that is to have one value as far as the scope goes on. */
  setSingle(target: Local, value: Sym, scope: Scope, statement: Statement): void {
    if (this.#isPlain(target, statement)) this.slots[target] = value;
    else this.set(target, [{ guard: ALWAYS, value }], scope, statement);
  }

  /** Sets a variable as far as the scope goes on. */
  set(target: Local, cases: readonly Case[], scope: Scope, statement: Statement): void {
    if (this.#isPlain(target, statement)) {
      this.slots[target] = slotOf(cases);
      return;
    }
    const element = elementScope(scope);
    if (element === undefined && guardOf(scope, this.#formulas) === ALWAYS) {
      this.slots[target] = new MergedSlot(this.#formulas, this.#guarded(cases, scope));
      return;
    }
    const slot = this.#merged(target);
    const [only] = cases;
    const same = cases.length === 1 && only !== undefined && slot.holdsOnly(only.value);
    if (!same && slot.cases.length > 0) {
      if (element !== undefined) throw acrossElements();
      const guard = guardOf(scope, this.#formulas);
      slot.change((each) => [{ guard: this.#formulas.without(each.guard, guard), value: each.value }]);
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
    if (before instanceof MergedSlot) return before;
    const slot = new MergedSlot(this.#formulas, this.readLocal(target));
    this.slots[target] = slot;
    return slot;
  }

  #touch(slot: MergedSlot, element: Scope | undefined): void {
    if (element === undefined) return;
    this.touched.add(slot);
    slot.element = element.element;
  }

  #guarded(cases: readonly Case[], scope: Scope): Case[] {
    return cases.map((each) => ({ guard: this.#guard(each, scope), value: each.value }));
  }

  #guard({ guard, value }: Case, scope: Scope): Condition {
    return this.#formulas.and(guardOf(scope, this.#formulas, undefined, value), guard);
  }

  /** Whether nothing but what this statement sets will be read of the variable until it is set again. */
  #isPlain(target: Local, statement: Statement): boolean {
    const { merged, starts } = this.function.locals;
    return !merged.has(target) || starts.has(statement);
  }

  #constant(operand: Exclude<Operand, { type: 'local' }>): Value {
    return operand.type === 'bool' ? operand.value : (this.#plan.strings[operand.value] ?? '');
  }
}

/** Cases as a variable holds them. */
export function slotOf(cases: readonly Case[]): Slot {
  const [only] = cases;
  if (only === undefined) return undefined;
  return cases.length === 1 && only.guard === ALWAYS ? only.value : new Guarded(cases);
}

/** The innermost scan of an array of the row that a scope is in. */
export function elementScope(scope: Scope): Scope | undefined {
  for (let each: Scope | undefined = scope; each !== undefined; each = each.outer) {
    if (each.element !== undefined) return each;
  }
  return undefined;
}

function placeOfElement(): Refusal {
  return new Refusal(
    'the place of an element in an array of the row is asked for',
    'ask whether a known value is `in` the array',
  );
}

function acrossElements(): Refusal {
  return new Refusal(
    'what one element of an array of the row says counts for the next',
    'ask whether known values are `in` the array, or `some x in` the array and then whether x is in a known collection',
  );
}
