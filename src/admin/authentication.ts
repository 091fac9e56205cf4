import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Pool } from 'pg';
import { sessionToken } from './auth/sessions/cookie.ts';
import { demandCsrfToken } from './auth/sessions/cross-site.ts';
import { unauthenticated } from './http/problems.ts';
import { row } from './queryable.ts';

/** Who a request comes from. */
export interface Actor {
  /** The user's id. */
  readonly id: string;
  /** The id of the token or the session that proved it. */
  readonly token: string;
  /** A session is a person who signed in. */
  readonly by: 'token' | 'session';
  /** The permissions that a restricted token is good for, at most; undefined for everything its user holds. */
  readonly permissions?: ReadonlySet<string>;
}

/** Tokens are random, so a plain hash keeps them; looking the hash up takes no time that tells about a token. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Longer headers hold no token of ours. */
const LONGEST_TOKEN = 4096;

/** What is read of a request. */
export interface Credentials {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Finds the active user a request comes from: by `Authorization: Bearer …` (RFC 6750), or by the cookie of a session,
 * where a change must also carry the session's CSRF token. Throws a 401 problem when there is none, a 403 one for a
 * change without that token. `idle`: milliseconds that a session lasts without being used. The time of use is noted at
 * most once a minute.
 */
export async function authenticate(
  pool: Pool,
  { method, headers }: Credentials,
  idle: number,
): Promise<Actor> {
  if (headers.authorization !== undefined) return authenticateToken(pool, headers.authorization);
  const session = sessionToken(headers.cookie);
  if (session === undefined) throw unauthenticated('missing');
  const actor = await authenticateSession(pool, session, idle);
  demandCsrfToken(method, headers, session);
  return actor;
}

async function authenticateToken(pool: Pool, authorization: string): Promise<Actor> {
  const token = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1];
  if (token === undefined || token.length > LONGEST_TOKEN) throw unauthenticated('invalid');
  const found = await row<{ id: string; user_id: string; stale: boolean; permissions: string[] | null }>(
    pool,
    `SELECT t.id, t.user_id, t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute' AS stale,
            CASE WHEN t.restricted THEN ARRAY(
              SELECT DISTINCT f.permission
              FROM api_token_permissions AS p JOIN permission_forms AS f ON f.written = p.permission
              WHERE p.token_id = t.id) END AS permissions
     FROM api_tokens AS t
     JOIN users AS u ON u.id = t.user_id
     WHERE t.token_hash = $1 AND u.status = 'active' AND (t.not_after IS NULL OR t.not_after > now())`,
    [tokenHash(token)],
  );
  if (found === undefined) throw unauthenticated('invalid');
  if (found.stale) await pool.query('UPDATE api_tokens SET last_used_at = now() WHERE id = $1', [found.id]);
  return {
    id: found.user_id,
    token: found.id,
    by: 'token',
    ...(found.permissions === null ? {} : { permissions: new Set(found.permissions) }),
  };
}

async function authenticateSession(pool: Pool, token: string, idle: number): Promise<Actor> {
  const found = await row<{ id: string; user_id: string; stale: boolean }>(
    pool,
    `SELECT s.id, s.user_id, s.last_used_at < now() - interval '1 minute' AS stale
     FROM sessions AS s
     JOIN users AS u ON u.id = s.user_id
     WHERE s.token_hash = $1 AND u.status = 'active'
       AND s.expires_at > now() AND s.last_used_at > now() - $2 * interval '1 millisecond'`,
    [tokenHash(token), idle],
  );
  if (found === undefined) throw unauthenticated('invalid');
  if (found.stale) await pool.query('UPDATE sessions SET last_used_at = now() WHERE id = $1', [found.id]);
  return { id: found.user_id, token: found.id, by: 'session' };
}
