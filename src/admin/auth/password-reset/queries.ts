import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { languageOf } from '../../mail/language.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { renderMail } from '../../mail/templates/render-mail.ts';
import { type Queryable, row } from '../../queryable.ts';
import { linkTo } from '../links.ts';
import type { Claimant } from '../passwords/queries.ts';
import { randomToken } from '../random-token.ts';

/** Notes that somebody asked for a link to this address, whoever has it. */
export async function insertResetRequest(db: Queryable, email: string): Promise<void> {
  await db.query('INSERT INTO password_reset_requests (id, email) VALUES ($1, $2)', [uuidv7(), email]);
}

/** Takes the oldest request out, or undefined when there is none. */
export async function takeResetRequest(client: PoolClient): Promise<string | undefined> {
  const taken = await row<{ email: string }>(
    client,
    `DELETE FROM password_reset_requests
     WHERE id = (SELECT id FROM password_reset_requests ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING email`,
  );
  return taken?.email;
}

/** Whether a link was made for this user within the last `seconds`. */
export async function wasJustReset(db: Queryable, user: string, seconds: number): Promise<boolean> {
  const found = await row(
    db,
    `SELECT FROM password_resets WHERE user_id = $1 AND created_at > now() - $2 * interval '1 second' LIMIT 1`,
    [user, seconds],
  );
  return found !== undefined;
}

/** Makes a link to choose a new password, which takes the place of those before it, and mails it. `lifetime` in milliseconds. */
export async function mailReset(
  client: PoolClient,
  { id, name, email, language }: Pick<Claimant, 'id' | 'name' | 'email' | 'language'>,
  { linkBase, resetLifetime }: { readonly linkBase: string; readonly resetLifetime: number },
): Promise<void> {
  const { token, hash } = randomToken();
  const expires = new Date(Date.now() + resetLifetime);
  await client.query('DELETE FROM password_resets WHERE user_id = $1', [id]);
  await client.query(
    'INSERT INTO password_resets (id, user_id, token_hash, expires_at) VALUES ($1, $2, $3, $4)',
    [uuidv7(), id, hash, expires],
  );
  const link = linkTo(linkBase, 'reset-password', token);
  const spoken = languageOf(language);
  await enqueueMail(client, {
    template: 'password-reset',
    language: spoken,
    recipient: email,
    about: `password-reset:${id}`,
    content: renderMail('password-reset', spoken, { name, expires }, link),
    notAfter: expires,
  });
}

export interface OpenReset {
  readonly user_id: string;
  readonly over: boolean;
}

export function findReset(db: Queryable, hash: Buffer): Promise<OpenReset | undefined> {
  return row<OpenReset>(
    db,
    'SELECT user_id, expires_at <= now() AS over FROM password_resets WHERE token_hash = $1',
    [hash],
  );
}

/** Uses a link up. Returns whether it was still there. */
export async function useReset(db: Queryable, hash: Buffer): Promise<boolean> {
  const used = await row(
    db,
    'DELETE FROM password_resets WHERE token_hash = $1 AND expires_at > now() RETURNING id',
    [hash],
  );
  return used !== undefined;
}
