import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientBase } from 'pg';
import { loadConfig } from '../../config.ts';
import { StopMessage } from '../../stop-message.ts';

/**
 * Gives a connection to the database at DATABASE_URL, or to one that is there for this work alone, and the data document as
 * JSON: the file's, or where none is named that of the database, which is the demo company's where there is no
 * DATABASE_URL. Throws a StopMessage where there is no document.
 */
export async function withData<T>(
  file: string | undefined,
  work: (client: ClientBase, data: string) => Promise<T>,
): Promise<T> {
  const given = file === undefined ? undefined : await readData(file);
  const { openConnection } = await import('../../db/connection.ts');
  const { fillWithDemo, readDocument } = await import('../../check/demo-document.ts');
  const connected = async (url: string) => {
    const client = await openConnection({ connectionString: url }).catch((error: Error) => {
      throw new StopMessage(`The database of the check can't be reached: ${error.message || error.name}`);
    });
    try {
      return await work(client, given ?? (await readDocument(client).catch(withoutDocument)));
    } finally {
      await client.end();
    }
  };
  const { databaseUrl } = loadConfig(process.env);
  if (databaseUrl !== undefined) return connected(databaseUrl);
  const { startEmbedded } = await import('../../db/embedded.ts');
  const home = await mkdtemp(join(tmpdir(), 'postern-check-'));
  const embedded = await startEmbedded({ home, durable: false });
  try {
    if (given === undefined) await fillWithDemo(embedded.url);
    return await connected(embedded.url);
  } finally {
    await embedded.stop();
    await rm(home, { recursive: true, force: true });
  }
}

function withoutDocument(error: Error): never {
  throw new StopMessage(
    `The database at DATABASE_URL gives no policy data (${error.message}); name a file of it with --data.`,
  );
}

async function readData(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new StopMessage(`${file} can't be read; --data names a file of JSON.`);
  });
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new StopMessage(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new StopMessage(`${file} is no data document: it has to be an object of collections.`);
  return text;
}
