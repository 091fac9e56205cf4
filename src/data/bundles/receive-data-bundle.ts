import type { SnapshotWriter } from '../feed.ts';
import { readArchive, streamArchive } from './archive.ts';
import type { BundleAnswer } from './bundle-client.ts';
import type { DataCache } from './data-cache.ts';
import { type DataBundle, readDataBundle } from './read-data-bundle.ts';

/** A bundle read to its end, and what becomes of its bytes. */
export interface Received {
  readonly bundle: DataBundle;
  /** Bytes as they came. */
  readonly bytes: number;
  /**
   * Keeps it on disk, where there is a cache; a failure there is the cache's own matter. `expected` as for the cache.
   * Gives whether it was handed to the disk.
   */
  keep(expected?: number): Promise<boolean>;
  discard(): Promise<void>;
}

/** Bytes up to which a bundle is read into memory first. */
const SMALL = 1024 * 1024;

/** Reads an answer's bundle, and writes a long one to the cache's draft on the way. Rejects when it breaks off. */
export async function receiveDataBundle(
  answer: BundleAnswer,
  beginSnapshot: () => SnapshotWriter,
  cache: DataCache | undefined,
): Promise<Received> {
  const { body, length = Number.POSITIVE_INFINITY } = answer;
  if (body === undefined) throw new Error('an answer without news has no bundle');
  if (length <= SMALL) {
    const whole = Buffer.concat(await body.toArray());
    const bundle = await readDataBundle(readArchive(whole), beginSnapshot);
    return receivedWhole(bundle, whole, cache);
  }
  const draft = await cache?.draft();
  let bytes = 0;
  let failure: Error | undefined;
  const pass = async function* () {
    for await (const piece of body as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (failure === undefined) {
        await draft?.write(piece).catch((error: Error) => {
          failure = error;
        });
      }
      yield piece;
    }
  };
  try {
    const bundle = await readDataBundle(streamArchive(pass()), beginSnapshot);
    return {
      bundle,
      bytes,
      async keep(expected) {
        if (draft === undefined || cache === undefined) return false;
        if (failure === undefined && bundle.kind === 'snapshot')
          return await cache.keepSnapshot(draft, bytes, expected);
        await draft.discard();
        cache.giveUp(failure ?? new Error('a delta was too long to be kept'));
        return false;
      },
      discard: async () => await draft?.discard(),
    };
  } catch (error) {
    body.destroy();
    await draft?.discard();
    throw error;
  }
}

function receivedWhole(bundle: DataBundle, whole: Buffer, cache: DataCache | undefined): Received {
  return {
    bundle,
    bytes: whole.length,
    async keep(expected) {
      if (cache === undefined) return false;
      if (bundle.kind === 'delta') {
        cache.keepDelta(whole);
        return true;
      }
      const draft = await cache.draft();
      if (draft === undefined) return false;
      try {
        await draft.write(whole);
      } catch (error) {
        await draft.discard();
        cache.giveUp(error as Error);
        return false;
      }
      return await cache.keepSnapshot(draft, whole.length, expected);
    },
    discard: async () => undefined,
  };
}
