import { equal } from '../values/compare.ts';
import type { Value } from '../values/value.ts';
import { arrayOf, objectOf, type RegoObject, type RegoSet, setOf } from './operands.ts';

/**
 * `object.subset`: objects member by member and downwards, sets as sets, an array as a run of another; a set of an array
 * in any order. Undefined for other pairs. Source: OPA, topdown/subset.go.
 */
export function isSubset(whole: Value, part: Value): boolean | undefined {
  const wholeArray = arrayOf(whole);
  const partSet = setOf(part);
  if (wholeArray !== undefined && partSet !== undefined) {
    // As OPA counts: an element that stands twice in the array counts twice, and an empty array holds nothing at all.
    let missing = partSet.size;
    return wholeArray.some((element) => {
      if (partSet.has(element)) missing -= 1;
      return missing === 0;
    });
  }
  return ofSameType(whole, part);
}

function ofSameType(whole: Value, part: Value): boolean | undefined {
  const [wholeObject, partObject] = [objectOf(whole), objectOf(part)];
  if (wholeObject !== undefined && partObject !== undefined) return isSubobject(wholeObject, partObject);
  const [wholeSet, partSet] = [setOf(whole), setOf(part)];
  if (wholeSet !== undefined && partSet !== undefined) return isSubsetOf(wholeSet, partSet);
  const [wholeArray, partArray] = [arrayOf(whole), arrayOf(part)];
  return wholeArray && partArray && isRun(wholeArray, partArray);
}

function isSubobject(whole: RegoObject, part: RegoObject): boolean {
  return [...part.entries()].every(([key, value]) => {
    const other = whole.get(key);
    return other !== undefined && (equal(other, value) || ofSameType(other, value) === true);
  });
}

function isSubsetOf(whole: RegoSet, part: RegoSet): boolean {
  return [...part.values()].every((element) => whole.has(element));
}

function isRun(whole: readonly Value[], part: readonly Value[]): boolean {
  if (part.length > whole.length) return false;
  let start = 0;
  let matched = 0;
  while (matched < part.length) {
    const [element, wanted] = [whole[start + matched], part[matched]];
    if (element === undefined || wanted === undefined) return false;
    if (equal(element, wanted)) matched += 1;
    else {
      start += 1;
      matched = 0;
    }
  }
  return true;
}
