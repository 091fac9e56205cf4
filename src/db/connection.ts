import pg from 'pg';

/**
 * One connection to the database that `config` names; the caller ends it. One that is lost while no query runs is an
 * event of the client that ends the process where nothing listens, so this listens: the next query rejects.
 *
 * @throws what the connection failed with.
 */
export async function openConnection(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config);
  client.on('error', () => {});
  await client.connect();
  return client;
}
