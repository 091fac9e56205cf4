import type pg from 'pg';
import type { Change, Revision } from '../../data/feed.ts';
import { compareRevisions } from '../../data/revision.ts';
import { EVERYTHING, type Selection } from '../collections.ts';
import { LARGEST_DELTA, readDelta } from '../delta.ts';
import { encodeDelta, isEncodable } from './delta-bundle.ts';
import { readExactDelta } from './exact-delta.ts';
import { formatStandpoint, type Standpoint } from './standpoint.ts';

export interface DeltaBundle {
  readonly to: Standpoint;
  /** As `.tar.gz`. */
  readonly bytes: Buffer;
}

/**
 * `lenient`: a client for which removing what it does not hold is nothing. `exact`: one for which it is an error,
 * such as OPA.
 */
export type Removals = 'lenient' | 'exact';

type Found = DeltaBundle | 'none' | 'unreachable';

/** How many deltas are kept, and up to how many bytes each. */
const KEPT = 64;
const KEPT_BYTES = 1024 * 1024;

/** Deltas from wherever clients stand. Clients that stand at the same revision share one reading of the database. */
export class SharedDeltas {
  readonly #pool: pg.Pool;
  readonly #reading = new Map<string, Promise<Found>>();
  readonly #kept = new Map<string, DeltaBundle>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /**
   * A delta from `from`, which is of the variant of the selection, to at least `current`, as far as that is known;
   * otherwise as `readDelta`.
   */
  read(
    from: Standpoint,
    removals: Removals,
    current: Revision | undefined,
    selection: Selection = EVERYTHING,
  ): Promise<Found> {
    const name = `${removals} ${formatStandpoint(from)}`;
    const kept = this.#kept.get(name);
    if (kept !== undefined && current !== undefined && compareRevisions(kept.to.revision, current) >= 0) {
      return Promise.resolve(kept);
    }
    let reading = this.#reading.get(name);
    if (reading === undefined) {
      reading = this.#make(from, removals, selection, name).finally(() => this.#reading.delete(name));
      this.#reading.set(name, reading);
    }
    return reading;
  }

  async #make(from: Standpoint, removals: Removals, selection: Selection, name: string): Promise<Found> {
    const delta = await readByIndex(this.#pool, (client) => readFrom(client, from, removals, selection));
    if (typeof delta === 'string') return delta;
    if (!isEncodable(delta.changes)) return 'unreachable';
    const bundle = {
      to: delta.to,
      bytes: await encodeDelta(from.revision, delta.to, delta.changes, selection),
    };
    this.#kept.delete(name);
    if (bundle.bytes.length <= KEPT_BYTES) this.#kept.set(name, bundle);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    return bundle;
  }
}

type Delta = { readonly to: Standpoint; readonly changes: readonly Change[] } | 'none' | 'unreachable';

async function readFrom(
  client: pg.ClientBase,
  from: Standpoint,
  removals: Removals,
  selection: Selection,
): Promise<Delta> {
  const delta =
    removals === 'exact'
      ? await readExactDelta(client, from, selection)
      : await readLenientDelta(client, from, selection);
  if (typeof delta === 'string' || delta.changes.length > 0) return delta;
  return { to: delta.to, changes: await readAnyRecord(client, selection) };
}

async function readLenientDelta(
  client: pg.ClientBase,
  from: Standpoint,
  selection: Selection,
): Promise<Delta> {
  // Where nulls are held, removing goes back to before them.
  if (from.nullsSince !== undefined) return 'unreachable';
  const delta = await readDelta(client, from.revision, LARGEST_DELTA, selection);
  if (typeof delta === 'string') return delta;
  const to = { revision: delta.to, nullsSince: undefined, variant: from.variant };
  return { to, changes: delta.changes };
}

/**
 * A revision in which nothing of the selection changed is published too, for there are tokens of it. As a delta has to
 * say something, it says what one record is already.
 */
async function readAnyRecord(client: pg.ClientBase, { collections }: Selection): Promise<Change[]> {
  const { rows } = await client.query<Change>(
    `SELECT collection, key, document::text AS document FROM postern.policy_document
     WHERE document IS NOT NULL AND collection = ANY ($1) AND key <> '' ORDER BY revision LIMIT 1`,
    [collections],
  );
  return rows;
}

/** Reads as of one moment, through the index on the revision also before the table has statistics. */
async function readByIndex<T>(pool: pg.Pool, read: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL enable_seqscan = off');
    const result = await read(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.release(failure);
  }
}
