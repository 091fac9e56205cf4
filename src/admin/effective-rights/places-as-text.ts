import type { Place } from '../reach.ts';
import type { PlaceOfRights } from './schemas.ts';

/** Places as answers write them, the widest kind first. `now`: seconds since the epoch. */
export function placesAsText(places: ReadonlyMap<string, Place> | undefined, now: number): PlaceOfRights[] {
  const order: readonly Place['kind'][] = ['all', 'organization', 'team', 'own'];
  return [...(places?.values() ?? [])]
    .map(({ kind, id = null, within = null, from, until }) => ({
      kind,
      id,
      within,
      not_before: from <= now ? null : momentOf(from),
      not_after: momentOf(until),
    }))
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || compareText(sortingOf(a), sortingOf(b)));
}

function sortingOf({ id, within }: PlaceOfRights): string {
  return JSON.stringify([id ?? '', within ?? '']);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function momentOf(seconds: number): string | null {
  return Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : null;
}
