import { createBundleFeed } from '../../data/bundle-feed.ts';
import { createPolicyFollower, type PolicyFollower } from '../../data/policy-follower.ts';
import type { Log } from '../../log.ts';
import { dataSource, loadOrThrow, type Sources } from './sources.ts';

export interface ControlOptions {
  /** Where the control plane offers its bundles, without a slash at the end. */
  readonly url: string;
  readonly token?: string | undefined;
  /** PEM: whose certificate is trusted, instead of the usual authorities. */
  readonly ca?: string | undefined;
  /** A folder of this process's own, for the last good bundles. */
  readonly cacheFolder?: string | undefined;
  /** How long the control plane may wait for news, in milliseconds. */
  readonly waitMs?: number | undefined;
  readonly log: Log;
}

/** Policy and data from a control plane, followed as they change, and kept on disk where there is a folder. */
export function fromControl({ url, token, ca, cacheFolder, waitMs, log }: ControlOptions): Sources {
  const following = {
    log,
    ...(token === undefined ? {} : { token }),
    ...(ca === undefined ? {} : { tls: { ca } }),
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
    ...(waitMs === undefined ? {} : { waitMs }),
  };
  const feed = createBundleFeed({ ...following, url: `${url}/bundles/data.tar.gz` });
  let follower: PolicyFollower | undefined;
  return {
    data: dataSource('control', feed),
    policy: {
      kind: 'control',
      get confirmedAt() {
        return follower?.confirmedAt;
      },
      get failure() {
        return follower?.failure;
      },
      start(load) {
        follower = createPolicyFollower({
          ...following,
          url: `${url}/bundles/policy.tar.gz`,
          onBundle: (bytes) => loadOrThrow(load, bytes),
        });
        return follower.start();
      },
      close: async () => follower?.close(),
    },
  };
}
