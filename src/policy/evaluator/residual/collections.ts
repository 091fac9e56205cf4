import { ALWAYS, NEVER } from '../../conditions/condition.ts';
import type { Local, StatementOf } from '../../plan/plan.ts';
import { equal } from '../../values/compare.ts';
import { RegoObject } from '../../values/object.ts';
import { merge } from '../../values/overlay.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';
import { type CallFrame, elementScope } from './call-frame.ts';
import { conflict, differ } from './conflicts.ts';
import { allMembers, completely, memberCases } from './made-values.ts';
import { Refusal } from './refusal.ts';
import type { ResidualRun } from './residual-run.ts';
import { guardOf, type Scope } from './scope.ts';
import { type Case, isKnown, MadeArray, MadeObject, MadeSet, type Sym } from './term.ts';

/** Begins a collection. */
export function begin(target: Local, empty: Value, scope: Scope, frame: CallFrame, run: ResidualRun): void {
  frame.slots[target] = empty;
  frame.begun.set(target, { scope, guard: guardOf(scope, run.formulas) });
}

/** Under which condition something is added to a collection, beyond that under which the collection exists. */
function addedUnder(target: Local, scope: Scope, frame: CallFrame, run: ResidualRun) {
  const begun = frame.begun.get(target);
  if (begun === undefined || begun.scope === scope) return ALWAYS;
  const guard = guardOf(scope, run.formulas);
  return run.formulas.beyond(guard, begun.guard);
}

/** The one value of a variable that holds a collection, if any. */
export function onlyValue(frame: CallFrame, local: Local): Sym | undefined {
  const cases = frame.readLocal(local);
  if (cases.length > 1)
    throw new Refusal('one of several collections is added to', 'make one collection of each');
  return cases[0]?.value;
}

/** Adds an item to an array. */
export function append(
  statement: StatementOf<'ArrayAppendStmt'>,
  scope: Scope,
  frame: CallFrame,
  run: ResidualRun,
): void {
  const guard = addedUnder(statement.array, scope, frame, run);
  if (guard !== ALWAYS || crossesElements(statement.array, scope, frame)) {
    throw new Refusal('which items an array has depends on the row', 'make a set instead of an array');
  }
  const cases = frame.read(statement.value);
  const array = onlyValue(frame, statement.array);
  const [only] = cases;
  const known =
    only !== undefined && cases.length === 1 && only.guard === ALWAYS ? completely(only.value) : undefined;
  if (Array.isArray(array) && known !== undefined && isKnown(known)) {
    (array as Value[]).push(known);
    return;
  }
  const made = array instanceof MadeArray ? array : new MadeArray();
  if (Array.isArray(array)) for (const value of array) made.items.push([{ guard: ALWAYS, value }]);
  made.items.push(cases);
  frame.slots[statement.array] = made;
}

/** Adds a member to a set, where the statement is reached. */
export function addToSet(
  statement: StatementOf<'SetAddStmt'>,
  scope: Scope,
  frame: CallFrame,
  run: ResidualRun,
): void {
  const { formulas } = run;
  const added = addedUnder(statement.set, scope, frame, run);
  const set = onlyValue(frame, statement.set);
  for (const each of frame.read(statement.value)) {
    const guard = formulas.and(added, each.guard);
    const value = completely(each.value);
    if (guard === NEVER) continue;
    const current = onlyValue(frame, statement.set) ?? set;
    const element = crossesElements(statement.set, scope, frame);
    if (current instanceof RegoSet && guard === ALWAYS && isKnown(value) && element === undefined) {
      current.insert(value);
      continue;
    }
    const made = current instanceof MadeSet ? current : new MadeSet();
    if (current instanceof RegoSet)
      made.cases = current.values().map((known) => ({ guard: ALWAYS, value: known }));
    made.cases.push({ guard, value });
    frame.slots[statement.set] = made;
    if (element !== undefined) frame.touched.add(made);
  }
}

/** The scan of an array of the row between the making of a collection and adding to it. */
function crossesElements(target: Local, scope: Scope, frame: CallFrame): Scope | undefined {
  const element = elementScope(scope);
  if (element === undefined) return undefined;
  for (let each = frame.begun.get(target)?.scope; each !== undefined; each = each.outer) {
    if (each === element) return undefined;
  }
  return element;
}

/** Adds a member to an object, where the statement is reached. */
export function insert(
  statement: StatementOf<'ObjectInsertStmt'> | StatementOf<'ObjectInsertOnceStmt'>,
  scope: Scope,
  frame: CallFrame,
  run: ResidualRun,
): void {
  const { formulas } = run;
  if (crossesElements(statement.object, scope, frame) !== undefined) {
    throw new Refusal('an object is made of the elements of an array of the row', 'make a set');
  }
  const added = addedUnder(statement.object, scope, frame, run);
  for (const name of frame.read(statement.key)) {
    const key = completely(name.value);
    if (!isKnown(key)) throw new Refusal("an object's key is a field of the row", 'use known keys');
    const under = formulas.and(added, name.guard);
    if (under === NEVER) continue;
    const cases = frame.read(statement.value).map((each) => ({
      guard: formulas.and(under, each.guard),
      value: each.value,
    }));
    const object = onlyValue(frame, statement.object);
    const [only] = cases;
    const known =
      only !== undefined && cases.length === 1 && only.guard === ALWAYS ? completely(only.value) : undefined;
    if (object instanceof RegoObject && known !== undefined && isKnown(known)) {
      const before = object.get(key);
      if (statement.kind === 'ObjectInsertOnceStmt' && before !== undefined && !equal(before, known))
        throw conflict();
      object.insert(key, known);
      continue;
    }
    const made =
      object instanceof MadeObject
        ? object
        : new MadeObject(object instanceof RegoObject ? object : undefined);
    addMember(made, key, cases, statement.kind === 'ObjectInsertOnceStmt', run);
    frame.slots[statement.object] = made;
  }
}

function addMember(
  object: MadeObject,
  key: Value,
  cases: readonly Case[],
  once: boolean,
  run: ResidualRun,
): void {
  const { formulas } = run;
  const before = memberCases(object, key) ?? [];
  for (const one of before) {
    for (const other of cases) {
      if (formulas.and(one.guard, other.guard) === NEVER) continue;
      if (!once || differ(one, other, run)) throw conflict();
    }
  }
  object.members.set(key, { key, cases: [...before, ...cases] });
}

/** Both objects in one. */
export function mergeSyms(a: Sym | undefined, b: Sym | undefined): Sym {
  const [left, right] = [a === undefined ? b : completely(a), b === undefined ? a : completely(b)];
  if (left === undefined || right === undefined) {
    throw new Refusal('undefined collections are merged', 'name the members one by one');
  }
  if (isKnown(left) && isKnown(right)) return merge(left, right);
  if (!(left instanceof RegoObject || left instanceof MadeObject)) return left;
  if (!(right instanceof RegoObject || right instanceof MadeObject)) return left;
  const merged = new MadeObject(left instanceof MadeObject ? undefined : left);
  if (left instanceof MadeObject)
    for (const member of allMembers(left)) merged.members.set(member.key, member);
  const others = right instanceof MadeObject ? right : new MadeObject(right);
  for (const { key, cases } of allMembers(others)) {
    if (memberCases(merged, key) !== undefined) {
      throw new Refusal('two objects that depend on the row share members', 'name the members one by one');
    }
    merged.members.set(key, { key, cases: [...cases] });
  }
  return merged;
}
