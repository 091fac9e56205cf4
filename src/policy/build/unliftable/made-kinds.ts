import { constant, either, isKnown, KNOWN, one, type Sort } from './kinds.ts';
import { lookUpSorts } from './look-up-kinds.ts';

/** A known array with another known item. */
export function appended(before: Sort = KNOWN, value: Sort): Sort {
  const [array, ...others] = before.kinds;
  const [item] = value.kinds;
  if (array?.is !== 'known' || others.length > 0) return withContent(before, 'array', value);
  const text = item?.is === 'known' && value.kinds.length === 1 ? item.constant : undefined;
  const isTexts = Array.isArray(array.made) && typeof text === 'string';
  return one({ is: 'known', made: isTexts ? [...(array.made as readonly string[]), text] : 'other' });
}

export function withContent(before: Sort = KNOWN, is: 'set' | 'array', value: Sort): Sort {
  const contents = before.kinds.map((kind) => (kind.is === is ? kind.content : KNOWN));
  return one({ is, content: either([...(isKnown(before) ? [] : contents), value]) });
}

export function withMember(before: Sort = KNOWN, key: Sort, value: Sort): Sort {
  const [only] = before.kinds;
  const members = new Map(only?.is === 'object' ? only.members : []);
  const others = only?.is === 'object' ? only.others : KNOWN;
  const [name] = key.kinds;
  const constantName = name?.is === 'known' && typeof name.constant === 'string' ? name.constant : undefined;
  if (constantName === undefined) return one({ is: 'object', members, others: either([others, value]) });
  const own = members.get(constantName);
  members.set(constantName, own === undefined ? value : either([own, value]));
  return one({ is: 'object', members, others });
}

/** The document with what lies at a path replaced. */
export function replaced(before: Sort, path: readonly string[], value: Sort): Sort {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (isKnown(before) && isKnown(value) && !value.row) return before;
  const below = lookUpSorts(before, constant(name), () => {});
  return one({ is: 'object', members: new Map([[name, replaced(below, rest, value)]]), others: before });
}
