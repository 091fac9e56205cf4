import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '../../backoff.ts';
import {
  type BundleAnswer,
  type BundleClient,
  BundleHttpError,
  type BundleRequest,
} from './bundle-client.ts';

export interface FollowOptions {
  readonly client: BundleClient;
  /** What to ask for next. */
  readonly ask: () => Pick<BundleRequest, 'known' | 'delta'>;
  /** Takes an answer. Rejects when it can't be used; then the same is asked for again, after a pause. */
  readonly take: (answer: BundleAnswer) => Promise<void>;
  /** Told after each answer, and with the error after each failure. */
  readonly onOutcome: (failure: Error | undefined, waitMs: number) => void;
  /** How long the server may wait, in milliseconds. */
  readonly waitMs: number;
  /** How often to ask a server that does not wait, in milliseconds. */
  readonly pollMs: number;
  readonly signal: AbortSignal;
}

/** An answer without news that came within so many milliseconds was not waited for. */
const HASTY_MS = 500;
/** Milliseconds after news in which those who waited for it are answered, before more is asked for. */
const BREATH_MS = 5;

/** Asks for a bundle again and again, until `signal` aborts. Never rejects. */
export async function followBundle(options: FollowOptions): Promise<void> {
  const { client, ask, take, onOutcome, signal } = options;
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  let failures = 0;
  // The first answer after a start or a failure is not waited for: it says whether what is here is current.
  let confirmed = false;
  let longPoll = true;
  while (!signal.aborted) {
    const began = performance.now();
    const waitMs = confirmed && longPoll ? options.waitMs : 0;
    try {
      const answer = await client.get({ ...ask(), waitMs, signal });
      longPoll = answer.longPoll ?? longPoll;
      await take(answer);
      failures = 0;
      onOutcome(undefined, 0);
      const hasty = answer.body === undefined && waitMs > 0 && performance.now() - began < HASTY_MS;
      if ((confirmed && !longPoll) || hasty) await pause(options.pollMs * (0.5 + Math.random() / 2));
      else if (answer.body !== undefined) await pause(BREATH_MS);
      confirmed = true;
    } catch (error) {
      if (signal.aborted) return;
      confirmed = false;
      const asked = error instanceof BundleHttpError ? (error.retryAfterMs ?? 0) : 0;
      const pauseMs = Math.max(backoffMs(failures), asked * (1 + Math.random() / 2));
      failures += 1;
      onOutcome(error as Error, pauseMs);
      await pause(pauseMs);
    }
  }
}
