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

/** A transaction whose work is done and whose constraints hold, and which waits to be ended, once. */
export interface OpenTransaction<T> {
  readonly result: T;
  /** As {@link transaction} returns it. */
  readonly revision: Revision;
  /** Does the last of it and commits. Any error rolls back and is thrown. */
  commit(last?: (client: pg.PoolClient) => Promise<void>): Promise<void>;
  rollback(): Promise<void>;
}

/**
 * As {@link transaction}, but leaves it to the caller to commit, who must do it soon: it holds a connection and, when
 * it changed policy data, the lock that every other change waits for.
 */
export async function openTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  { onRetry = () => {} }: TransactionOptions = {},
): Promise<OpenTransaction<T>> {
  return retryLost(() => open(pool, work), onRetry);
}

async function runOnce<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<{ result: T; revision: Revision }> {
  const { result, revision, commit } = await open(pool, work);
  await commit();
  return { result, revision };
}

async function open<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<OpenTransaction<T>> {
  const client = await pool.connect();
  const attempt = async <R>(step: () => Promise<R>): Promise<R> => {
    try {
      return await step();
    } catch (error) {
      await abandon(client);
      throw error;
    }
  };
  return attempt(async () => {
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    const result = await work(client);
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    const revision = await readRevision(client);
    return {
      result,
      revision,
      async commit(last) {
        await attempt(async () => {
          await last?.(client);
          await client.query('COMMIT');
        });
        client.release();
      },
      rollback: () => abandon(client),
    };
  });
}

async function abandon(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
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
