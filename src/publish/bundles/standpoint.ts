import type { Revision } from '../../data/feed.ts';
import { compareRevisions, formatRevision, parseRevision } from '../../data/revision.ts';

/**
 * Where a client of the data bundle stands, as its entity tag says: `epoch.number`, or `epoch.number.since` when it
 * holds null for what was removed after revision `since`; with `-variant` when it holds a selection.
 */
export interface Standpoint {
  readonly revision: Revision;
  readonly nullsSince: number | undefined;
  /** Which selection of the data it holds; undefined for everything. */
  readonly variant?: string | undefined;
}

export function formatStandpoint({ revision, nullsSince, variant }: Standpoint): string {
  const since = nullsSince === undefined ? '' : `.${nullsSince}`;
  return `${formatRevision(revision)}${since}${variant === undefined ? '' : `-${variant}`}`;
}

/** The latest standpoint of a variant among entity tags; undefined where none is one. */
export function latestStandpoint(
  tags: readonly string[],
  variant: string | undefined,
): Standpoint | undefined {
  const standpoints = tags
    .map(parseStandpoint)
    .filter((standpoint) => standpoint !== undefined)
    .filter((standpoint) => standpoint.variant === variant);
  return standpoints.sort((a, b) => compareRevisions(a.revision, b.revision)).at(-1);
}

function parseStandpoint(tag: string): Standpoint | undefined {
  const [, at = '', since, variant] = /^(\d+\.\d+)(?:\.(\d{1,15}))?(?:-([a-z-]+))?$/.exec(tag) ?? [];
  const revision = parseRevision(at);
  if (revision === undefined) return undefined;
  return { revision, nullsSince: since === undefined ? undefined : Number(since), variant };
}
