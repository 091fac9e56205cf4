import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Revision } from '../data/feed.ts';

const MAX_TRIES = 10;
const FIRST_PAUSE_MS = 5;
/** SQLSTATEs of a transaction that lost against another one and may simply be run again. */
const RETRIED = new Set(['40001', '40P01']);

export interface TransactionOptions {
  /** Called before each further try with the error that ended the last one. */
  readonly onRetry?: (error: pg.DatabaseError) => void;
}

/**
 * Runs `work` in one READ COMMITTED transaction and commits it. The deferred constraints and the revision are
 * settled before COMMIT, so their errors come from here, and `revision` is the one this transaction took, or the one
 * it saw when it changed no policy data. A deadlock or serialization failure rolls back and runs `work` again, up to
 * ten times: `work` must have no effect outside the transaction. Any error rolls back and is thrown.
 */
export async function transaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  { onRetry = () => {} }: TransactionOptions = {},
): Promise<{ result: T; revision: Revision }> {
  return retryLost(() => runOnce(pool, work), onRetry);
}

/** Runs `work` again, up to ten times, when it lost against another transaction. */
export async function retryLost<T>(
  work: () => Promise<T>,
  onRetry: (error: pg.DatabaseError) => void = () => {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isRetried(error) || attempt === MAX_TRIES) throw error;
      onRetry(error);
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * Math.random());
    }
  }
}

async function runOnce<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<{ result: T; revision: Revision }> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    const result = await work(client);
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    const revision = await readRevision(client);
    await client.query('COMMIT');
    return { result, revision };
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The revision of the policy data as this connection sees it. */
export async function readRevision(client: pg.ClientBase | pg.Pool): Promise<Revision> {
  const { rows } = await client.query<Revision>('SELECT epoch, number FROM postern.revision');
  const [row] = rows;
  if (row === undefined) throw new Error('The table postern.revision has lost its row.');
  return { epoch: Number(row.epoch), number: Number(row.number) };
}

function isRetried(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && error.code !== undefined && RETRIED.has(error.code);
}
