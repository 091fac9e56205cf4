import { type ElementScan, NOTHING, type Sort } from './kinds.ts';

/** A block being walked: whether the row has decided in it that it goes on. */
export interface Scope {
  readonly outer: Scope | undefined;
  decided: boolean;
  /** What was given here that may be undefined instead of false, and what is known not to be. */
  readonly pending: Set<number>;
  readonly settled: Set<number>;
  /** Set for the scan of an array of the row. */
  readonly element?: ElementScan;
}

export function scopeIn(outer: Scope | undefined, element?: ElementScan, decided = false): Scope {
  const scope: Scope = { outer, decided, pending: new Set(), settled: new Set() };
  return element === undefined ? scope : { ...scope, element };
}

/** What is compared is said to be true or false, and no longer left open. */
export function settle(scope: Scope, sorts: readonly Sort[]): void {
  for (const kind of sorts.flatMap(({ kinds }) => kinds)) {
    if (kind.is === 'truth' && kind.partial !== undefined) scope.settled.add(kind.partial);
  }
}

/** Whether something is left open in the scopes up to an outer one, but for what a value carries along. */
export function unsettled(scope: Scope, upTo?: Scope, carried: Sort = NOTHING): boolean {
  const settled = new Set<number>();
  for (const kind of carried.kinds)
    if (kind.is === 'truth' && kind.partial !== undefined) settled.add(kind.partial);
  for (let each: Scope | undefined = scope; each !== undefined && each !== upTo; each = each.outer) {
    for (const one of each.settled) settled.add(one);
    if ([...each.pending].some((one) => !settled.has(one))) return true;
  }
  return false;
}

export function isDecided(scope: Scope): boolean {
  for (let each: Scope | undefined = scope; each !== undefined; each = each.outer)
    if (each.decided) return true;
  return false;
}

/** Whether the row has decided anything in the scopes within the one in which a collection was begun. */
export function decidedSince(begun: Scope | undefined, scope: Scope): boolean {
  if (begun === undefined) return false;
  for (let each: Scope | undefined = scope; each !== undefined && each !== begun; each = each.outer) {
    if (each.decided) return true;
  }
  return false;
}

export function crossesElements(begun: Scope | undefined, scope: Scope): boolean {
  if (begun === undefined) return false;
  for (let each: Scope | undefined = scope; each !== undefined && each !== begun; each = each.outer) {
    if (each.element !== undefined) return true;
  }
  return false;
}

/** Leaving blocks where the row says so has what comes after them go on where it does not. */
export function leave(scope: Scope, blocks: number): void {
  let decided = false;
  let each: Scope | undefined = scope;
  for (let index = 0; index <= blocks && each !== undefined; index++) {
    decided ||= each.decided;
    each = each.outer;
  }
  if (decided && each !== undefined) each.decided = true;
}
