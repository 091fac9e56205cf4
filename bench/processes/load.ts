/** Puts load on an HTTP server, from a core of its own. */
import autocannon from 'autocannon';
import { serveAnswers } from '../support/serve-answers.ts';

export interface LoadJob {
  readonly origin: string;
  readonly path: string;
  readonly bodies: readonly string[];
  readonly seconds: number;
  readonly connections: number;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}

serveAnswers<LoadJob>(async ({ origin, path, bodies, seconds, connections }): Promise<LoadResult> => {
  const result = await autocannon({
    url: origin,
    duration: seconds,
    connections,
    requests: bodies.map((body) => ({
      method: 'POST',
      path,
      body,
      headers: { 'content-type': 'application/json' },
    })),
  });
  return {
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.errors + result.timeouts + result.non2xx,
  };
});
