import type { Revision } from '../../data/feed.ts';
import { compareRevisions, formatRevision, parseRevision } from '../../data/revision.ts';

/**
 * Where a client of the data bundle stands, as its entity tag says: `epoch.number`, or `epoch.number.since` when it
 * holds null for what was removed after revision `since`.
 */
export interface Standpoint {
  readonly revision: Revision;
  readonly nullsSince: number | undefined;
}

export function formatStandpoint({ revision, nullsSince }: Standpoint): string {
  return nullsSince === undefined ? formatRevision(revision) : `${formatRevision(revision)}.${nullsSince}`;
}

/** The latest standpoint among entity tags; undefined where none is one. */
export function latestStandpoint(tags: readonly string[]): Standpoint | undefined {
  const standpoints = tags.map(parseStandpoint).filter((standpoint) => standpoint !== undefined);
  return standpoints.sort((a, b) => compareRevisions(a.revision, b.revision)).at(-1);
}

function parseStandpoint(tag: string): Standpoint | undefined {
  const [, at = '', since] = /^(\d+\.\d+)(?:\.(\d{1,15}))?$/.exec(tag) ?? [];
  const revision = parseRevision(at);
  if (revision === undefined) return undefined;
  return { revision, nullsSince: since === undefined ? undefined : Number(since) };
}
