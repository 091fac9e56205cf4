import type { SourceStatus } from '../../access/status.ts';
import type { Feed, Freshness, Revision } from '../../data/feed.ts';
import type { LoadOutcome } from '../../policy/policy-status.ts';

/** Takes a policy bundle into use. Never rejects. */
export type LoadPolicy = (bytes: Uint8Array) => Promise<LoadOutcome>;

export interface PolicySource extends Freshness {
  readonly kind: SourceStatus['kind'];
  /** Resolves when a policy is in use; afterwards later ones are loaded as they come. */
  start(load: LoadPolicy): Promise<void>;
  close(): Promise<void>;
}

export interface PolicyDataSource extends Freshness {
  readonly kind: SourceStatus['kind'];
  readonly feed: Feed;
  /** The latest revision that is known to be committed, where that may be later than the active one. */
  readonly committed?: Revision | undefined;
}

/** Where a decision plane has its policy and its data from. */
export interface Sources {
  readonly policy: PolicySource;
  readonly data: PolicyDataSource;
}

/** For those who wait for a load: a refused policy rejects with the reason. */
export async function loadOrThrow(load: LoadPolicy, bytes: Uint8Array): Promise<void> {
  const result = await load(bytes);
  if (result.outcome === 'refused') throw new Error(result.error);
}

/** Tells of a feed as it is at each moment. */
export function dataSource(
  kind: SourceStatus['kind'],
  feed: Feed & Freshness & { readonly committed?: Revision | undefined },
): PolicyDataSource {
  return {
    kind,
    feed,
    get confirmedAt() {
      return feed.confirmedAt;
    },
    get failure() {
      return feed.failure;
    },
    get committed() {
      return feed.committed;
    },
  };
}
