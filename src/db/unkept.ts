import type pg from 'pg';
import { retryLost } from './transaction.ts';

/**
 * Runs `work` on one state of the database, which others do not change meanwhile, and keeps nothing that it writes:
 * no deferred constraint is checked and no revision is taken. Run again, up to ten times, when a row it writes was
 * changed by another transaction since it began. Any error of `work` is thrown.
 */
export function unkept<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return retryLost(async () => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      return await work(client);
    } finally {
      await client.query('ROLLBACK').catch((error: Error) => {
        broken = error;
      });
      client.release(broken);
    }
  });
}
