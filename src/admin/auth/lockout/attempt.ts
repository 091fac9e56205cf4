import type { Pool } from 'pg';
import type { Lockout } from '../../account-settings.ts';
import { Problem } from '../../http/problem.ts';
import { accountKey, beginAttempt, clearAttempts, sourceKey, takeBackAttempt } from './attempts.ts';

/** An attempt to prove who one is, counted as failed until it says otherwise. */
export interface Attempt {
  /** All of it was right: the account's failures are forgotten. */
  succeeded(): Promise<void>;
  /** So far it was right, and more is needed. */
  undecided(): Promise<void>;
}

/** Begins an attempt on the account with this address, known or not. Throws a 429 problem while either is locked. */
export async function attempt(
  pool: Pool,
  lockout: Lockout,
  { email, source }: { readonly email: string; readonly source: string },
): Promise<Attempt> {
  const from = sourceKey(source, lockout);
  const on = accountKey(email, lockout);
  for (const key of [from, on]) {
    const until = await beginAttempt(pool, key, lockout);
    if (until === undefined) continue;
    if (key === on) await takeBackAttempt(pool, from);
    throw locked(until);
  }
  return {
    async succeeded() {
      await clearAttempts(pool, on);
      await takeBackAttempt(pool, from);
    },
    async undecided() {
      await takeBackAttempt(pool, on);
      await takeBackAttempt(pool, from);
    },
  };
}

function locked(until: Date): Problem {
  const seconds = Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1000));
  return new Problem({
    status: 429,
    code: 'locked',
    title: 'Too many failed attempts',
    detail: `Too many attempts failed. Try again in ${seconds} s, or choose a new password by mail.`,
    headers: { 'retry-after': String(seconds) },
  });
}
