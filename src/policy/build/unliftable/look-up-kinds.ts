import {
  belowInput,
  constant,
  dependent,
  type ElementScan,
  either,
  type Kind,
  KNOWN,
  lookup,
  membersOfInput,
  NOTHING,
  one,
  type Sort,
} from './kinds.ts';
import { arrayIndexed, indexedByValue, lookedUpByMade, memberOfElement, type Reason } from './obstacles.ts';

/** Told of what stands in the way. */
export type Report = (reason: Reason) => void;

/** `source[key]` */
export function lookUpSorts(source: Sort, key: Sort, report: Report): Sort {
  const found = source.kinds.flatMap((from) => key.kinds.map((by) => lookUp(from, by, report)));
  const sort = either(found.length === 0 ? [NOTHING] : found);
  return source.row || key.row ? dependent(sort) : sort;
}

function lookUp(source: Kind, key: Kind, report: Report): Sort {
  const name = key.is === 'known' && typeof key.constant === 'string' ? key.constant : undefined;
  switch (source.is) {
    case 'known':
      return inKnown(key, report);
    case 'input':
      if (name !== undefined) return belowInput(source.path, name);
      return membersOfInput(source.path);
    case 'field':
      if (key.is === 'known' && (key.constant === undefined || name !== undefined))
        return one({ is: 'field', name: `${source.name}.${name ?? '*'}` });
      report(indexedByValue);
      return NOTHING;
    case 'element':
      report(memberOfElement);
      return NOTHING;
    case 'lookup':
      return lookup(source.by ?? elementOf(key));
    case 'object': {
      const own = name === undefined ? undefined : source.members.get(name);
      if (own !== undefined) return own;
      if (name !== undefined) return lookUpSorts(source.others, constant(name), report);
      return either([...source.members.values(), lookUpSorts(source.others, one(key), report)]);
    }
    case 'set':
      return one(key);
    case 'array':
      if (key.is === 'known') return source.content;
      report(arrayIndexed);
      return NOTHING;
    case 'truth':
    case 'count':
    case 'position':
      return NOTHING;
  }
}

function inKnown(key: Kind, report: Report): Sort {
  switch (key.is) {
    case 'known':
      return KNOWN;
    case 'truth':
      return dependent(KNOWN);
    case 'element':
      noteComparison(key, true);
      return lookup(key.scan);
    case 'field':
      return lookup();
    case 'lookup':
      return lookup(key.by);
    default:
      report(lookedUpByMade);
      return NOTHING;
  }
}

function elementOf(key: Kind): ElementScan | undefined {
  return key.is === 'element' ? key.scan : key.is === 'lookup' ? key.by : undefined;
}

/** Notes what is asked of an element; `exactly`: whether it is one of known values. */
export function noteComparison(kind: Kind, exactly: boolean, negations = 0): void {
  if (kind.is !== 'element') return;
  if (exactly && negations <= kind.scan.negations) kind.scan.compared = true;
  else kind.scan.more = true;
}
