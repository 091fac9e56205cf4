/** Sends requests at a fixed rate, whether or not earlier ones were answered, and notes how long each waited. */
import { Agent, request } from 'node:http';
import { serveAnswers } from '../support/serve-answers.ts';
import { quantile } from '../support/statistics.ts';

export interface PacedJob {
  readonly origin: string;
  readonly path: string;
  readonly bodies: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
}

/** Milliseconds. */
export interface PacedResult {
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

const agent = new Agent({ keepAlive: true });

serveAnswers<PacedJob>(async ({ origin, path, bodies, perSecond, seconds }): Promise<PacedResult> => {
  const total = perSecond * seconds;
  const waits: Promise<number>[] = [];
  const began = performance.now();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - began) * perSecond) / 1000));
      while (waits.length < due)
        waits.push(ask(`${origin}${path}`, bodies[waits.length % bodies.length] as string));
      if (waits.length >= total) {
        clearInterval(timer);
        resolve();
      }
    }, 1);
  });
  const milliseconds = await Promise.all(waits);
  const at = (share: number) => quantile(milliseconds, share);
  return { requests: total, p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
});

function ask(url: string, body: string): Promise<number> {
  const sent = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asking = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(performance.now() - sent));
    });
    asking.on('error', reject);
    asking.end(body);
  });
}
