import { coveringNames, type Place, type Reach } from '../../reach.ts';

/** What `wanted` reaches and `held` does not, or not as early or as long: no place that lies within one held. */
export function beyond(held: Reach, wanted: Reach): Reach {
  const more = new Map<string, Map<string, Place>>();
  for (const [permission, places] of wanted) {
    const by = held.get(permission);
    const left = new Map([...places].filter(([, place]) => !coveredBy(by, place)));
    if (left.size > 0) more.set(permission, left);
  }
  return more;
}

function coveredBy(held: ReadonlyMap<string, Place> | undefined, place: Place): boolean {
  return coveringNames(place).some((name) => {
    const by = held?.get(name);
    return by !== undefined && by.from <= place.from && by.until >= place.until;
  });
}
