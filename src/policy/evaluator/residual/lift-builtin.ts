import { NEVER } from '../../conditions/condition.ts';
import { lengthOf } from '../../values/look-up.ts';
import type { Formulas } from './formulas.ts';
import { entriesFor, isMember } from './lift-membership.ts';
import { getOr } from './lift-object-get.ts';
import { inSet, kept, membersOf } from './lift-sets.ts';
import { anyText, texts, textual } from './lift-text.ts';
import { always, truth } from './lifted.ts';
import type { RowContext } from './look-up-cases.ts';
import { takenApart } from './lookups.ts';
import { completely } from './made-values.ts';
import { Refusal } from './refusal.ts';
import { type Relation, relate } from './relations.ts';
import {
  type Case,
  CountTerm,
  FieldTerm,
  LookupTerm,
  MadeArray,
  MadeSet,
  type Sym,
  TruthTerm,
} from './term.ts';

type Lift = (args: readonly Sym[], context: RowContext) => readonly Case[];

const relations: Readonly<Record<string, Relation>> = {
  equal: 'eq',
  eq: 'eq',
  neq: 'neq',
  lt: 'lt',
  lte: 'lte',
  gt: 'gt',
  gte: 'gte',
};

const lifts: Readonly<Record<string, Lift>> = {
  ...Object.fromEntries(
    Object.entries(relations).map(([name, relation]) => [
      name,
      (args, context) => related(args, relation, context),
    ]),
  ),
  ...Object.fromEntries(texts.map((name) => [name, (args, context) => textual(args, name, context)])),
  'internal.member_2': ([value = null, collection = null], { formulas }) => {
    return isMember(value, collection, formulas);
  },
  'internal.member_3': ([key = null, value = null, collection = null], { formulas }) => {
    return truth(
      formulas.or(
        entriesFor(collection).flatMap((entry) =>
          entry.cases.map((each) => {
            const sameKey = relate(key, 'eq', entry.key, formulas).condition;
            const sameValue = relate(value, 'eq', each.value, formulas).condition;
            return formulas.and(each.guard, formulas.and(sameKey, sameValue));
          }),
        ),
      ),
    );
  },
  'strings.any_prefix_match': ([text = null, parts = null], context) =>
    anyText(text, parts, 'startswith', context),
  'strings.any_suffix_match': ([text = null, parts = null], context) =>
    anyText(text, parts, 'endswith', context),
  is_null: ([value = null], { formulas }) => {
    const { condition, implies } = relate(value, 'eq', null, formulas);
    return [always(new TruthTerm(condition, false, implies))];
  },
  is_boolean: ([value], { formulas }) => {
    return truth(formulas.oneOf(fieldPath(value), [false, true]));
  },
  is_number: ([value], { formulas }) => {
    const path = fieldPath(value);
    return truth(
      formulas.and(formulas.table.compare(path, 'gt', true), formulas.table.compare(path, 'lt', '')),
    );
  },
  count: ([value = null], { formulas }) => counted(value, formulas),
  'object.get': ([object = null, key = null, otherwise = null], context) =>
    getOr(object, key, otherwise, context),
  or: ([a = null, b = null]) => {
    const union = new MadeSet();
    union.cases = [...membersOf(a), ...membersOf(b)];
    return [always(union)];
  },
  and: ([a = null, b = null], { formulas }) => {
    return [always(kept(membersOf(a), (value) => inSet(value, b, formulas), formulas))];
  },
  minus: ([a = null, b = null], { formulas }) => {
    return [always(kept(membersOf(a), (value) => formulas.not(inSet(value, b, formulas)), formulas))];
  },
};

/** The builtins that may be given something that depends on the row. */
export const liftedBuiltins: ReadonlySet<string> = new Set(Object.keys(lifts));

/** What stands in the way where another builtin is given such, and what to write instead. */
export function notLifted(name: string): { readonly message: string; readonly instead: string } {
  return {
    message: `${name} is given something that depends on the row`,
    instead:
      'apply it to known values only; fields can be compared, looked up, asked whether they are `in` a collection, and matched with startswith, endswith and contains',
  };
}

/** What a builtin gives for arguments that depend on the row. Throws a Refusal where that can't be said exactly. */
export function liftBuiltin(name: string, args: readonly Sym[], context: RowContext): readonly Case[] {
  const lift = lifts[name];
  if (lift === undefined) {
    const { message, instead } = notLifted(name);
    throw new Refusal(message, instead);
  }
  return lift(args.map(completely), context).filter(({ guard }) => guard !== NEVER);
}

function related([a = null, b = null]: readonly Sym[], relation: Relation, { formulas }: RowContext) {
  const { condition, implies } = relate(a, relation, b, formulas);
  return [always(new TruthTerm(condition, false, implies))];
}

function counted(value: Sym, formulas: Formulas): readonly Case[] {
  if (value instanceof MadeSet) return [always(new CountTerm(value))];
  if (value instanceof MadeArray) return [always(value.items.length)];
  if (value instanceof LookupTerm) {
    return takenApart(value, formulas).flatMap((each) => {
      const length = lengthOf(each.value);
      return length === undefined ? [] : [{ guard: each.guard, value: length }];
    });
  }
  throw new Refusal(
    'it is counted what depends on the row',
    'ask whether a known value is `in` it; of a set, compare the count with 0',
  );
}

function fieldPath(value: Sym | undefined): readonly string[] {
  if (value instanceof FieldTerm) return value.path;
  throw new Refusal(
    'the type of a value that depends on the row is asked for',
    'ask for the type of a field',
  );
}
