import { randomBytes } from 'node:crypto';
import { tokenHash } from '../../authentication.ts';

const CODES = 10;
/** No letter or digit that looks like another one. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz023456789';
const LENGTH = 16;

/** Ten codes of 80 bits, each good once in place of a code of the app: `abcd-efgh-jkmn-pqrs`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => {
    const signs = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]);
    return signs.join('').replace(/(.{4})(?=.)/g, '$1-');
  });
}

/** What is kept of a code, however it was typed. */
export function recoveryCodeHash(code: string): Buffer {
  return tokenHash(code.toLowerCase().replaceAll(/[\s-]/g, ''));
}
