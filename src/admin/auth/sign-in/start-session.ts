import type { FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import type { AccountSettings } from '../../account-settings.ts';
import { randomToken } from '../random-token.ts';
import { csrfToken, sessionCookie } from '../sessions/cookie.ts';
import { insertSession } from '../sessions/queries.ts';

/** A session just begun, and what the browser is told of it. */
export interface StartedSession {
  readonly id: string;
  readonly expires: Date;
  readonly cookie: string;
  readonly csrf: string;
}

export async function startSession(
  client: PoolClient,
  request: Pick<FastifyRequest, 'ip' | 'headers'>,
  { longest }: AccountSettings['session'],
  { user, secondFactor }: { readonly user: string; readonly secondFactor: boolean },
): Promise<StartedSession> {
  const { token, hash } = randomToken();
  const { id, expires } = await insertSession(client, {
    user,
    tokenHash: hash,
    sourceAddress: request.ip || null,
    userAgent: request.headers['user-agent'] ?? null,
    secondFactor,
    longest,
  });
  return { id, expires, cookie: sessionCookie(token, expires), csrf: csrfToken(token) };
}
