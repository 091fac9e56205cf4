import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type Queryable, row, rows } from '../queryable.ts';
import type { Language } from './language.ts';
import type { RenderedMail } from './templates/render-mail.ts';
import type { TemplateName } from './templates/template.ts';

export interface NewMail {
  readonly template: TemplateName;
  readonly language: Language;
  readonly recipient: string;
  /** The thing it tells of, such as `invitation:<id>`; an unsent mail about the same thing is withdrawn. */
  readonly about: string;
  readonly content: RenderedMail;
  /** When it is of no use any more. */
  readonly notAfter: Date | null;
}

/** A mail that was taken out to be sent. */
export interface OutgoingMail {
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** This one counted. */
  readonly tries: number;
}

/** Puts a mail in the outbox, in the transaction of the change it tells of. */
export async function enqueueMail(client: PoolClient, mail: NewMail): Promise<void> {
  await withdrawMail(client, mail.about);
  await client.query(
    `INSERT INTO mail_outbox (id, about, template, language, recipient, subject, body_text, body_html, not_after)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      uuidv7(),
      mail.about,
      mail.template,
      mail.language,
      mail.recipient,
      mail.content.subject,
      mail.content.text,
      mail.content.html,
      mail.notAfter,
    ],
  );
}

/** Takes back what was not sent yet about a thing. */
export async function withdrawMail(client: PoolClient, about: string): Promise<void> {
  await client.query('DELETE FROM mail_outbox WHERE about = $1 AND sent_at IS NULL', [about]);
}

/**
 * Takes the mail that waits longest, or undefined when none is due. Until `lease` milliseconds are over nobody else
 * takes it; then it is due again, so that a process that died loses none.
 */
export function claimMail(db: Queryable, lease: number): Promise<OutgoingMail | undefined> {
  return row<OutgoingMail>(
    db,
    `UPDATE mail_outbox
     SET tries = tries + 1, next_try_at = clock_timestamp() + $1 * interval '1 millisecond'
     WHERE id = (SELECT id FROM mail_outbox
                 WHERE sent_at IS NULL AND given_up_at IS NULL AND next_try_at <= clock_timestamp()
                   AND (not_after IS NULL OR not_after > clock_timestamp())
                 ORDER BY next_try_at
                 LIMIT 1
                 FOR UPDATE SKIP LOCKED)
     RETURNING id, recipient, subject, body_text AS text, body_html AS html, tries`,
    [lease],
  );
}

/** Notes that a mail was sent. Its content is forgotten unless `keep` says otherwise. */
export async function noteSent(db: Queryable, id: string, keep: boolean): Promise<void> {
  await db.query(
    `UPDATE mail_outbox
     SET sent_at = now(), last_error = NULL,
         body_text = CASE WHEN $2 THEN body_text END, body_html = CASE WHEN $2 THEN body_html END
     WHERE id = $1`,
    [id, keep],
  );
}

/** Notes that a try failed: to be repeated in `pause` milliseconds, or never when that is undefined. */
export async function noteFailed(
  db: Queryable,
  id: string,
  error: string,
  pause: number | undefined,
): Promise<void> {
  await db.query(
    `UPDATE mail_outbox
     SET last_error = $2,
         next_try_at = clock_timestamp() + COALESCE($3::float8, 0) * interval '1 millisecond',
         given_up_at = CASE WHEN $3::float8 IS NULL THEN now() END,
         body_text = CASE WHEN $3::float8 IS NOT NULL THEN body_text END,
         body_html = CASE WHEN $3::float8 IS NOT NULL THEN body_html END
     WHERE id = $1`,
    [id, error.slice(0, 500), pause ?? null],
  );
}

/** Forgets mails of more than `days` days ago, and unsent ones that are of no use any more. */
export async function trimOutbox(db: Queryable, days: number): Promise<void> {
  await db.query(
    `DELETE FROM mail_outbox
     WHERE created_at < now() - $1 * interval '1 day' OR (sent_at IS NULL AND not_after <= now())`,
    [days],
  );
}

export interface ListedMail extends Omit<OutgoingMail, 'tries'> {
  readonly created_at: Date;
  readonly sent_at: Date | null;
}

/** The latest mails whose content is still there, the newest first. */
export function listMail(db: Queryable, limit: number): Promise<ListedMail[]> {
  return rows<ListedMail>(
    db,
    `SELECT id, recipient, subject, body_text AS text, body_html AS html, created_at, sent_at
     FROM mail_outbox WHERE body_text IS NOT NULL ORDER BY id DESC LIMIT $1`,
    [limit],
  );
}
