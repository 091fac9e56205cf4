/** Puts load on an HTTP server, from a core of its own. */
import autocannon from 'autocannon';
import { serveAnswers } from '../support/serve-answers.ts';

export interface LoadJob {
  readonly origin: string;
  readonly path: string;
  readonly bodies: readonly string[];
  readonly seconds: number;
  readonly connections: number;
  /** Besides the content type. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Requests a second over all connections, whether or not earlier ones were answered; as many as go where absent. */
  readonly perSecond?: number;
}

export interface LoadResult {
  readonly total: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly failed: number;
}

serveAnswers<LoadJob>(
  async ({ origin, path, bodies, seconds, connections, headers, perSecond }): Promise<LoadResult> => {
    const requests = bodies.map((body) => ({ body }));
    let clients = 0;
    const result = await autocannon({
      url: `${origin}${path}`,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      duration: seconds,
      connections,
      ...(perSecond === undefined ? {} : { overallRate: perSecond }),
      // Each connection asks its share, in turn; all of them on each would take seconds to prepare.
      setupClient: (client) => {
        const own = clients++ % connections;
        client.setRequests(requests.filter((_, n) => n % connections === own));
      },
    });
    return {
      total: result.requests.total,
      perSecond: result.requests.total / result.duration,
      p50: result.latency.p50,
      p99: result.latency.p99,
      p999: result.latency.p99_9,
      max: result.latency.max,
      failed: result.errors + result.timeouts + result.non2xx,
    };
  },
);
