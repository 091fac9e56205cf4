/**
 * Sends requests at a fixed rate, whether or not earlier ones were answered, and notes how long each waited from the
 * moment at which it was due.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
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

const CONNECTIONS = 64;

serveAnswers<PacedJob>(async ({ origin, path, bodies, perSecond, seconds }): Promise<PacedResult> => {
  const pool = new Pool(origin, { connections: CONNECTIONS });
  const total = Math.floor(perSecond * seconds);
  const waits = new Float64Array(total);
  let sent = 0;
  let answered = 0;
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    const send = (n: number) => {
      const due = began + (n * 1000) / perSecond;
      pool
        .request({
          method: 'POST',
          path,
          headers: { 'content-type': 'application/json' },
          body: bodies[n % bodies.length] as string,
        })
        .then(async ({ statusCode, body }) => {
          await body.dump();
          if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
          waits[n] = performance.now() - due;
          answered += 1;
          if (answered === total) resolve();
        })
        .catch(reject);
    };
    void (async () => {
      while (sent < total) {
        const due = Math.min(total, Math.ceil(((performance.now() - began) * perSecond) / 1000));
        while (sent < due) send(sent++);
        await sleep(1);
      }
    })();
  });
  await pool.close();
  const sorted = waits.sort();
  const at = (share: number) => quantile(sorted, share);
  return { requests: total, p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
});
