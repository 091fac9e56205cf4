import type { DecidedAt } from '../deciding/decided-at.ts';
import type { PlaneStatus, SourceStatus } from '../status.ts';

/** How a bundle is doing. Times are RFC 3339; what is not known, or never was, is left out. Source: `bundle.Status` of OPA. */
export interface BundleStatus {
  readonly name: string;
  readonly active_revision?: string;
  readonly last_successful_activation?: string;
  readonly last_successful_download?: string;
  readonly last_successful_request?: string;
  /** With `message`: why the latest can't be had, or was refused. */
  readonly code?: 'bundle_error';
  readonly message?: string;
}

/** The policy and the policy data, as the bundles that a stock OPA would have them in. */
export function bundleStatuses(
  at: DecidedAt,
  status: PlaneStatus | undefined,
): Record<'policy' | 'data', BundleStatus> {
  const { policyRevision, revision } = at;
  const { active, lastLoad } = status?.policy ?? {};
  const refused = lastLoad?.outcome === 'refused' ? lastLoad.error : undefined;
  return {
    policy: {
      name: 'policy',
      ...(policyRevision === undefined ? {} : { active_revision: policyRevision }),
      ...(active === undefined ? {} : { last_successful_activation: time(active.since) }),
      ...(lastLoad === undefined ? {} : { last_successful_download: time(lastLoad.at) }),
      ...fromSource(status?.policy.source, refused),
    },
    data: {
      name: 'data',
      ...(revision === undefined ? {} : { active_revision: revision }),
      ...fromSource(status?.data.source, undefined),
    },
  };
}

function fromSource(source: SourceStatus | undefined, refused: string | undefined): Partial<BundleStatus> {
  const confirmedAt = source?.confirmedAt;
  const problem = refused ?? source?.failure;
  return {
    ...(confirmedAt === undefined ? {} : { last_successful_request: time(confirmedAt) }),
    ...(problem === undefined ? {} : { code: 'bundle_error', message: problem }),
  };
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
