import { createFileFeed } from '../../data/file-feed.ts';
import type { Log } from '../../log.ts';
import { givenData } from './given-data.ts';
import { policyFile } from './policy-file.ts';
import { dataSource, loadOrThrow, type PolicySource, type Sources } from './sources.ts';

export interface StaticOptions {
  /** A policy bundle: the path of its file, which is watched, or its bytes. */
  readonly bundle: string | Uint8Array;
  /** Policy data: the path of a JSON file, which is watched, or the document itself; by default it is empty. */
  readonly data?: string | Readonly<Record<string, unknown>> | undefined;
  readonly log: Log;
}

/** Policy and data without a control plane. */
export function staticSources({ bundle, data = {}, log }: StaticOptions): Sources {
  return {
    policy: typeof bundle === 'string' ? policyFile(bundle, log) : givenPolicy(bundle),
    data:
      typeof data === 'string'
        ? dataSource('file', createFileFeed({ path: data, log }))
        : dataSource('memory', givenData(data)),
  };
}

function givenPolicy(bytes: Uint8Array): PolicySource {
  let loaded = false;
  return {
    kind: 'memory',
    get confirmedAt() {
      return loaded ? Date.now() : undefined;
    },
    failure: undefined,
    async start(load) {
      await loadOrThrow(load, bytes);
      loaded = true;
    },
    close: async () => undefined,
  };
}
