import type { FastifyBaseLogger } from 'fastify';
import type { Pool } from 'pg';
import { type AccountSettings, defaultAccountSettings } from './account-settings.ts';
import { trimAttempts } from './auth/lockout/attempts.ts';
import { resolveResetRequest } from './auth/password-reset/resolve-request.ts';
import { createPasswordHasher, type PasswordHasher } from './auth/passwords/password-hasher.ts';
import { trimSessions } from './auth/sessions/queries.ts';
import type { AdminDependencies } from './dependencies.ts';
import { trimAnswers } from './idempotency/queries.ts';
import { trimOutbox } from './mail/outbox.ts';
import { sendNext } from './mail/send-next.ts';
import { listingTransport, type MailTransport, smtpTransport } from './mail/transport.ts';
import { createWorker, type Worker } from './mail/worker.ts';

/** What the routes about people's accounts share. */
export interface Accounts {
  readonly settings: AccountSettings;
  readonly hasher: PasswordHasher;
  /** Sends mail once it is started. Wake it after a change that put one in the outbox. */
  readonly mail: Worker;
}

export type AccountDependencies = AdminDependencies & { readonly accounts: Accounts };

/** Milliseconds. */
const TRIMMED_EVERY = 60 * 60_000;
const DAYS_MAIL_IS_KEPT = 7;

export function createAccounts(
  { pool, logger }: Pick<AdminDependencies, 'pool' | 'logger'>,
  given: Partial<AccountSettings> = {},
): Accounts {
  const settings = { ...defaultAccountSettings, ...given };
  return {
    settings,
    hasher: createPasswordHasher(settings.pepper),
    mail: mailWorker(pool, logger, settings),
  };
}

function mailWorker(pool: Pool, logger: FastifyBaseLogger, settings: AccountSettings): Worker {
  const { smtpUrl, from, listed, onSent, pause } = settings.mail;
  const transport = transportFor(smtpUrl, from, listed);
  const steps = [() => resolveResetRequest(pool, settings), () => trimNow(pool, settings)];
  if (transport !== undefined) {
    steps.push(() => sendNext({ pool, transport, keep: listed, logger, onSent, pause }));
  }
  const worker = createWorker({ steps, logger });
  return {
    ...worker,
    start() {
      if (transport === undefined) logger.info('no mail server is configured: mails wait in the outbox');
      worker.start();
    },
    async close() {
      await worker.close();
      transport?.close();
    },
  };
}

function transportFor(url: string | undefined, from: string, listed: boolean): MailTransport | undefined {
  if (url !== undefined) return smtpTransport({ url, from });
  return listed ? listingTransport : undefined;
}

const trimmed = new WeakMap<Pool, number>();

async function trimNow(pool: Pool, { session, lockout }: AccountSettings): Promise<boolean> {
  const now = Date.now();
  if (now - (trimmed.get(pool) ?? 0) < TRIMMED_EVERY) return false;
  trimmed.set(pool, now);
  await trimOutbox(pool, DAYS_MAIL_IS_KEPT);
  await trimSessions(pool, session.idle);
  await trimAttempts(pool, lockout);
  await trimAnswers(pool);
  return false;
}
