import { ALWAYS, NEVER } from '../../conditions/condition.ts';
import type { Local, Statement, StatementOf } from '../../plan/plan.ts';
import { equal } from '../../values/compare.ts';
import { lookUp } from '../../values/look-up.ts';
import { makeNumber } from '../../values/number.ts';
import { RegoObject } from '../../values/object.ts';
import { merge } from '../../values/overlay.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';
import { type CallFrame, elementScope } from './call-frame.ts';
import { liftBuiltin } from './lift-builtin.ts';
import { definedIn, lookUpCases } from './look-up-cases.ts';
import { allMembers, completely, memberCases } from './made-values.ts';
import { produce, produceSingle } from './produce.ts';
import { Refusal } from './refusal.ts';
import { relate } from './relations.ts';
import type { ResidualRun } from './residual-run.ts';
import { guardOf, type Scope } from './scope.ts';
import { type Case, isKnown, MadeArray, MadeObject, MadeSet, type Sym } from './term.ts';

type Making = Exclude<
  Statement,
  {
    kind:
      | 'ReturnLocalStmt'
      | 'BreakStmt'
      | 'BlockStmt'
      | 'NotStmt'
      | 'NopStmt'
      | 'ScanStmt'
      | 'WithStmt'
      | 'CallStmt'
      | 'CallDynamicStmt'
      | 'EqualStmt'
      | 'NotEqualStmt'
      | 'IsArrayStmt'
      | 'IsObjectStmt'
      | 'IsSetStmt'
      | 'IsDefinedStmt'
      | 'IsUndefinedStmt'
      | 'ResultSetAddStmt'
      | 'unknown';
  }
>;

/** Statements that give a variable its value, or add to what one holds. */
export function make(statement: Making, scope: Scope, frame: CallFrame, run: ResidualRun): void {
  const { formulas } = run;
  switch (statement.kind) {
    case 'AssignIntStmt':
    case 'MakeNumberIntStmt':
      frame.setSingle(statement.target, statement.value, scope, statement);
      return;
    case 'MakeNullStmt':
      frame.setSingle(statement.target, null, scope, statement);
      return;
    case 'MakeNumberRefStmt':
      frame.setSingle(
        statement.target,
        makeNumber(run.plan.strings[statement.index] ?? '0'),
        scope,
        statement,
      );
      return;
    case 'ResetLocalStmt':
      frame.set(statement.target, [], scope, statement);
      return;
    case 'AssignVarStmt': {
      const value = frame.single(statement.source);
      if (value !== undefined) {
        frame.setSingle(statement.target, value, scope, statement);
        return;
      }
      frame.set(statement.target, frame.read(statement.source), scope, statement);
      return;
    }
    case 'AssignVarOnceStmt':
      frame.setOnce(statement.target, frame.read(statement.source), scope, (a, b, where) => {
        if (differ({ guard: where, value: a }, { guard: ALWAYS, value: b }, run)) throw conflict();
      });
      return;
    case 'DotStmt': {
      const [from, by] = [frame.single(statement.source), frame.single(statement.key)];
      if (from !== undefined && by !== undefined) {
        dot(statement, from, by, scope, frame, run);
        return;
      }
      const cases = frame.read(statement.source).flatMap((source) =>
        frame.read(statement.key).flatMap((key) => {
          const guard = formulas.and(source.guard, key.guard);
          if (formulas.and(scope.condition, guard) === NEVER) return [];
          return lookUpCases(source.value, key.value, run).map((each) => ({
            guard: formulas.and(guard, each.guard),
            value: each.value,
          }));
        }),
      );
      produce(statement.target, cases, scope, frame, run, statement);
      return;
    }
    case 'LenStmt': {
      const cases = frame.read(statement.source).flatMap(({ guard, value }) => {
        const lengths = lengthCases(value, run);
        return lengths.map((each) => ({ guard: formulas.and(guard, each.guard), value: each.value }));
      });
      produce(statement.target, cases, scope, frame, run, statement);
      return;
    }
    case 'MakeArrayStmt':
      begin(statement.target, [], scope, frame, run);
      return;
    case 'MakeObjectStmt':
      begin(statement.target, new RegoObject([]), scope, frame, run);
      return;
    case 'MakeSetStmt':
      begin(statement.target, new RegoSet([]), scope, frame, run);
      return;
    case 'ArrayAppendStmt':
      append(statement, scope, frame, run);
      return;
    case 'SetAddStmt':
      addToSet(statement, scope, frame, run);
      return;
    case 'ObjectInsertStmt':
    case 'ObjectInsertOnceStmt':
      insert(statement, scope, frame, run);
      return;
    case 'ObjectMergeStmt': {
      const [a, b] = [onlyValue(frame, statement.a), onlyValue(frame, statement.b)];
      frame.set(statement.target, [{ guard: ALWAYS, value: mergeSyms(a, b) }], scope, statement);
      return;
    }
  }
}

function dot(
  statement: StatementOf<'DotStmt'>,
  source: Sym,
  key: Sym,
  scope: Scope,
  frame: CallFrame,
  run: ResidualRun,
): void {
  if (isKnown(source) && isKnown(key)) {
    const value = lookUp(source, key);
    if (value === undefined) scope.condition = NEVER;
    else frame.setSingle(statement.target, value, scope, statement);
    return;
  }
  const [only, ...others] = lookUpCases(source, key, run);
  if (only !== undefined && others.length === 0 && only.guard === ALWAYS) {
    produceSingle(statement.target, only.value, scope, frame, statement);
  } else {
    produce(statement.target, only === undefined ? [] : [only, ...others], scope, frame, run, statement);
  }
}

function lengthCases(value: Sym, run: ResidualRun): readonly Case[] {
  const known = completely(value);
  const args = [known];
  if (!isKnown(known)) return liftBuiltin('count', args, run);
  const length = run.builtins.get('count')?.(args as Value[], run);
  return length === undefined ? [] : [{ guard: ALWAYS, value: length }];
}

function begin(target: Local, empty: Value, scope: Scope, frame: CallFrame, run: ResidualRun): void {
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

function onlyValue(frame: CallFrame, local: Local): Sym | undefined {
  const cases = frame.readLocal(local);
  if (cases.length > 1)
    throw new Refusal('one of several collections is added to', 'make one collection of each');
  return cases[0]?.value;
}

function append(
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

function addToSet(
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

function insert(
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

/** Whether there may be a row for which both cases are there, with different values. */
function differ(a: Case, b: Case, { formulas }: ResidualRun): boolean {
  const both = formulas.and(definedIn([a], formulas), definedIn([b], formulas));
  const same = relate(a.value, 'eq', b.value, formulas).condition;
  return !formulas.isNever(formulas.and(both, formulas.not(same)));
}

function mergeSyms(a: Sym | undefined, b: Sym | undefined): Sym {
  const [left, right] = [a === undefined ? b : completely(a), b === undefined ? a : completely(b)];
  if (left === undefined || right === undefined) {
    throw new Refusal('undefined collections are merged', 'name the members one by one');
  }
  if (isKnown(left) && isKnown(right)) return merge(left, right);
  if (!(left instanceof RegoObject || left instanceof MadeObject)) return left;
  if (!(right instanceof RegoObject || right instanceof MadeObject)) return left;
  const merged = new MadeObject(left instanceof MadeObject ? left.base : left);
  if (left instanceof MadeObject)
    for (const member of left.members.values()) merged.members.set(member.key, member);
  const others = right instanceof MadeObject ? right : new MadeObject(right);
  for (const { key, cases } of allMembers(others)) {
    if (memberCases(merged, key) !== undefined) {
      throw new Refusal('two objects that depend on the row share members', 'name the members one by one');
    }
    merged.members.set(key, { key, cases: [...cases] });
  }
  return merged;
}

function conflict(): Refusal {
  return new Refusal(
    'there may be two values at once for one row',
    'write the rules so that only one can hold, for instance with else',
  );
}
