import { hash, timingSafeEqual } from 'node:crypto';
import type { Authority } from './authority.ts';
import type { TokenGrant } from './token-grants.ts';

/** The tokens that are accepted, as digests; what it was made of is not kept. */
export class TokenTable {
  readonly #entries: readonly { readonly digest: Buffer; readonly authorities: ReadonlySet<Authority> }[];

  constructor(grants: readonly TokenGrant[]) {
    this.#entries = grants.map(({ token, authorities }) => ({
      digest: digestOf(token),
      authorities: new Set(authorities),
    }));
  }

  /**
   * What the bearer may ask for; undefined for an unknown token. It takes the same time whichever token is given:
   * digests are compared, each in constant time, and all of them.
   */
  find(token: string): ReadonlySet<Authority> | undefined {
    const digest = digestOf(token);
    let found: ReadonlySet<Authority> | undefined;
    for (const entry of this.#entries) {
      if (timingSafeEqual(entry.digest, digest)) found = entry.authorities;
    }
    return found;
  }
}

function digestOf(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
