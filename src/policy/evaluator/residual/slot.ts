import { type Condition, NEVER } from '../../conditions/condition.ts';
import { numberKey, RegoNumber } from '../../values/number.ts';
import type { Formulas } from './formulas.ts';
import type { Case, FieldTerm, Sym } from './term.ts';

/** What a variable holds: one value wherever it is read, or several of which each is the one somewhere. */
export type Slot = Sym | Guarded | MergedSlot | Position | undefined;

/** Where in an array of the row any element of it is. A filter can't say it, so that nothing may read it. */
export class Position {}

export class Guarded {
  readonly cases: readonly Case[];

  constructor(cases: readonly Case[]) {
    this.cases = cases;
  }
}

interface Entry {
  readonly value: Sym;
  readonly guards: Condition[];
}

/** A variable that is set in several places. Guards are gathered, and put together when the variable is read. */
export class MergedSlot {
  readonly #formulas: Formulas;
  #entries = new Map<unknown, Entry>();
  #cases: readonly Case[] | undefined;
  /** The scan of an array of the row in which it was written and which has not ended. */
  element: FieldTerm | undefined;

  constructor(formulas: Formulas, before: readonly Case[] = []) {
    this.#formulas = formulas;
    for (const { guard, value } of before) this.add(value, guard);
  }

  get cases(): readonly Case[] {
    this.#cases ??= [...this.#entries.values()]
      .map(({ value, guards }) => {
        if (guards.length > 1) guards.splice(0, guards.length, this.#formulas.or(guards));
        return { guard: guards[0] ?? NEVER, value };
      })
      .filter(({ guard }) => guard !== NEVER);
    return this.#cases;
  }

  add(value: Sym, guard: Condition): void {
    if (guard === NEVER) return;
    this.#cases = undefined;
    const key = slotKey(value);
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, { value, guards: [guard] });
    else entry.guards.push(guard);
  }

  /** It holds nothing but perhaps this value. */
  holdsOnly(value: Sym): boolean {
    return this.#entries.size === 0 || (this.#entries.size === 1 && this.#entries.has(slotKey(value)));
  }

  /** Whether other values than this one are held. */
  others(value: Sym): readonly Case[] {
    if (this.holdsOnly(value)) return [];
    const key = slotKey(value);
    return this.cases.filter((each) => slotKey(each.value) !== key);
  }

  /** Changes every guard. */
  change(by: (each: Case) => readonly Case[]): void {
    const changed = this.cases.flatMap(by);
    this.#entries = new Map();
    this.#cases = undefined;
    for (const { guard, value } of changed) this.add(value, guard);
  }
}

/** The same for scalars that are equal; collections and terms stand for themselves. */
function slotKey(value: Sym): unknown {
  if (!(value instanceof RegoNumber)) return value;
  const key = numberKey(value);
  return typeof key === 'number' ? key : value;
}

/** Cases with equal values put together. */
export function mergedCases(cases: readonly Case[], formulas: Formulas): readonly Case[] {
  if (cases.length < 2) return cases;
  return new MergedSlot(formulas, cases).cases;
}
