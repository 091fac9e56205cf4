import type { Kind, Sort } from './kinds.ts';
import { noteComparison, type Report } from './look-up-kinds.ts';
import {
  countCompared,
  falseOrUndefined,
  fieldWithCollection,
  membersCounted,
  orderOfCollections,
  twoCollections,
} from './obstacles.ts';

export type Relation = 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte';

const mirrored = { eq: 'eq', neq: 'neq', lt: 'gt', lte: 'gte', gt: 'lt', gte: 'lte' } as const;

/** Compares two values; `negations`: how many `not`s that is in. */
export function relateSorts(a: Sort, relation: Relation, b: Sort, negations: number, report: Report): void {
  for (const left of a.kinds) for (const right of b.kinds) relate(left, relation, right, negations, report);
}

function relate(a: Kind, relation: Relation, b: Kind, negations: number, report: Report): void {
  if (a.is === 'known') {
    if (b.is !== 'known') relate(b, mirrored[relation], a, negations, report);
    return;
  }
  // What is looked up is taken apart into known values.
  if (a.is === 'lookup' || b.is === 'lookup') {
    const other = a.is === 'lookup' ? b : a;
    if (other.is !== 'known' && other.is !== 'lookup')
      relate(other, relation, { is: 'known' }, negations, report);
    return;
  }
  if (a.is === 'truth' || b.is === 'truth') {
    const [truth, other] = a.is === 'truth' ? [a, b] : [b, a];
    if (truth.is === 'truth' && truth.partial !== undefined && isOfFalse(relation, other))
      report(falseOrUndefined);
    return;
  }
  if (a.is === 'count' || b.is === 'count') {
    if (b.is !== 'known') report(countCompared);
    else if (a.is === 'count' && countsMembers(a.content, relation, b)) report(membersCounted);
    return;
  }
  if (isField(a) || isField(b)) {
    const [field, other] = isField(a) ? [a, b] : [b, a];
    noteComparison(field, relation === 'eq' && other.is === 'known', negations);
    noteComparison(other, false);
    const isMade = other.is === 'known' && other.made !== undefined;
    if (isMade || other.is === 'object' || other.is === 'array' || other.is === 'input')
      report(fieldWithCollection);
    return;
  }
  if (relation !== 'eq' && relation !== 'neq') report(orderOfCollections);
  else relateCollections(a, b, negations, report);
}

function relateCollections(a: Kind, b: Kind, negations: number, report: Report): void {
  if (a.is === 'array' || b.is === 'array') {
    const [array, other] = a.is === 'array' ? [a, b] : [b, a];
    if (array.is !== 'array') return;
    const content: Sort = other.is === 'array' ? other.content : { kinds: [{ is: 'known' }], row: false };
    if (other.is === 'array' || other.is === 'known')
      relateSorts(array.content, 'eq', content, negations, report);
    return;
  }
  const set = a.is === 'set' ? a : b.is === 'set' ? b : undefined;
  const other = set === a ? b : a;
  if (set?.is === 'set' && other.is === 'known') {
    if (isScalar(other)) return;
    if (set.content.kinds.some(({ is }) => is !== 'known')) report(orderOfCollections);
    return;
  }
  if (other.is === 'known' && isScalar(other)) return;
  report(twoCollections);
}

/** Whether it takes more than asking for any member to compare a number of members, some of them not known. */
function countsMembers({ kinds }: Sort, relation: Relation, number: Kind): boolean {
  if (number.is !== 'known' || typeof number.constant !== 'number') return false;
  if (kinds.length < 2 || kinds.every(({ is }) => is === 'known')) return false;
  const { constant } = number;
  const test = (size: number) => {
    const order = size - constant;
    return {
      eq: order === 0,
      neq: order !== 0,
      lt: order < 0,
      lte: order <= 0,
      gt: order > 0,
      gte: order >= 0,
    };
  };
  return kinds.some((_, index) => test(index + 1)[relation] !== test(1)[relation]);
}

function isField(kind: Kind): boolean {
  return kind.is === 'field' || kind.is === 'element';
}

function isScalar(kind: Kind): boolean {
  return kind.is === 'known' && kind.constant !== undefined;
}

/** Whether a boolean that may be undefined instead of false is asked whether it is false. */
function isOfFalse(relation: Relation, other: Kind): boolean {
  if (other.is !== 'known') return false;
  return (relation === 'eq' && other.constant === false) || (relation === 'neq' && other.constant === true);
}
