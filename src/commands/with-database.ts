import type { Config } from '../config.ts';

/**
 * Runs `work` with the URL of the database that the settings name: the one at DATABASE_URL, else the embedded one,
 * which is started for it and stopped afterwards.
 */
export async function withDatabase<T>(config: Config, work: (url: string) => Promise<T>): Promise<T> {
  if (config.databaseUrl !== undefined) return work(config.databaseUrl);
  const { startEmbedded } = await import('../db/embedded.ts');
  const embedded = await startEmbedded({ home: config.home });
  try {
    return await work(embedded.url);
  } finally {
    await embedded.stop();
  }
}
