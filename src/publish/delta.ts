import type pg from 'pg';
import type { Change, Revision } from '../data/feed.ts';
import { EVERYTHING, type Selection } from './collections.ts';

/** What happened after a revision: every record that differs, as it is at `to`. */
export interface Delta {
  readonly to: Revision;
  readonly changes: readonly Change[];
}

/** A delta is applied in one step, during which nothing is decided: this many changes take some 20 ms. */
export const LARGEST_DELTA = 10_000;

// One statement, so that the revision and the records are of one snapshot. The one row of `revision` always comes.
const CHANGES_SINCE = `
  SELECT r.epoch, r.number, r.trimmed_to, p.collection, p.key, p.document::text
  FROM postern.revision AS r
  LEFT JOIN postern.policy_document AS p
    ON p.revision > $1 AND r.epoch = $2 AND r.trimmed_to <= $1 AND p.collection = ANY ($4)
  ORDER BY p.revision
  LIMIT $3`;

type Row = [
  epoch: string,
  number: string,
  trimmedTo: string,
  collection: string | null,
  key: string,
  document: string | null,
];

/**
 * Reads what changed after `from` of the selected collections, which may be nothing. `none` where nothing did; `unreachable` where only a snapshot leads on: in another
 * epoch, when removals since `from` are forgotten, when the database is behind `from`, or when too much changed.
 */
export async function readDelta(
  client: pg.ClientBase | pg.Pool,
  from: Revision,
  largest = LARGEST_DELTA,
  { collections }: Selection = EVERYTHING,
): Promise<Delta | 'none' | 'unreachable'> {
  const { rows } = await client.query<Row>({
    text: CHANGES_SINCE,
    values: [from.number, from.epoch, largest + 1, collections],
    rowMode: 'array',
  });
  const first = rows[0];
  if (first === undefined) throw new Error('the database has no revision');
  const to = { epoch: Number(first[0]), number: Number(first[1]) };
  if (to.epoch !== from.epoch || to.number < from.number) return 'unreachable';
  if (Number(first[2]) > from.number || rows.length > largest) return 'unreachable';
  if (to.number === from.number) return 'none';
  const changes: Change[] = [];
  for (const [, , , collection, key, document] of rows) {
    if (collection !== null) changes.push({ collection, key, document });
  }
  return { to, changes };
}
