import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse, serialize } from 'cookie';

/**
 * The session cookie. The prefix binds it to this very host and to encrypted connections (browsers count localhost as
 * one). Source: RFC 6265bis, section 4.1.3.2.
 */
export const SESSION_COOKIE = '__Host-postern-session';
const LONGEST = 200;

/** The header that says a change was meant, and the token it must hold. */
export const CSRF_HEADER = 'x-csrf-token';

export function sessionCookie(token: string, expires: Date): string {
  return serialize(SESSION_COOKIE, token, { ...ATTRIBUTES, expires });
}

export function endedSessionCookie(): string {
  return serialize(SESSION_COOKIE, '', { ...ATTRIBUTES, maxAge: 0 });
}

const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const;

/** The session token of a request, or undefined. */
export function sessionToken(header: string | undefined): string | undefined {
  if (header === undefined || !header.includes(SESSION_COOKIE)) return undefined;
  const token = parse(header)[SESSION_COOKIE];
  return token !== undefined && /^[\w-]+$/.test(token) && token.length <= LONGEST ? token : undefined;
}

/** What the header must hold beside the cookie: it follows from the session's token, which another site can't read. */
export function csrfToken(session: string): string {
  return createHmac('sha256', session).update('postern csrf').digest('base64url');
}

export function isCsrfToken(session: string, given: string | string[] | undefined): boolean {
  const expected = Buffer.from(csrfToken(session));
  const compared = Buffer.from(typeof given === 'string' ? given : '');
  return expected.length === compared.length && timingSafeEqual(expected, compared);
}
