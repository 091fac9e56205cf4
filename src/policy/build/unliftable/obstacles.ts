/** What stands in the way of a filter, and what to write instead; as a filter itself says it where it meets it. */
export interface Reason {
  readonly message: string;
  readonly instead: string;
}

const reason = (message: string, instead: string): Reason => ({ message, instead });

export const indexedByValue: Reason = reason(
  'a field of the row is indexed by something else than a name',
  'name the field; of an array of the row, ask whether something is `in` it',
);
export const memberOfElement: Reason = reason(
  "a member of an element of the row's array is read",
  'arrays of rows hold single values only',
);
export const elementScanned: Reason = reason(
  'an element of an array of the row is scanned',
  'arrays of rows hold single values only',
);
export const lookedUpByMade: Reason = reason(
  'a collection is looked up by a value that depends on the row',
  'look it up by a field, or by what is looked up by a field',
);
export const arrayIndexed: Reason = reason(
  'an array is indexed by a field of the row',
  'use a set or an object',
);
export const anyElement: Reason = reason(
  'it is asked whether an array of the row has any element',
  'ask whether it has certain elements',
);
export const elementsGathered: Reason = reason(
  'elements of an array of the row are gathered',
  'gather only those that are `in` a known collection',
);
export const moreOfElements: Reason = reason(
  'elements of an array of the row are asked for more than whether they equal known values',
  'compare them with known values by `==` or `in`',
);
export const keptOfElement: Reason = reason(
  'what is kept of a scan depends on the element of an array of the row',
  'keep known values: ask `x in` a known collection first',
);
export const nextElement: Reason = reason(
  'what one element of an array of the row says counts for the next',
  'ask whether known values are `in` the array, or `some x in` the array and then whether x is in a known collection',
);
export const placeOfElement: Reason = reason(
  'the place of an element in an array of the row is asked for',
  'ask whether a known value is `in` the array',
);
export const membersCounted: Reason = reason(
  'members that are fields of the row are counted',
  'compare the count with 0, to ask whether there is any',
);
export const itemsDepend: Reason = reason(
  'which items an array has depends on the row',
  'make a set instead of an array',
);
export const objectOfElements: Reason = reason(
  'an object is made of the elements of an array of the row',
  'make a set',
);
export const keyOfRow: Reason = reason("an object's key is a field of the row", 'use known keys');
export const fieldWithCollection: Reason = reason(
  'a field is compared with a collection',
  'compare it with single values',
);
export const twoCollections: Reason = reason(
  'two collections that depend on the row are compared',
  'compare their members one by one',
);
export const orderOfCollections: Reason = reason(
  'collections that depend on the row are compared',
  'compare single values, or ask whether something is `in` the collection',
);
export const countCompared: Reason = reason(
  'a count is compared with what is not known',
  'compare it with a known number',
);
export const falseOrUndefined: Reason = reason(
  'whether this is false or undefined depends on the type of a field',
  'use it as a condition that has to be true, or under `not`',
);
export const fieldInField: Reason = reason(
  'one field of the row is looked for in another',
  'look for known values in an array of the row',
);
export const keyAndValue: Reason = reason(
  'it is asked for a key and its value in a collection that depends on the row',
  'ask for the value alone',
);
export const rowCounted: Reason = reason(
  'it is counted what depends on the row',
  'ask whether a known value is `in` it; of a set, compare the count with 0',
);
export const setOfRow: Reason = reason(
  'a set operation is given what depends on the row',
  'use sets made of known members',
);
export const typeOfOther: Reason = reason(
  'the type of a value that depends on the row is asked for',
  'ask for the type of a field',
);
export const partsOfRow: Reason = reason('the parts to look for depend on the row', 'look for known parts');
export const gotFromRow: Reason = reason(
  'object.get looks something up that depends on the row',
  'use `[key]` and a rule for the default',
);
export const twoValues: Reason = reason(
  'there may be two values at once for one row',
  'write the rules so that only one can hold, for instance with else',
);

export function usedAsBoth(name: string): Reason {
  return reason(`${name} is used both as a value and as an object`, 'use one or the other');
}

export function partOfRow(operator: string): Reason {
  return reason(
    `${operator} looks for a part that depends on the row`,
    'look for a known part in a field of the row',
  );
}

export function typeDecides(type: 'array' | 'object'): Reason {
  return reason(
    `whether a field of the row is an ${type} decides`,
    'ask whether known values are `in` it; `every` over an array of the row is no filter',
  );
}
