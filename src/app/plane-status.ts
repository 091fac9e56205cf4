import type { DecisionLog } from '../access/decision-log/decision-log.ts';
import type { PlaneStatus, SourceStatus } from '../access/status.ts';
import type { Freshness } from '../data/feed.ts';
import type { DecisionPlane } from './decision-plane.ts';

/** Gives the status of a plane as it is at each call. */
export function watchStatus(
  { host, data, sources }: DecisionPlane,
  decisionLog: DecisionLog | undefined,
  labels: Readonly<Record<string, string>>,
): () => PlaneStatus {
  const startedAt = Date.now();
  return () => ({
    policy: { ...host.status, source: sourceStatus(sources.policy) },
    data: { revision: data.revision, source: sourceStatus(sources.data) },
    decisionLog: decisionLog?.stats(),
    labels,
    startedAt,
  });
}

function sourceStatus({ kind, confirmedAt, failure }: Freshness & Pick<SourceStatus, 'kind'>): SourceStatus {
  return { kind, confirmedAt, failure: failure?.message };
}
