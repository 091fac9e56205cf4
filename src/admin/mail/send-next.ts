import type { FastifyBaseLogger } from 'fastify';
import type { Pool } from 'pg';
import { backOff, MOST_TRIES } from './back-off.ts';
import { claimMail, noteFailed, noteSent, type OutgoingMail } from './outbox.ts';
import { MailRefused, type MailTransport } from './transport.ts';

/** Milliseconds a mail belongs to the process that took it. */
const LEASE = 120_000;

export interface Sending {
  readonly pool: Pool;
  readonly transport: MailTransport;
  /** Whether the content stays once it is sent. */
  readonly keep: boolean;
  readonly logger: FastifyBaseLogger;
  /** Told of each mail that was sent. */
  readonly onSent?: ((mail: OutgoingMail) => void) | undefined;
  /** Milliseconds until the next try after so many failed ones. */
  readonly pause?: ((tries: number) => number) | undefined;
}

/** Sends the mail that is due. Returns whether there was one. It is sent at least once, always under the same id. */
export async function sendNext(sending: Sending): Promise<boolean> {
  const { pool, transport, keep, logger, onSent, pause = backOff } = sending;
  const mail = await claimMail(pool, LEASE);
  if (mail === undefined) return false;
  try {
    await transport.send(mail);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const over = error instanceof MailRefused || mail.tries >= MOST_TRIES;
    logger.warn(
      { mail: mail.id, tries: mail.tries, err: error },
      over ? 'a mail is given up' : 'a mail could not be sent, and is tried again later',
    );
    await noteFailed(pool, mail.id, message, over ? undefined : pause(mail.tries));
    return true;
  }
  await noteSent(pool, mail.id, keep);
  onSent?.(mail);
  return true;
}
