import type { Local } from '../plan/plan.ts';
import { type AbstractValue, join, nothing } from './abstract-value.ts';

/**
 * The locals of one plan or function while its statements are followed in order. A block may end at any of its
 * statements, so what a local holds after it is what it held before, or anything assigned inside.
 */
export class Frame {
  #locals: Map<Local, AbstractValue>;
  #assigned = new Map<Local, AbstractValue>();
  returned = nothing;

  constructor(locals: Iterable<[Local, AbstractValue]>) {
    this.#locals = new Map(locals);
  }

  get(local: Local): AbstractValue {
    return this.#locals.get(local) ?? nothing;
  }

  set(local: Local, value: AbstractValue): void {
    this.#locals.set(local, value);
    this.#assigned.set(local, join(this.#assigned.get(local) ?? nothing, value));
  }

  /** Follows a block that runs once or not at all. */
  once(run: () => void): void {
    const before = new Map(this.#locals);
    this.#leave(before, this.#collect(run));
  }

  /** Follows a block that runs any number of times, each seeing what the ones before assigned. */
  repeatedly(run: () => void): void {
    const before = new Map(this.#locals);
    let assigned = new Map<Local, AbstractValue>();
    for (;;) {
      const next = this.#collect(run);
      const entry = this.#joined(before, next);
      const settled = sameKnowledge(assigned, next);
      assigned = next;
      this.#locals = entry;
      if (settled) break;
    }
    this.#leave(before, assigned);
  }

  /** Follows a block in which a local holds something else. */
  replacing(local: Local, value: AbstractValue, run: () => void): void {
    const original = this.#locals.get(local);
    this.once(() => {
      this.#locals.set(local, value);
      run();
    });
    if (original === undefined) this.#locals.delete(local);
    else this.#locals.set(local, original);
  }

  #collect(run: () => void): Map<Local, AbstractValue> {
    const outer = this.#assigned;
    const inner = new Map<Local, AbstractValue>();
    this.#assigned = inner;
    run();
    this.#assigned = outer;
    return inner;
  }

  #leave(before: Map<Local, AbstractValue>, assigned: Map<Local, AbstractValue>): void {
    this.#locals = this.#joined(before, assigned);
    for (const [local, value] of assigned) {
      this.#assigned.set(local, join(this.#assigned.get(local) ?? nothing, value));
    }
  }

  #joined(before: Map<Local, AbstractValue>, assigned: Map<Local, AbstractValue>): Map<Local, AbstractValue> {
    const joined = new Map(before);
    for (const [local, value] of assigned) joined.set(local, join(before.get(local) ?? nothing, value));
    return joined;
  }
}

function sameKnowledge(a: Map<Local, AbstractValue>, b: Map<Local, AbstractValue>): boolean {
  if (a.size !== b.size) return false;
  return [...b].every(([local, value]) => {
    const known = a.get(local);
    return known !== undefined && known.size === value.size && join(known, value) === known;
  });
}
