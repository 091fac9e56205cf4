import { setTimeout as sleep } from 'node:timers/promises';
import type { BaseLogger } from 'pino';
import type { SnapshotWriter } from '../feed.ts';
import type { BundleClient } from './bundle-client.ts';
import type { DataCache } from './data-cache.ts';
import { receiveDataBundle } from './receive-data-bundle.ts';

/** How long to leave it after a failure, in milliseconds. */
const PAUSE_MS = 60_000;

const nowhere: SnapshotWriter = { add() {}, setValue() {}, commit() {} };

/** Asks for a snapshot and keeps it on disk, checked but not loaded; deltas go on meanwhile. Never rejects. */
export async function keepSnapshotApart(
  client: BundleClient,
  cache: DataCache,
  log: Pick<BaseLogger, 'info' | 'warn'>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const expected = await cache.expectSnapshot();
    const answer = await client.get({ known: [], delta: false, waitMs: 0, signal });
    const { bytes, keep } = await receiveDataBundle(answer, () => nowhere, cache);
    if (!(await keep(expected))) throw new Error('the disk did not take it');
    log.info({ bytes }, 'policy data: a later snapshot is kept on disk');
  } catch (error) {
    if (signal.aborted) return;
    log.warn({ err: error }, 'policy data: no later snapshot could be kept on disk');
    await sleep(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
