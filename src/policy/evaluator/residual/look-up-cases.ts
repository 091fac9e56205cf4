import { ALWAYS, type Condition, NEVER } from '../../conditions/condition.ts';
import { lookUp } from '../../values/look-up.ts';
import { RegoObject } from '../../values/object.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';
import type { Formulas } from './formulas.ts';
import { isOneOf, takenApart } from './lookups.ts';
import { allMembers, completely, memberCases } from './made-values.ts';
import { Refusal } from './refusal.ts';
import { holds, relate } from './relations.ts';
import type { RowFields } from './row-fields.ts';
import { definedness, pendingOf } from './scope.ts';
import type { Slot } from './slot.ts';
import {
  type Case,
  FieldTerm,
  isKnown,
  LookupTerm,
  MadeArray,
  MadeObject,
  MadeSet,
  type Sym,
  TruthTerm,
} from './term.ts';

export interface RowContext {
  readonly formulas: Formulas;
  readonly fields: RowFields;
}

/** `source[key]`, each result with where it is the one. No case: undefined everywhere. */
export function lookUpCases(source: Sym, key: Sym, context: RowContext): readonly Case[] {
  if (key instanceof FieldTerm && !(source instanceof FieldTerm)) context.fields.use(key);
  if (source instanceof MadeObject && isKnown(key)) return memberOf(source, key, context);
  return fromSource(completely(source), completely(key), context).filter(({ guard }) => guard !== NEVER);
}

/**
 * What `lookUpCases` gives for what two variables hold, where that is one value and no condition comes with it: the value,
 * or NOWHERE. Undefined where it takes `lookUpCases` to tell.
 */
export function lookUpOne(source: Slot, key: Slot, { fields }: RowContext): Sym | typeof NOWHERE | undefined {
  if (source instanceof RegoObject) {
    if (isScalar(key)) return orNowhere(source.get(key));
    if (!(key instanceof FieldTerm)) return undefined;
    fields.use(key);
    return new LookupTerm(source, key, []);
  }
  if (typeof key !== 'string') return undefined;
  if (source instanceof FieldTerm) {
    const value = fields.member(source, key);
    if (value === undefined) return NOWHERE;
    return fields.mayBeMissing(value) ? undefined : value;
  }
  if (source instanceof LookupTerm) {
    return new LookupTerm(source.source, source.key, [...source.path, key], source);
  }
  if (!(source instanceof MadeObject)) return undefined;
  const own = source.members.get(key)?.cases;
  if (own === undefined) return source.row === undefined ? orNowhere(source.base.get(key)) : undefined;
  // A case that holds always is the only one.
  const [first] = own;
  return first?.guard === ALWAYS ? first.value : undefined;
}

/** A member that is not there, in whichever row. */
export const NOWHERE = Symbol('nowhere');

/** `null` is a member that is there. */
function orNowhere(value: Value | undefined): Value | typeof NOWHERE {
  return value === undefined ? NOWHERE : value;
}

function isScalar(value: Slot): value is string | boolean | number {
  return typeof value !== 'object' && value !== undefined;
}

/** Where one of the cases is there. */
export function definedIn(cases: readonly Case[], formulas: Formulas): Condition {
  return formulas.or(
    cases.map(({ guard, value }) => {
      const pending = pendingOf(value);
      return pending === undefined ? guard : formulas.and(guard, definedness(pending, formulas));
    }),
  );
}

function fromSource(source: Sym, key: Sym, context: RowContext): readonly Case[] {
  const { formulas } = context;
  if (key instanceof TruthTerm && !(source instanceof FieldTerm)) {
    return [true, false].flatMap((value) => {
      const guard = relate(key, 'eq', value, formulas).condition;
      return guard === NEVER ? [] : within(guard, fromSource(source, value, context), formulas);
    });
  }
  if (isKnown(source)) {
    if (!isKnown(key)) return inKnown(source, key, formulas);
    const value = lookUp(source, key);
    return value === undefined ? [] : [{ guard: ALWAYS, value }];
  }
  if (source instanceof FieldTerm) return belowField(source, key, context);
  if (source instanceof LookupTerm) {
    if (isKnown(key)) {
      const value = new LookupTerm(source.source, source.key, [...source.path, key], source);
      return [{ guard: ALWAYS, value }];
    }
    return takenApart(source, formulas).flatMap(({ guard, value }) =>
      within(guard, fromSource(value, key, context), formulas),
    );
  }
  if (source instanceof MadeObject) {
    if (isKnown(key)) return memberOf(source, key, context);
    return allMembers(source).flatMap((member) =>
      within(relate(key, 'eq', member.key, formulas).condition, member.cases, formulas),
    );
  }
  if (source instanceof MadeSet) return [{ guard: holds(source, key, formulas), value: key }];
  if (!(source instanceof MadeArray)) return [];
  if (!isKnown(key)) throw new Refusal('an array is indexed by a field of the row', 'use a set or an object');
  return typeof key === 'number' ? (source.items[key] ?? []) : [];
}

function memberOf(object: MadeObject, key: Value, context: RowContext): readonly Case[] {
  const own = memberCases(object, key);
  if (own !== undefined || object.row === undefined) return own ?? [];
  return belowField(object.row, key, context);
}

function inKnown(source: Value, key: Sym, formulas: Formulas): readonly Case[] {
  const isArray = Array.isArray(source);
  if (!(isArray || source instanceof RegoObject || source instanceof RegoSet)) return [];
  if (!(key instanceof FieldTerm || key instanceof LookupTerm)) {
    throw new Refusal(
      'a collection is looked up by a value that depends on the row',
      'look it up by a field, or by what is looked up by a field',
    );
  }
  if (source instanceof RegoSet) {
    return [{ guard: isOneOf(key, source.values(), formulas), value: key }];
  }
  const members = isArray ? (source as readonly Value[]) : (source as RegoObject);
  return [{ guard: ALWAYS, value: new LookupTerm(members, key, []) }];
}

function belowField(field: FieldTerm, key: Sym, { fields, formulas }: RowContext): readonly Case[] {
  if (typeof key !== 'string') {
    throw new Refusal(
      'a field of the row is indexed by something else than a name',
      'name the field; of an array of the row, ask whether something is `in` it',
    );
  }
  const value = fields.member(field, key);
  if (value === undefined) return [];
  const guard = fields.mayBeMissing(value) ? formulas.not(formulas.oneOf(value.path, [null])) : ALWAYS;
  return [{ guard, value }];
}

function within(guard: Case['guard'], cases: readonly Case[], formulas: Formulas): Case[] {
  return cases.map((each) => ({ guard: formulas.and(guard, each.guard), value: each.value }));
}
