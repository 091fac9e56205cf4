import { ALWAYS, type Condition, NEVER } from '../../conditions/condition.ts';
import type { StatementOf } from '../../plan/plan.ts';
import { entriesOf } from '../../values/look-up.ts';
import type { Value } from '../../values/value.ts';
import { type CallFrame, elementScope } from './call-frame.ts';
import { takenApart } from './lookups.ts';
import { allMembers, completely } from './made-values.ts';
import { anElement, mentions, someElementOf } from './quantify.ts';
import { Refusal } from './refusal.ts';
import type { ResidualRun } from './residual-run.ts';
import { Scope } from './scope.ts';
import { MergedSlot, Position } from './slot.ts';
import {
  type Case,
  FieldTerm,
  isKnown,
  LookupTerm,
  MadeArray,
  MadeObject,
  MadeSet,
  type Sym,
} from './term.ts';

type Scan = StatementOf<'ScanStmt'>;

/** Runs a block for each entry of a collection; what is found is true of the row where it is true for some entry. */
export function scan(statement: Scan, scope: Scope, frame: CallFrame, run: ResidualRun): void {
  for (const { guard, value } of frame.readLocal(statement.source)) {
    if (scope.ended) return;
    const loop = new Scope(run.formulas.and(scope.condition, guard), scope);
    if (loop.ended) continue;
    scanValue(statement, completely(value), loop, frame, run);
  }
}

function scanValue(statement: Scan, value: Sym, loop: Scope, frame: CallFrame, run: ResidualRun): void {
  if (value instanceof FieldTerm) {
    scanElements(statement, value, loop, frame, run);
    return;
  }
  if (value instanceof LookupTerm) {
    for (const each of takenApart(value, run.formulas)) {
      for (const [key, item] of entriesOf(each.value))
        turn(statement, key, item, each.guard, loop, frame, run);
    }
    return;
  }
  if (Array.isArray(value)) {
    for (let n = 0; n < value.length && !loop.ended; n++)
      turn(statement, n, value[n] as Value, ALWAYS, loop, frame, run);
    return;
  }
  if (isKnown(value)) {
    for (const [key, item] of entriesOf(value)) {
      if (loop.ended) return;
      turn(statement, key, item, ALWAYS, loop, frame, run);
    }
    return;
  }
  for (const { key, each } of entriesOfMade(value)) {
    turn(statement, key ?? each.value, each.value, each.guard, loop, frame, run);
  }
}

function entriesOfMade(value: Sym): { readonly key: Sym | undefined; readonly each: Case }[] {
  if (value instanceof MadeSet) return value.cases.map((each) => ({ key: undefined, each }));
  if (value instanceof MadeArray)
    return value.items.flatMap((cases, key) => cases.map((each) => ({ key, each })));
  if (value instanceof MadeObject) {
    return allMembers(value).flatMap(({ key, cases }) => cases.map((each) => ({ key, each })));
  }
  return [];
}

function turn(
  statement: Scan,
  key: Sym,
  value: Sym,
  guard: Condition,
  loop: Scope,
  frame: CallFrame,
  run: ResidualRun,
): void {
  run.step();
  const scope = new Scope(run.formulas.and(loop.condition, guard), loop);
  if (scope.ended) return;
  frame.slots[statement.key] = key;
  frame.slots[statement.value] = value;
  run.runStatements(statement.block, scope, frame);
}

/** Runs the block once, for any element, and says of the array what was found of the element. */
function scanElements(
  statement: Scan,
  array: FieldTerm,
  loop: Scope,
  frame: CallFrame,
  run: ResidualRun,
): void {
  if (array.elementOf !== undefined) {
    throw new Refusal(
      'an element of an array of the row is scanned',
      'arrays of rows hold single values only',
    );
  }
  run.fields.use(array);
  const element = run.fields.elementOf(array);
  loop.element = element;
  const outer = new Set(frame.touched);
  frame.touched.clear();
  const scope = new Scope(run.formulas.and(loop.condition, anElement(element, run.formulas)), loop);
  frame.slots[statement.key] = new Position();
  frame.slots[statement.value] = element;
  run.runStatements(statement.block, scope, frame);
  frame.slots[statement.key] = undefined;
  const enclosing = loop.outer === undefined ? undefined : elementScope(loop.outer)?.element;
  for (const written of frame.touched) {
    if (written instanceof MergedSlot) {
      written.change((each) => ofArray(each, element, run));
      written.element = enclosing;
    } else written.cases = written.cases.flatMap((each) => ofArray(each, element, run));
  }
  // What was written from within a scan around this one is still to be said of that one's array.
  if (enclosing === undefined) frame.touched.clear();
  for (const each of outer) frame.touched.add(each);
}

/** A case that was found for any element, said of the array. */
function ofArray(each: Case, element: FieldTerm, { formulas }: ResidualRun): Case[] {
  const { guard, value } = each;
  if (value === element) return perElement(guard, element, formulas);
  if (dependsOn(value, element)) {
    throw new Refusal(
      'what is kept of a scan depends on the element of an array of the row',
      'keep known values: ask `x in` a known collection first',
    );
  }
  if (!mentions(guard, element.path)) return [each];
  return [{ guard: someElementOf(guard, element, formulas), value }];
}

/** The element itself is kept: it is one of the known values that it was compared with. */
function perElement(guard: Condition, element: FieldTerm, formulas: ResidualRun['formulas']): Case[] {
  const parts = guard.kind === 'and' ? guard.parts : [guard];
  const list = parts.find((part) => part.kind === 'in' && mentions(part, element.path));
  if (list?.kind !== 'in') {
    throw new Refusal(
      'elements of an array of the row are gathered',
      'gather only those that are `in` a known collection',
    );
  }
  return list.values.flatMap((value) => {
    if (typeof value === 'bigint')
      throw new Refusal('a large number is looked for in an array', 'use a smaller one');
    const one = formulas.and(guard, formulas.table.equals(element.path, value));
    return one === NEVER ? [] : [{ guard: someElementOf(one, element, formulas), value }];
  });
}

function dependsOn(value: Sym, element: FieldTerm): boolean {
  if (value === element) return true;
  if (value instanceof LookupTerm) return dependsOn(value.key, element);
  if (isKnown(value) || value instanceof FieldTerm) return false;
  // What was made, or is true or false, may hold the element anywhere.
  return true;
}
