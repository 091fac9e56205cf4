import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an `Authorization` header carries one of the tokens; compared in a time that tells nothing of them. */
export function carriesToken(header: string | undefined, tokens: readonly string[]): boolean {
  const given = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  const digest = sha256(given);
  return tokens.map((token) => timingSafeEqual(sha256(token), digest)).includes(true);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
