import type { ClientBase, Pool } from 'pg';

/** Gives a connection of its own, and back when the work has ended, however that was. */
export async function withClient<T>(pool: Pool, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}
