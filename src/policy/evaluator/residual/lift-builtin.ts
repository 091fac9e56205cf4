import { ALWAYS, type Condition, NEVER } from '../../conditions/condition.ts';
import { entriesOf, lengthOf } from '../../values/look-up.ts';
import { RegoObject } from '../../values/object.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';
import { type Formulas, scalarOf } from './formulas.ts';
import { definedIn, lookUpCases, type RowContext } from './look-up-cases.ts';
import { isOneOf, isSuch, takenApart } from './lookups.ts';
import { allMembers, completely } from './made-values.ts';
import { Refusal } from './refusal.ts';
import { holds, type Relation, relate } from './relations.ts';
import {
  type Case,
  CountTerm,
  FieldTerm,
  isKnown,
  LookupTerm,
  MadeArray,
  MadeObject,
  MadeSet,
  type Pending,
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

const texts = ['startswith', 'endswith', 'contains'] as const;

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

/** What a builtin gives for arguments that depend on the row. Throws a Refusal where that can't be said exactly. */
export function liftBuiltin(name: string, args: readonly Sym[], context: RowContext): readonly Case[] {
  const lift = lifts[name];
  if (lift === undefined) {
    throw new Refusal(
      `${name} is given something that depends on the row`,
      'apply it to known values only; fields can be compared, looked up, asked whether they are `in` a collection, and matched with startswith, endswith and contains',
    );
  }
  return lift(args.map(completely), context).filter(({ guard }) => guard !== NEVER);
}

function always(value: Sym): Case {
  return { guard: ALWAYS, value };
}

function truth(condition: Condition): readonly Case[] {
  return [always(new TruthTerm(condition))];
}

function related([a = null, b = null]: readonly Sym[], relation: Relation, { formulas }: RowContext) {
  const { condition, implies } = relate(a, relation, b, formulas);
  return [always(new TruthTerm(condition, false, implies))];
}

function textual(
  [text = null, part = null]: readonly Sym[],
  operator: (typeof texts)[number],
  { formulas }: RowContext,
): readonly Case[] {
  if (text instanceof LookupTerm && typeof part === 'string') {
    const matches = { startswith: 'startsWith', endswith: 'endsWith', contains: 'includes' } as const;
    const method = matches[operator];
    const condition = isSuch(text, (value) => typeof value === 'string' && value[method](part), formulas);
    return [always(new TruthTerm(condition, true, [text]))];
  }
  if (text instanceof FieldTerm && isKnown(part)) {
    if (typeof part !== 'string') return [];
    return [always(new TruthTerm(formulas.table.text(text.path, operator, part), true))];
  }
  throw new Refusal(
    `${operator} looks for a part that depends on the row`,
    'look for a known part in a field of the row',
  );
}

function anyText(
  text: Sym,
  parts: Sym,
  operator: (typeof texts)[number],
  context: RowContext,
): readonly Case[] {
  if (!isKnown(parts)) throw new Refusal('the parts to look for depend on the row', 'look for known parts');
  const values = typeof parts === 'string' ? [parts] : entriesOf(parts).map(([, value]) => value);
  if (values.some((value) => typeof value !== 'string')) return [];
  const found = values.flatMap((part) => textual([text, part], operator, context));
  const conditions = found.map(({ value }) => (value instanceof TruthTerm ? value.condition : NEVER));
  return [always(new TruthTerm(context.formulas.or(conditions), true))];
}

function isMember(value: Sym, collection: Sym, formulas: Formulas): readonly Case[] {
  if (collection instanceof FieldTerm) {
    if (!isKnown(value)) {
      throw new Refusal(
        'one field of the row is looked for in another',
        'look for known values in an array of the row',
      );
    }
    if (value instanceof RegoSet) return truth(NEVER);
    return truth(formulas.table.has(collection.path, [scalarOf(value)]));
  }
  if (isKnown(collection)) {
    const values = entriesOf(collection).map(([, member]) => member);
    if (values.length === 0) return truth(NEVER);
    if (value instanceof FieldTerm) return truth(isOneOf(value, values.filter(isNoSet), formulas));
    if (value instanceof LookupTerm) {
      return [always(new TruthTerm(isOneOf(value, values, formulas), false, [value]))];
    }
    return truth(formulas.or(values.map((member) => relate(value, 'eq', member, formulas).condition)));
  }
  if (collection instanceof LookupTerm) {
    const parts = takenApart(collection, formulas).map((each) => {
      const [found] = isMember(value, each.value, formulas);
      return formulas.and(each.guard, found?.value instanceof TruthTerm ? found.value.condition : NEVER);
    });
    return [always(new TruthTerm(formulas.or(parts), false, [collection]))];
  }
  const implied: Pending[] = value instanceof LookupTerm ? [value] : [];
  const parts = entriesFor(collection)
    .flatMap(({ cases }) => cases)
    .map((each) => {
      return formulas.and(each.guard, relate(each.value, 'eq', value, formulas).condition);
    });
  return [always(new TruthTerm(formulas.or(parts), false, implied))];
}

function isNoSet(value: Value): boolean {
  return !(value instanceof RegoSet);
}

/** The keys and values that `in` looks at. */
function entriesFor(collection: Sym): { readonly key: Sym; readonly cases: readonly Case[] }[] {
  if (isKnown(collection)) {
    return entriesOf(collection).map(([key, value]) => ({ key, cases: [always(value)] }));
  }
  if (collection instanceof MadeSet)
    return collection.cases.map((each) => ({ key: each.value, cases: [each] }));
  if (collection instanceof MadeArray) return collection.items.map((cases, key) => ({ key, cases }));
  if (collection instanceof MadeObject) return allMembers(collection);
  throw new Refusal(
    'it is asked for a key and its value in a collection that depends on the row',
    'ask for the value alone',
  );
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

function getOr(object: Sym, key: Sym, otherwise: Sym, context: RowContext): readonly Case[] {
  const { formulas } = context;
  if (!isKnown(key)) {
    if (!(isKnown(object) && object instanceof RegoObject)) throw unknownPath();
    const found = lookUpCases(object, key, context);
    return [...found, { guard: formulas.not(definedIn(found, formulas)), value: otherwise }];
  }
  if (!(object instanceof FieldTerm || object instanceof MadeObject)) {
    if (object instanceof LookupTerm) throw unknownPath();
    return [];
  }
  let cases: readonly Case[] = [always(object)];
  for (const part of Array.isArray(key) ? (key as readonly Value[]) : [key]) {
    cases = cases.flatMap((each) =>
      lookUpCases(each.value, part, context).map((below) => ({
        guard: formulas.and(each.guard, below.guard),
        value: below.value,
      })),
    );
  }
  return [...cases, { guard: formulas.not(definedIn(cases, formulas)), value: otherwise }];
}

function unknownPath(): Refusal {
  return new Refusal(
    'object.get looks something up that depends on the row',
    'use `[key]` and a rule for the default',
  );
}

function membersOf(set: Sym): readonly Case[] {
  if (set instanceof MadeSet) return set.cases;
  if (set instanceof RegoSet) return set.values().map(always);
  throw new Refusal('a set operation is given what depends on the row', 'use sets made of known members');
}

function inSet(value: Sym, set: Sym, formulas: Formulas): Condition {
  const whole = new MadeSet();
  whole.cases = [...membersOf(set)];
  return holds(whole, value, formulas);
}

function kept(cases: readonly Case[], where: (value: Sym) => Condition, formulas: Formulas): MadeSet {
  const set = new MadeSet();
  set.cases = cases.flatMap(({ guard, value }) => {
    const both = formulas.and(guard, where(value));
    return both === NEVER ? [] : [{ guard: both, value }];
  });
  return set;
}

function fieldPath(value: Sym | undefined): readonly string[] {
  if (value instanceof FieldTerm) return value.path;
  throw new Refusal(
    'the type of a value that depends on the row is asked for',
    'ask for the type of a field',
  );
}
