import type { FastifyInstance } from 'fastify';
import type { DecidedAt } from './deciding/decided-at.ts';
import { healthAnswer } from './opa/plane-health.ts';
import type { PlaneStatus } from './status.ts';

export interface HealthOptions {
  readonly at: () => DecidedAt;
  /** Undefined where nobody keeps account of how fresh the data is. */
  readonly status?: (() => PlaneStatus) | undefined;
  /** How long ago the data may have been confirmed to be the latest, in milliseconds; 0 is no limit. */
  readonly maxDataAgeMs?: number | undefined;
}

/**
 * `/health/live`: the process serves. `/health` and `/health/ready`: 200 when a policy and policy data are active, so
 * that decisions are more than refusals, else 503. `/health/ready` also fails while the data is older than its limit.
 * `/health` with OPA's parameters is judged and answered as by OPA: 500 with an `error` where something is wrong.
 */
export function healthRoutes(app: FastifyInstance, { at, status, maxDataAgeMs = 0 }: HealthOptions): void {
  app.get('/health/live', () => ({ status: 'live' }));
  for (const [path, limit] of [
    ['/health', 0],
    ['/health/ready', maxDataAgeMs],
  ] as const) {
    app.get(path, (request, reply) => {
      const asOpa = path === '/health' ? healthAnswer(request.url, at(), status?.()) : undefined;
      if (asOpa !== undefined) {
        reply.code(asOpa.error === undefined ? 200 : 500).header('Cache-Control', 'no-store');
        return asOpa;
      }
      const { revision, policyRevision } = at();
      const active = revision !== undefined && policyRevision !== undefined;
      const age = dataAge(status);
      const stale = active && limit > 0 && (age === undefined || age > limit);
      reply.code(active && !stale ? 200 : 503).header('Cache-Control', 'no-store');
      return {
        status: stale ? 'stale' : active ? 'ready' : 'starting',
        revision: revision ?? null,
        policy_revision: policyRevision ?? null,
        ...(age === undefined ? {} : { data_age_seconds: Math.round(age / 100) / 10 }),
      };
    });
  }
}

/** Milliseconds since the data was last known to be the latest. */
function dataAge(status: (() => PlaneStatus) | undefined): number | undefined {
  const confirmedAt = status?.().data.source.confirmedAt;
  return confirmedAt === undefined ? undefined : Math.max(0, Date.now() - confirmedAt);
}
