import { Agent, request } from 'undici';
import { causeOf } from './failure-note.ts';

/** What came of an attempt to deliver. `waitMs` is how long the receiver asks to be left alone. */
export type UploadOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'refused'; readonly cause: string }
  | { readonly kind: 'failed'; readonly cause: string; readonly waitMs?: number | undefined };

export interface Uploader {
  /** Never rejects. `signal` gives the attempt up. */
  upload(data: Uint8Array, signal: AbortSignal): Promise<UploadOutcome>;
  close(): Promise<void>;
}

export interface UploaderOptions {
  /** The base address; events go to `/logs` below it. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Milliseconds for one attempt, the answer included. */
  readonly timeout: number;
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined;
}

/** Answers that say there is something wrong with what was sent, so that sending it again and again is no use. */
const REFUSALS = [400, 413, 415, 422];

/** Longest wait that a receiver may ask for, in milliseconds. */
const LONGEST_WAIT = 60_000;

/** Posts gzipped JSON arrays of events. Source: OPA documentation, "Decision Logs", service API. */
export function createUploader({ url, token, timeout, tls }: UploaderOptions): Uploader {
  const agent = new Agent({
    connections: 1,
    connect: { timeout, ...tls },
    headersTimeout: timeout,
    bodyTimeout: timeout,
  });
  const target = `${url.replace(/\/+$/, '')}/logs`;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return {
    async upload(data, signal) {
      const attempt = new AbortController();
      const giveUp = () => attempt.abort();
      const alarm = setTimeout(giveUp, timeout);
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) giveUp();
      try {
        const answer = await request(target, {
          method: 'POST',
          headers,
          body: data,
          dispatcher: agent,
          signal: attempt.signal,
        });
        await answer.body.dump({ limit: 65_536 }).catch(() => undefined);
        return outcomeOf(answer.statusCode, answer.headers['retry-after']);
      } catch (error) {
        return { kind: 'failed', cause: causeOf(error) };
      } finally {
        clearTimeout(alarm);
        signal.removeEventListener('abort', giveUp);
      }
    },
    close: () => agent.destroy(),
  };
}

function outcomeOf(status: number, retryAfter: string | string[] | undefined): UploadOutcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const cause = `HTTP ${status}`;
  if (REFUSALS.includes(status)) return { kind: 'refused', cause };
  const seconds = typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : 0;
  if (seconds === 0) return { kind: 'failed', cause };
  return { kind: 'failed', cause, waitMs: Math.min(LONGEST_WAIT, seconds * 1000) };
}
