import type { IncomingMessage } from 'node:http';
import { Refusal } from '../errors.ts';
import type { Authority } from './authority.ts';
import type { ClientCertificates } from './client-certificates.ts';
import type { TokenTable } from './token-table.ts';

export interface CredentialOptions {
  /** The tokens as they are now; undefined where tokens are not known. */
  readonly tokens?: { readonly current: TokenTable } | undefined;
  /** Undefined where client certificates are not known. */
  readonly clients?: ClientCertificates | undefined;
}

/** Who asks, as far as it matters: what the caller may ask for, and by what. */
export interface Bearer {
  readonly authorities: ReadonlySet<Authority>;
  readonly credential: 'bearer token' | 'client certificate';
}

const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/**
 * Who sends a request, by its bearer token (RFC 6750, section 2.1) or, without an `Authorization`, by the certificate of
 * its connection. Otherwise the Refusal to answer, with 401.
 */
export function identify(request: IncomingMessage, { tokens, clients }: CredentialOptions): Bearer | Refusal {
  const { authorization } = request.headers;
  if (tokens !== undefined && authorization !== undefined) {
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) return unauthorized(EXPECTED_TOKEN, CHALLENGE);
    const authorities = tokens.current.find(token);
    if (authorities !== undefined) return { authorities, credential: 'bearer token' };
    return unauthorized('the bearer token is unknown', `${CHALLENGE}, error="invalid_token"`);
  }
  const gives = clients?.of(request.socket);
  if (typeof gives === 'object') return { authorities: gives, credential: 'client certificate' };
  const expected = [...(clients === undefined ? [] : [gives ?? EXPECTED_CERTIFICATE])];
  if (tokens !== undefined) expected.push(EXPECTED_TOKEN);
  return unauthorized(expected.join('; or '), tokens === undefined ? CERTIFICATE_CHALLENGE : CHALLENGE);
}

/** The answer to a caller who may not ask for this. */
export function forbidden({ credential }: Bearer, authority: Authority): Refusal {
  const headers =
    credential === 'bearer token'
      ? { 'WWW-Authenticate': `${CHALLENGE}, error="insufficient_scope", scope="${authority}"` }
      : {};
  return new Refusal(403, `the ${credential} does not have the authority "${authority}"`, headers);
}

const CHALLENGE = 'Bearer realm="postern"';
/** An answer with 401 has to name a scheme (RFC 9110, section 15.5.2); there is none registered for certificates. */
const CERTIFICATE_CHALLENGE = 'Certificate realm="postern"';
const EXPECTED_TOKEN = 'send a bearer token in the header "Authorization: Bearer TOKEN"';
const EXPECTED_CERTIFICATE = 'connect with a client certificate';

function unauthorized(message: string, challenge: string): Refusal {
  return new Refusal(401, message, { 'WWW-Authenticate': challenge });
}
