import type pg from 'pg';
import type { Change, Revision } from '../../data/feed.ts';
import { EVERYTHING, type Selection } from '../collections.ts';
import { LARGEST_DELTA } from '../delta.ts';
import type { Standpoint } from './standpoint.ts';

/** A delta that removes only what the client holds. */
export interface ExactDelta {
  readonly to: Standpoint;
  readonly changes: readonly Change[];
}

// As for a plain delta; the removals in between are those for which the client holds null.
const CHANGES_AND_NULLS = `
  SELECT r.epoch, r.number, r.trimmed_to, p.collection, p.key, p.document::text, p.revision
  FROM postern.revision AS r
  LEFT JOIN postern.policy_document AS p
    ON p.revision > $1 AND (p.revision > $2 OR p.document IS NULL) AND r.epoch = $3 AND r.trimmed_to <= $1
    AND p.collection = ANY ($5)
  ORDER BY p.revision
  LIMIT $4`;

type Row = [
  epoch: string,
  number: string,
  trimmedTo: string,
  collection: string | null,
  key: string,
  document: string | null,
  revision: string,
];

/**
 * Reads what changed since a client's standpoint, for an OPA that fails to remove what it does not hold. A record is
 * known to have been there until it was removed, so one removed by the very next revision is held. One removed later
 * may have come in between: it is set to null now, which makes it held, and removed by the delta after this one.
 */
export async function readExactDelta(
  client: pg.ClientBase,
  { revision: from, nullsSince = from.number, variant }: Standpoint,
  { collections }: Selection = EVERYTHING,
): Promise<ExactDelta | 'none' | 'unreachable'> {
  const { rows } = await client.query<Row>({
    text: CHANGES_AND_NULLS,
    values: [nullsSince, from.number, from.epoch, LARGEST_DELTA + 1, collections],
    rowMode: 'array',
  });
  const first = rows[0];
  if (first === undefined) throw new Error('the database has no revision');
  const revision: Revision = { epoch: Number(first[0]), number: Number(first[1]) };
  if (revision.epoch !== from.epoch || revision.number < from.number) return 'unreachable';
  if (Number(first[2]) > nullsSince || rows.length > LARGEST_DELTA) return 'unreachable';
  const changes: Change[] = [];
  let leavesNulls = false;
  for (const [, , , collection, key, document, changedAt] of rows) {
    if (collection === null) continue;
    const isHeld = Number(changedAt) <= from.number + 1;
    if (document === null && !isHeld) leavesNulls = true;
    changes.push({ collection, key, document: document === null && !isHeld ? 'null' : document });
  }
  if (changes.length === 0 && revision.number === from.number) return 'none';
  return { to: { revision, nullsSince: leavesNulls ? from.number + 1 : undefined, variant }, changes };
}
