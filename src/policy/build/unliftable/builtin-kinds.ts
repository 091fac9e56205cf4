import { liftedBuiltins, notLifted } from '../../evaluator/residual/lift-builtin.ts';
import { constant, dependent, either, isKnown, type Kind, KNOWN, NOTHING, one, type Sort } from './kinds.ts';
import { lookUpSorts, noteComparison, type Report } from './look-up-kinds.ts';
import {
  fieldInField,
  gotFromRow,
  keyAndValue,
  partOfRow,
  partsOfRow,
  rowCounted,
  setOfRow,
  typeOfOther,
} from './obstacles.ts';
import { type Relation, relateSorts } from './relate-kinds.ts';

const TRUTH = one({ is: 'truth' });

const relations: Readonly<Record<string, Relation>> = {
  equal: 'eq',
  eq: 'eq',
  neq: 'neq',
  lt: 'lt',
  lte: 'lte',
  gt: 'gt',
  gte: 'gte',
};

/**
 * What a builtin gives; `negations`: how many `not`s the call is in, `at`: a number for where it is. What is looked up may
 * be undefined, and then so is the rest.
 */
export function builtinSort(
  name: string,
  args: readonly Sort[],
  { negations, at }: { readonly negations: number; readonly at: number },
  report: Report,
): Sort {
  const sort = given(name, args, { negations, at }, report);
  return args.some(({ row }) => row) ? dependent(sort) : sort;
}

function given(
  name: string,
  args: readonly Sort[],
  { negations, at }: { readonly negations: number; readonly at: number },
  report: Report,
): Sort {
  if (args.some(({ kinds }) => kinds.length === 0)) return NOTHING;
  if (args.every(isKnown)) return KNOWN;
  if (!liftedBuiltins.has(name)) {
    if (name !== 'internal.print') report(notLifted(name));
    return NOTHING;
  }
  const [a = NOTHING, b = NOTHING, c = NOTHING] = args;
  const relation = relations[name];
  if (relation !== undefined) {
    relateSorts(a, relation, b, negations, report);
    return TRUTH;
  }
  switch (name) {
    case 'startswith':
    case 'endswith':
    case 'contains':
      return text(name, a, b, at, report);
    case 'strings.any_prefix_match':
    case 'strings.any_suffix_match': {
      if (!isKnown(b)) report(partsOfRow);
      const operator = name === 'strings.any_prefix_match' ? 'startswith' : 'endswith';
      return isKnown(b) ? text(operator, a, b, at, report) : NOTHING;
    }
    case 'internal.member_2':
      for (const collection of b.kinds) isMember(a, collection, negations, report);
      return TRUTH;
    case 'internal.member_3':
      for (const { is } of c.kinds) {
        if (is !== 'known' && is !== 'set' && is !== 'array' && is !== 'object') report(keyAndValue);
      }
      return TRUTH;
    case 'is_null':
      relateSorts(a, 'eq', constant(null), negations, report);
      return TRUTH;
    case 'is_boolean':
    case 'is_number':
      for (const kind of a.kinds) {
        noteComparison(kind, false);
        if (kind.is !== 'field' && kind.is !== 'element' && kind.is !== 'known') report(typeOfOther);
      }
      return TRUTH;
    case 'count':
      return either(a.kinds.map((kind) => countedKind(kind, report)));
    case 'object.get':
      return got(a, b, c, report);
    default:
      return setOperation(args, report);
  }
}

function text(operator: string, of: Sort, part: Sort, at: number, report: Report): Sort {
  for (const kind of of.kinds) noteComparison(kind, false);
  if (of.kinds.some(({ is }) => is !== 'field' && is !== 'element' && is !== 'lookup') || !isKnown(part)) {
    report(partOfRow(operator));
    return NOTHING;
  }
  return one({ is: 'truth', partial: at });
}

function isMember(value: Sort, collection: Kind, negations: number, report: Report): void {
  switch (collection.is) {
    case 'field':
    case 'element':
      if (!isKnown(value)) report(fieldInField);
      return;
    case 'known':
    case 'lookup':
      for (const kind of value.kinds) noteComparison(kind, true, negations);
      return;
    case 'set':
    case 'array':
      relateSorts(collection.content, 'eq', value, negations, report);
      return;
    case 'object':
      for (const member of collection.members.values()) relateSorts(member, 'eq', value, negations, report);
      return;
    default:
      return;
  }
}

export function countedKind(kind: Kind, report: Report): Sort {
  switch (kind.is) {
    case 'known':
      return KNOWN;
    case 'set':
      return one({ is: 'count', content: kind.content });
    case 'array':
      return KNOWN;
    case 'lookup':
      return dependent(KNOWN);
    default:
      report(rowCounted);
      return NOTHING;
  }
}

function got(object: Sort, key: Sort, otherwise: Sort, report: Report): Sort {
  const found = object.kinds.map((kind) => {
    if (kind.is === 'lookup' || (!isKnown(key) && kind.is !== 'known')) {
      report(gotFromRow);
      return NOTHING;
    }
    const [path] = key.kinds;
    const names =
      path?.is === 'known' && Array.isArray(path.made) ? (path.made as readonly string[]) : undefined;
    if (names === undefined) return lookUpSorts(one(kind, object.row), key, report);
    return names.reduce((sort, name) => lookUpSorts(sort, constant(name), report), one(kind, object.row));
  });
  return dependent(either([...found, otherwise]));
}

function setOperation(args: readonly Sort[], report: Report): Sort {
  const content = args.flatMap(({ kinds }) => {
    return kinds.map((kind) => {
      if (kind.is === 'set') return kind.content;
      if (kind.is !== 'known') report(setOfRow);
      return KNOWN;
    });
  });
  return one({ is: 'set', content: either(content) });
}
