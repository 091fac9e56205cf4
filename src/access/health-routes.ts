import type { FastifyInstance } from 'fastify';
import type { DecidedAt } from './deciding/decided-at.ts';

/**
 * `/health/live`: the process serves. `/health` and `/health/ready`: 200 when a policy and policy data are active,
 * so that decisions are more than refusals, else 503.
 */
export function healthRoutes(app: FastifyInstance, at: () => DecidedAt): void {
  app.get('/health/live', () => ({ status: 'live' }));
  for (const path of ['/health', '/health/ready']) {
    app.get(path, (_request, reply) => {
      const { revision, policyRevision } = at();
      const ready = revision !== undefined && policyRevision !== undefined;
      reply.code(ready ? 200 : 503).header('Cache-Control', 'no-store');
      return {
        status: ready ? 'ready' : 'starting',
        revision: revision ?? null,
        policy_revision: policyRevision ?? null,
      };
    });
  }
}
