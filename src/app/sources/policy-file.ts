import type { Log } from '../../log.ts';
import { type WatchedPolicyFile, watchPolicyFile } from '../../policy/watch-policy-file.ts';
import { loadOrThrow, type PolicySource } from './sources.ts';

/** A policy bundle in a file, loaded anew whenever the file changes. Without a good first one, `start` rejects. */
export function policyFile(path: string, log: Log): PolicySource {
  let watched: WatchedPolicyFile | undefined;
  let starting: Promise<WatchedPolicyFile> | undefined;
  let loadedAt: number | undefined;
  return {
    kind: 'file',
    get confirmedAt() {
      return watched !== undefined && watched.failure === undefined ? Date.now() : loadedAt;
    },
    get failure() {
      return watched?.failure;
    },
    async start(load) {
      starting = watchPolicyFile({
        path,
        log,
        onBytes: async (bytes) => {
          await loadOrThrow(load, bytes);
          loadedAt = Date.now();
        },
      });
      watched = await starting;
    },
    async close() {
      const started = await starting?.catch(() => undefined);
      await started?.close();
    },
  };
}
