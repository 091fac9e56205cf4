import { ALWAYS, type Condition, NEVER } from '../../conditions/condition.ts';
import { compare, typeName } from '../../values/compare.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';
import { countSuch } from './counting.ts';
import { type Formulas, scalarOf } from './formulas.ts';
import { isOneOf, isSuch, takenApart } from './lookups.ts';
import { completely } from './made-values.ts';
import { Refusal } from './refusal.ts';
import {
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

export type Relation = 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte';

/** Where a relation holds, and what is defined wherever it does. */
export interface Finding {
  readonly condition: Condition;
  readonly implies: readonly Pending[];
}

const mirrored = { eq: 'eq', neq: 'neq', lt: 'gt', lte: 'gte', gt: 'lt', gte: 'lte' } as const;

export function orders(relation: Relation, order: number): boolean {
  switch (relation) {
    case 'eq':
      return order === 0;
    case 'neq':
      return order !== 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
  }
}

/** Where two values stand in a relation. Throws a Refusal where that can't be said exactly. */
export function relate(a: Sym, relation: Relation, b: Sym, formulas: Formulas): Finding {
  if (typeof a === 'string' && typeof b === 'string' && relation === 'eq')
    return a === b ? everywhere : nowhere;
  const left = completely(a);
  const right = completely(b);
  if (isKnown(left)) {
    if (isKnown(right)) return plainly(orders(relation, compare(left, right)) ? ALWAYS : NEVER);
    return relate(right, mirrored[relation], left, formulas);
  }
  if (left instanceof LookupTerm) return relateLookup(left, relation, right, formulas);
  if (right instanceof LookupTerm) return relateLookup(right, mirrored[relation], left, formulas);
  if (left instanceof TruthTerm) return relateTruth(left, relation, right, formulas);
  if (right instanceof TruthTerm) return relateTruth(right, mirrored[relation], left, formulas);
  if (left instanceof CountTerm) return plainly(relateCount(left, relation, right, formulas));
  if (right instanceof CountTerm) return plainly(relateCount(right, mirrored[relation], left, formulas));
  if (left instanceof FieldTerm) return plainly(relateField(left, relation, right, formulas));
  if (right instanceof FieldTerm) return plainly(relateField(right, mirrored[relation], left, formulas));
  if (relation !== 'eq' && relation !== 'neq') throw orderOfCollections();
  const same = equalCollections(left, right, formulas);
  return plainly(relation === 'eq' ? same : formulas.not(same));
}

const everywhere: Finding = { condition: ALWAYS, implies: [] };
const nowhere: Finding = { condition: NEVER, implies: [] };

function plainly(condition: Condition): Finding {
  return condition === ALWAYS ? everywhere : condition === NEVER ? nowhere : { condition, implies: [] };
}

function relateField(field: FieldTerm, relation: Relation, other: Sym, formulas: Formulas): Condition {
  const { table } = formulas;
  if (other instanceof FieldTerm) {
    if (relation === 'neq') return formulas.not(table.fields(field.path, 'eq', other.path));
    return table.fields(field.path, relation, other.path);
  }
  // A row has no sets, so that nothing of it equals one.
  if (other instanceof RegoSet || other instanceof MadeSet) {
    if (relation === 'eq') return NEVER;
    if (relation === 'neq' || relation === 'lt' || relation === 'lte') return ALWAYS;
    return NEVER;
  }
  if (!isKnown(other)) throw collectionWithField();
  const scalar = scalarOf(other);
  if (relation === 'eq') return table.equals(field.path, scalar);
  if (relation === 'neq') return formulas.not(table.equals(field.path, scalar));
  return table.compare(field.path, relation, scalar);
}

function relateLookup(lookup: LookupTerm, relation: Relation, other: Sym, formulas: Formulas): Finding {
  if (isKnown(other)) {
    const condition =
      relation === 'eq'
        ? isOneOf(lookup, [other], formulas)
        : isSuch(lookup, (value) => orders(relation, compare(value, other)), formulas);
    return { condition, implies: [lookup] };
  }
  const parts = takenApart(lookup, formulas).map(({ guard, value }) => {
    return formulas.and(guard, relate(value, relation, other, formulas).condition);
  });
  return { condition: formulas.or(parts), implies: [lookup] };
}

function relateTruth(truth: TruthTerm, relation: Relation, other: Sym, formulas: Formulas): Finding {
  const holdsIfTrue = relate(true, relation, other, formulas).condition;
  const holdsIfFalse = relate(false, relation, other, formulas).condition;
  if (holdsIfFalse === NEVER && holdsIfTrue === ALWAYS) {
    return { condition: truth.condition, implies: [truth, ...truth.implies] };
  }
  if (truth.partial && holdsIfFalse !== NEVER) throw falseOrUndefined();
  const condition = formulas.or([
    formulas.and(truth.condition, holdsIfTrue),
    formulas.and(formulas.not(truth.condition), holdsIfFalse),
  ]);
  return plainly(condition);
}

function relateCount(count: CountTerm, relation: Relation, other: Sym, formulas: Formulas): Condition {
  if (!isKnown(other)) {
    throw new Refusal('a count is compared with what is not known', 'compare it with a known number');
  }
  return countSuch(count.set, (size) => orders(relation, compare(size, other)), formulas);
}

function equalCollections(a: Sym, b: Sym, formulas: Formulas): Condition {
  if (a instanceof MadeArray) return equalArrays(a, b, formulas);
  if (b instanceof MadeArray) return equalArrays(b, a, formulas);
  if (a instanceof MadeSet && isKnown(b)) return equalSet(a, b, formulas);
  if (b instanceof MadeSet && isKnown(a)) return equalSet(b, a, formulas);
  if (a instanceof MadeObject && isKnown(b) && typeName(b) !== 'object') return NEVER;
  throw new Refusal(
    'two collections that depend on the row are compared',
    'compare their members one by one',
  );
}

function equalArrays(array: MadeArray, other: Sym, formulas: Formulas): Condition {
  const items = other instanceof MadeArray ? other.items : undefined;
  const known = isKnown(other) && Array.isArray(other) ? (other as readonly Value[]) : undefined;
  if (items === undefined && known === undefined) return NEVER;
  if ((items ?? known ?? []).length !== array.items.length) return NEVER;
  let condition: Condition = ALWAYS;
  array.items.forEach((own, index) => {
    const others = items?.[index] ?? [{ guard: ALWAYS, value: known?.[index] ?? null }];
    const either = own.flatMap((one) =>
      others.map((two) => {
        const guard = formulas.and(one.guard, two.guard);
        return formulas.and(guard, relate(one.value, 'eq', two.value, formulas).condition);
      }),
    );
    condition = formulas.and(condition, formulas.or(either));
  });
  return condition;
}

function equalSet(set: MadeSet, other: Value, formulas: Formulas): Condition {
  if (!(other instanceof RegoSet)) return NEVER;
  let condition: Condition = ALWAYS;
  for (const member of other.values()) condition = formulas.and(condition, holds(set, member, formulas));
  for (const { guard, value } of set.cases) {
    if (!isKnown(value)) throw orderOfCollections();
    if (!other.has(value)) condition = formulas.and(condition, formulas.not(guard));
  }
  return condition;
}

/** The set has a member that equals the value. */
export function holds(set: MadeSet, value: Sym, formulas: Formulas): Condition {
  const parts = set.cases.map((own) => {
    return formulas.and(own.guard, relate(own.value, 'eq', value, formulas).condition);
  });
  return formulas.or(parts);
}

function orderOfCollections(): Refusal {
  return new Refusal(
    'collections that depend on the row are compared',
    'compare single values, or ask whether something is `in` the collection',
  );
}

function collectionWithField(): Refusal {
  return new Refusal('a field is compared with a collection', 'compare it with single values');
}

export function falseOrUndefined(): Refusal {
  return new Refusal(
    'whether this is false or undefined depends on the type of a field',
    'use it as a condition that has to be true, or under `not`',
  );
}
