import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE = 12;
const TAG = 16;

/** Encrypts a secret under a key made from the pepper (AES-256-GCM); nonce, tag and text in one. */
export function seal(secret: Buffer, pepper: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(pepper), nonce);
  const text = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** Throws when the pepper is another one, or the text was changed. */
export function unseal(sealed: Buffer, pepper: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', keyFrom(pepper), sealed.subarray(0, NONCE));
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
}

function keyFrom(pepper: string): Buffer {
  return Buffer.from(hkdfSync('sha256', pepper, '', 'postern second factor', 32));
}
