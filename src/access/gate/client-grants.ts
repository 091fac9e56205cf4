import { AUTHORITIES, type Authority, parseAuthorities } from './authority.ts';

/** Clients that carry this name in their certificate, and what they may ask for. */
export interface ClientGrant {
  /** `dns:`, `uri:` or `cn:`, and the name. */
  readonly name: string;
  readonly authorities: readonly Authority[];
}

export const CLIENT_GRANTS_FORM = `dns:NAME:authorities, uri:NAME:authorities or cn:NAME:authorities, the authorities (${AUTHORITIES.join(', ')}) joined by +, several separated by commas`;

/**
 * Reads which client certificates give which authorities, such as
 * `dns:orders.internal:decide+filter, uri:spiffe://example.org/prometheus:metrics`. A name is a DNS name or URI among the
 * subject's alternative names, or its common name, in full. Undefined when the text is of another form.
 */
export function parseClientGrants(text: string): readonly ClientGrant[] | undefined {
  const grants = text.split(',').map((item) => readGrant(item.trim()));
  return grants.every((grant) => grant !== undefined) ? grants : undefined;
}

function readGrant(item: string): ClientGrant | undefined {
  const [, kind, name, names = ''] = /^(dns|uri|cn):(.*[^\s:]):([a-z+]+)$/.exec(item) ?? [];
  const authorities = parseAuthorities(names);
  if (kind === undefined || name === undefined || authorities === undefined) return undefined;
  return { name: `${kind}:${kind === 'dns' ? name.toLowerCase() : name}`, authorities };
}

/** What a certificate with these names gives: all that is granted to any of them. */
export function authoritiesOfNames(
  grants: readonly ClientGrant[],
  names: readonly string[],
): ReadonlySet<Authority> {
  return new Set(grants.filter(({ name }) => names.includes(name)).flatMap(({ authorities }) => authorities));
}
