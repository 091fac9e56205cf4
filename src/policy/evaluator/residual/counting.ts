import { ALWAYS, type Condition, NEVER } from '../../conditions/condition.ts';
import { keyText } from '../../values/key.ts';
import type { Formulas } from './formulas.ts';
import { Refusal } from './refusal.ts';
import { isKnown, type MadeSet } from './term.ts';

/** Up to how many members a set is counted exactly. */
const COUNTED = 24;

/** Where the number of a set's members is such. */
export function countSuch(set: MadeSet, test: (size: number) => boolean, formulas: Formulas): Condition {
  const some = formulas.or(set.cases.map(({ guard }) => guard));
  const most = set.cases.length;
  const sizes = Array.from({ length: most }, (_, index) => test(index + 1));
  if (sizes.every((outcome) => outcome === sizes[0])) {
    const whenEmpty = test(0) ? formulas.not(some) : NEVER;
    return formulas.or([sizes[0] === true ? some : NEVER, whenEmpty]);
  }
  return formulas.or(exactSizes(set, formulas).map((condition, size) => (test(size) ? condition : NEVER)));
}

/** By number, where the set has exactly that many members. */
function exactSizes({ cases }: MadeSet, formulas: Formulas): Condition[] {
  const members = new Map<string, Condition[]>();
  for (const { guard, value } of cases) {
    if (!isKnown(value)) {
      throw new Refusal(
        'members that are fields of the row are counted',
        'compare the count with 0, to ask whether there is any',
      );
    }
    const guards = members.get(keyText(value));
    if (guards === undefined) members.set(keyText(value), [guard]);
    else guards.push(guard);
  }
  if (members.size > COUNTED) {
    throw new Refusal(
      `up to ${members.size} members are counted`,
      `compare the count with 0, or count ${COUNTED} at most`,
    );
  }
  let atLeast: Condition[] = [ALWAYS];
  for (const guards of members.values()) {
    const member = formulas.or(guards);
    atLeast = [...atLeast, NEVER].map((condition, size) =>
      size === 0 ? ALWAYS : formulas.or([condition, formulas.and(member, atLeast[size - 1] ?? NEVER)]),
    );
  }
  return atLeast.map((condition, size) => formulas.and(condition, formulas.not(atLeast[size + 1] ?? NEVER)));
}
