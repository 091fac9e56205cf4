import { AUTHORITIES, type Authority, parseAuthorities, USUAL_AUTHORITIES } from './authority.ts';

/** A bearer token and what its bearer may ask for. */
export interface TokenGrant {
  readonly token: string;
  readonly authorities: readonly Authority[];
}

export const TOKEN_GRANTS_FORM = `TOKEN or TOKEN:authority+authority (${AUTHORITIES.join(', ')}), several separated by commas or line ends`;

/** Characters of a token at least: 22 random ones of base64url, or 32 of hexadecimal, carry 128 bits. */
export const SHORTEST_TOKEN = 16;
/** A random token of the least length has fewer different characters in less than one of a billion cases. */
const FEWEST_DIFFERENT = 6;

/** Source: RFC 6750, section 2.1. */
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * Reads the tokens that a decision API accepts, from a setting or a file: separated by commas or line ends, each
 * `TOKEN` alone, which gives decide, filter and search, or `TOKEN:decide+metrics`, which gives what it names. White space
 * around them does not count, nor does a line that begins with `#`. Throws an Error that says which one is wrong and
 * how, without repeating it.
 */
export function readTokenGrants(text: string): readonly TokenGrant[] {
  const items = text
    .split(/\r?\n/)
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) throw new Error('there is no token; expected TOKEN or TOKEN:decide+metrics');
  const grants = items.map(readGrant);
  if (new Set(grants.map(({ token }) => token)).size < grants.length)
    throw new Error('a token is there twice; give all its authorities in one place');
  return grants;
}

function readGrant(item: string, index: number): TokenGrant {
  const which = `token ${index + 1}`;
  const [token = '', names, ...more] = item.split(':');
  if (!B64TOKEN.test(token) || more.length > 0)
    throw new Error(
      `${which} is not of the form TOKEN or TOKEN:decide+metrics with letters, digits and -._~+/=`,
    );
  if (token.length < SHORTEST_TOKEN)
    throw new Error(`${which} is too weak: it has fewer than ${SHORTEST_TOKEN} characters. ${ADVICE}`);
  if (new Set(token).size < FEWEST_DIFFERENT)
    throw new Error(
      `${which} is too weak: it has fewer than ${FEWEST_DIFFERENT} different characters. ${ADVICE}`,
    );
  const authorities = names === undefined ? USUAL_AUTHORITIES : parseAuthorities(names);
  if (authorities === undefined)
    throw new Error(
      `${which} has an unknown authority; expected names of ${AUTHORITIES.join(', ')}, joined by +`,
    );
  return { token, authorities };
}

const ADVICE = 'Make one with: openssl rand -hex 32';
