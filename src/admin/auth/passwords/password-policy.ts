import { Type } from 'typebox';
import { bodyError } from '../../http/problem.ts';
import { unprocessable } from '../../http/problems.ts';
import { isCommon } from './common-passwords.ts';

/** In characters (code points). Source: NIST SP 800-63B, section 3.1.1.2. */
const SHORTEST = 12;
const LONGEST = 1024;

/** A password to be checked. Its length is judged by `demandGoodPassword`; any that may be kept fits. */
export const givenPassword = Type.String({ minLength: 1, maxLength: 2 * LONGEST });
export const newPassword = Type.String({
  minLength: 1,
  maxLength: 2 * LONGEST,
  description: `${SHORTEST} to ${LONGEST} characters of any kind; common ones are refused.`,
});

/** Texts about a person that make no password. */
export interface PasswordOwner {
  readonly name: string;
  readonly email: string | null;
}

/** The same password however it was typed. Source: NIST SP 800-63B, section 3.1.1.2. */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC');
}

/** Throws a 422 problem naming `field` unless the password may be chosen: long enough, and none that is tried first. */
export function demandGoodPassword(password: string, owner: PasswordOwner, field: string): void {
  const message = faultOf(normalizePassword(password), owner);
  if (message !== undefined) throw unprocessable(`The password ${message}.`, [bodyError([field], message)]);
}

function faultOf(password: string, { name, email }: PasswordOwner): string | undefined {
  const length = [...password].length;
  if (length < SHORTEST) return `must have at least ${SHORTEST} characters`;
  if (length > LONGEST) return `must have at most ${LONGEST} characters`;
  if (isCommon(password)) return 'is too easily guessed: choose one that others do not use';
  const lower = password.toLowerCase();
  const known = [email ?? '', name, name.replaceAll(/\s/g, '')].map((text) => text.toLowerCase());
  if (known.includes(lower)) return 'must not be the name or the address of its owner';
  return undefined;
}
