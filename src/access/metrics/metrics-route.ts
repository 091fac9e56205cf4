import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

/** `GET /metrics` in Prometheus's text format. */
export function metricsRoute(app: FastifyInstance, metrics: Metrics): void {
  app.get('/metrics', { config: { authority: 'metrics' } }, async (_request, reply) => {
    reply.header('Content-Type', metrics.registry.contentType).header('Cache-Control', 'no-store');
    return metrics.text();
  });
}

/** Keeps count of the requests of a server that are being answered, those cut off included. */
export function countInFlight(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onRequest', (_request, reply, next) => {
    metrics.inFlight += 1;
    reply.raw.once('close', () => {
      metrics.inFlight -= 1;
    });
    next();
  });
}
