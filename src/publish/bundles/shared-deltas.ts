import type pg from 'pg';
import type { Revision } from '../../data/feed.ts';
import { compareRevisions, formatRevision } from '../../data/revision.ts';
import { type Delta, readDelta } from '../delta.ts';
import { encodeDelta } from './delta-bundle.ts';

export interface DeltaBundle {
  readonly to: Revision;
  /** As `.tar.gz`. */
  readonly bytes: Buffer;
}

/** How many deltas are kept, and up to how many bytes each. */
const KEPT = 64;
const KEPT_BYTES = 1024 * 1024;

/** Deltas from wherever clients stand. Clients that stand at the same revision share one reading of the database. */
export class SharedDeltas {
  readonly #pool: pg.Pool;
  readonly #reading = new Map<string, Promise<DeltaBundle | 'none' | 'unreachable'>>();
  readonly #kept = new Map<string, DeltaBundle>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** A delta from `from` to at least `current`, as far as that is known; otherwise as `readDelta`. */
  read(from: Revision, current: Revision | undefined): Promise<DeltaBundle | 'none' | 'unreachable'> {
    const name = formatRevision(from);
    const kept = this.#kept.get(name);
    if (kept !== undefined && current !== undefined && compareRevisions(kept.to, current) >= 0) {
      return Promise.resolve(kept);
    }
    let reading = this.#reading.get(name);
    if (reading === undefined) {
      reading = this.#make(from, name).finally(() => this.#reading.delete(name));
      this.#reading.set(name, reading);
    }
    return reading;
  }

  async #make(from: Revision, name: string): Promise<DeltaBundle | 'none' | 'unreachable'> {
    const delta = await readByIndex(this.#pool, from);
    if (typeof delta === 'string') return delta;
    const bytes = await encodeDelta(from, delta);
    if (bytes === undefined) return 'unreachable';
    const bundle = { to: delta.to, bytes };
    this.#kept.delete(name);
    if (bytes.length <= KEPT_BYTES) this.#kept.set(name, bundle);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    return bundle;
  }
}

/** Through the index on the revision, also before the table has statistics. */
async function readByIndex(pool: pg.Pool, from: Revision): Promise<Delta | 'none' | 'unreachable'> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('BEGIN READ ONLY; SET LOCAL enable_seqscan = off');
    const delta = await readDelta(client, from);
    await client.query('COMMIT');
    return delta;
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.release(failure);
  }
}
