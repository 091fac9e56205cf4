import { randomBytes } from 'node:crypto';
import { tokenHash } from '../authentication.ts';

/** 256 random bits as text that fits in a link or a header, and the hash that is kept of it. */
export function randomToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: tokenHash(token) };
}
