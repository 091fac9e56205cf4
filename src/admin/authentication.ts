import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { unauthenticated } from './http/problems.ts';
import { row } from './queryable.ts';

/** Who a request comes from. */
export interface Actor {
  /** The user's id. */
  readonly id: string;
  /** The id of the token that proved it. */
  readonly token: string;
}

/** Tokens are random, so a plain hash keeps them; looking the hash up takes no time that tells about a token. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Longer headers hold no token of ours. */
const LONGEST_TOKEN = 4096;

/**
 * Reads `Authorization: Bearer …` (RFC 6750) and finds its active user. Throws a 401 problem when there is none.
 * The time of use is noted at most once a minute.
 */
export async function authenticate(pool: Pool, authorization: string | undefined): Promise<Actor> {
  if (authorization === undefined) throw unauthenticated('missing');
  const token = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1];
  if (token === undefined || token.length > LONGEST_TOKEN) throw unauthenticated('invalid');
  const found = await row<{ id: string; user_id: string; stale: boolean }>(
    pool,
    `SELECT t.id, t.user_id, t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute' AS stale
     FROM api_tokens AS t
     JOIN users AS u ON u.id = t.user_id
     WHERE t.token_hash = $1 AND u.status = 'active' AND (t.not_after IS NULL OR t.not_after > now())`,
    [tokenHash(token)],
  );
  if (found === undefined) throw unauthenticated('invalid');
  if (found.stale) await pool.query('UPDATE api_tokens SET last_used_at = now() WHERE id = $1', [found.id]);
  return { id: found.user_id, token: found.id };
}
